#include "plugin/range.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

/* A whole text that is a number as people write one: strtod() also knows "inf" and "0x10". */
static gboolean number_parse(const char *text, double *number)
{
  char *end;
  if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
    return FALSE;
  *number = g_ascii_strtod(text, &end);
  return *end == '\0' && isfinite(*number);
}

/* "" is 0, "~" below all. */
static gboolean begin_parse(const char *text, double *begin)
{
  *begin = *text == '~' ? -INFINITY : 0;
  return !*text || strcmp(text, "~") == 0 || number_parse(text, begin);
}

gboolean range_parse(const char *text, struct range *range, GError **error)
{
  *range = (struct range){.end = INFINITY};
  range->alerts_inside = *text == '@';
  g_auto(GStrv) ends = g_strsplit(text + range->alerts_inside, ":", 3);
  guint n = g_strv_length(ends);
  gboolean is_range = n == 1 ? number_parse(ends[0], &range->end)
                             : n == 2 && (*ends[0] || *ends[1]) && begin_parse(ends[0], &range->begin) &&
                                   (!*ends[1] || number_parse(ends[1], &range->end));
  if (!is_range || range->begin > range->end || g_strlcpy(range->text, text, sizeof range->text) > RANGE_MAX)
    return error_refuse(error, PROVOST_ERROR_INVALID, "\"%.*s\" is no range: write 10, 10:, ~:10, 10:20 or @10:20", RANGE_MAX, text);
  return TRUE;
}

gboolean range_alerts(const struct range *range, double value)
{
  gboolean is_inside = value >= range->begin && value <= range->end;
  return *range->text && is_inside == range->alerts_inside;
}
