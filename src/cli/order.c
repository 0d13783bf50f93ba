#include "cli/order.h"

#include "cli/text.h"

#include <string.h>

static gboolean is_kind(const json_t *action, const char *kind)
{
  return strcmp(reply_text(action, "kind"), kind) == 0;
}

gboolean order_is(const json_t *action)
{
  return *reply_text(action, "target") || *reply_text(action, "plan");
}

char *order_name(const json_t *action)
{
  const char *target = reply_text(action, "target");
  const char *what = is_kind(action, "plan") ? reply_text(action, "plan") : reply_text(action, "kind");
  return g_strdup_printf("%s %s", what, *target ? target : "all clusters");
}

char *order_parts(const json_t *action)
{
  double parts = reply_number(action, "parts"), failed = reply_number(action, "parts_failed");
  if (!(parts > 0))
    return g_strdup("");
  g_autofree char *failures = failed > 0 ? g_strdup_printf(", %.0f failed", failed) : g_strdup("");
  return g_strdup_printf("%.0f of %.0f %s done%s", reply_number(action, "parts_done"), parts, parts > 1 ? "moves" : "move",
                         failures);
}

char *order_line(const json_t *action)
{
  const char *phase = reply_text(action, "phase");
  g_autofree char *name = order_name(action);
  g_autofree char *parts = order_parts(action);
  g_autofree char *progress = *parts ? reply_quantity(action, "progress_pct", "%") : g_strdup("");
  return g_strdup_printf("%s: %s%s%s%s%s", name, *phase ? phase : reply_text(action, "state"), *parts ? ", " : "", parts,
                         *parts ? ", " : "", progress);
}

char *order_end(const json_t *action)
{
  g_autofree char *parts = order_parts(action);
  g_autofree char *name = order_name(action);
  if (is_kind(action, "evacuate"))
    return g_strdup_printf("%s is empty and stays restricted%s%s", reply_text(action, "target"), *parts ? ": " : "", parts);
  return g_strdup_printf("%s is done%s%s", name, *parts ? ": " : "", parts);
}

char *order_failure(const json_t *action)
{
  g_autofree char *name = order_name(action);
  g_autofree char *parts = order_parts(action);
  return g_strdup_printf("provost: %s %s%s%s%s: %s", name, strcmp(reply_text(action, "state"), "failed") == 0 ? "has " : "is ",
                         reply_text(action, "state"), *parts ? ", " : "", parts, reply_text(action, "error"));
}

void order_print_begun(const json_t *action)
{
  g_autofree char *name = order_name(action);
  guint64 id = reply_id(action, "id");
  text_print("action %" G_GUINT64_FORMAT ": %s; provost actions says how it goes on, provost cancel %" G_GUINT64_FORMAT
             " stops it",
             id, name, id);
}
