#include "cli/settings_now.h"

#include "cli/text.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* How near what the override is for is to the subject: 0 is itself; G_MAXUINT: it does not hold for it. */
static guint distance_of(const json_t *override, const struct settings_scope *scopes, guint n)
{
  if (!*reply_text(override, "kind"))
    return n; /* for all */
  for (guint i = 0; i < n; i++)
    if (strcmp(reply_text(override, "kind"), scopes[i].kind) == 0 && strcmp(reply_text(override, "name"), scopes[i].name) == 0)
      return i;
  return G_MAXUINT;
}

const char *settings_now(const json_t *policy, const char *setting, const struct settings_scope *scopes, guint n)
{
  const char *value = NULL;
  const json_t *row;
  gsize i;
  json_array_foreach (json_object_get(policy, "settings"), i, row)
    if (strcmp(reply_text(row, "name"), setting) == 0)
      value = reply_text(row, "default");
  guint nearest = n + 1;
  json_array_foreach (json_object_get(policy, "overrides"), i, row) {
    guint distance = distance_of(row, scopes, n);
    if (!value || strcmp(reply_text(row, "setting"), setting) != 0 || distance > nearest)
      continue;
    nearest = distance;
    value = reply_text(row, "value");
  }
  return value;
}

gboolean settings_equal(const char *a, const char *b)
{
  guint64 first, second;
  char *end_a, *end_b;
  if (duration_parse(a, &first) && duration_parse(b, &second))
    return first == second;
  double x = g_ascii_strtod(a, &end_a), y = g_ascii_strtod(b, &end_b);
  gboolean are_numbers = end_a > a && !*end_a && end_b > b && !*end_b;
  return are_numbers ? fabs(x - y) <= 1e-9 * fmax(fabs(x), fabs(y)) : strcmp(a, b) == 0;
}
