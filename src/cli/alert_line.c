#include "cli/alert_line.h"

#include "cli/text.h"

char *alert_title(const json_t *alert)
{
  const char *const names[] = {reply_text(alert, "subject_name"), reply_text(alert, "said"), reply_text(alert, "host"),
                               reply_text(alert, "address")};
  const char *name = reply_text(alert, "name"), *whose = "";
  for (gsize i = 0; i < G_N_ELEMENTS(names) && !*whose; i++)
    whose = names[i];
  return *name ? g_strdup_printf("%s of %s", name, whose) : g_strdup_printf("%s itself", whose);
}

char *alert_state(const json_t *alert)
{
  static const char *const marks[] = {"downtime", "acknowledged", "flapping", "unconfirmed"};
  g_autoptr(GString) text = g_string_new(reply_text(alert, "state"));
  if (g_str_equal(reply_text(alert, "state_type"), "soft"))
    g_string_append(text, ", soft");
  for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
    if (json_is_true(json_object_get(alert, marks[i])))
      g_string_append_printf(text, ", %s", marks[i]);
  return g_strdup(text->str);
}
