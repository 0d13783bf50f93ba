#include "cli/commands.h"

#include "cli/alert_line.h"
#include "cli/list.h"
#include "cli/text.h"

static void add_alert(struct table *table, const json_t *alert)
{
  g_autofree char *since = text_time(reply_text(alert, "since")), *state = alert_state(alert);
  table_add(table, reply_text(alert, "subject_name"), reply_text(alert, "name"), state, since, reply_text(alert, "source"),
            reply_text(alert, "text"), NULL);
}

static void add_unmapped(struct table *table, const json_t *alert)
{
  g_autofree char *since = text_time(reply_text(alert, "heard")), *state = alert_state(alert);
  const char *host = *reply_text(alert, "host") ? reply_text(alert, "host") : reply_text(alert, "said");
  table_add(table, host, reply_text(alert, "address"), reply_text(alert, "name"), state, since, reply_text(alert, "source"),
            reply_text(alert, "why"), NULL);
}

int command_alerts(struct cli *cli, char **words)
{
  (void)words;
  static const struct list alerts = {"alerts", "SUBJECT NAME STATE SINCE SOURCE TEXT", "nobody has said anything",
                                     add_alert, NULL};
  static const struct list unmapped = {"alerts", "HOST ADDRESS NAME STATE HEARD SOURCE WHY",
                                       "it is known of all alerts whom they mean", add_unmapped, NULL};
  const char *query = cli->options.problems ? cli->options.unmapped ? "?mapped=no&state=problem" : "?state=problem"
                      : cli->options.unmapped ? "?mapped=no" : "";
  return list_show(cli, cli->options.unmapped ? &unmapped : &alerts, query);
}
