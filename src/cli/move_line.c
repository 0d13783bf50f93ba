#include "cli/move_line.h"

#include "cli/text.h"

#include <math.h>

#define BAR_WIDTH 20

static void add_bar(GString *line, double percent)
{
  guint full = (guint)(CLAMP(percent, 0, 100) * BAR_WIDTH / 100);
  g_string_append(line, " [");
  for (guint i = 0; i < BAR_WIDTH; i++)
    g_string_append_c(line, i < full ? '#' : ' ');
  g_string_append_c(line, ']');
}

static void add_figures(GString *line, const json_t *action)
{
  g_autofree char *done = reply_quantity(action, "bytes_done", "bytes");
  g_autofree char *total = reply_quantity(action, "bytes_total", "bytes");
  g_autofree char *dirty = reply_quantity(action, "dirty_bytes_per_sec", "bytes/s");
  double remaining_sec = reply_number(action, "remaining_sec");
  g_string_append_printf(line, " %.0f %%, %s of %s", reply_number(action, "progress_pct"), done, total);
  if (reply_number(action, "dirty_bytes_per_sec") > 0)
    g_string_append_printf(line, ", the guest writes %s", dirty);
  if (isfinite(remaining_sec))
    g_string_append_printf(line, ", %.0f s to go", ceil(remaining_sec));
}

char *move_line(const json_t *action, gboolean has_bar)
{
  const char *phase = reply_text(action, "phase");
  GString *line = g_string_new(NULL);
  g_string_printf(line, "%s to %s: %s", reply_text(action, "guest"), reply_text(action, "to"),
                  *phase ? phase : reply_text(action, "state"));
  if (!(reply_number(action, "bytes_total") > 0))
    return g_string_free(line, FALSE);
  if (has_bar)
    add_bar(line, reply_number(action, "progress_pct"));
  else
    g_string_append_c(line, ',');
  add_figures(line, action);
  return g_string_free(line, FALSE);
}
