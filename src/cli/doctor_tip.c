#include "cli/doctor_tip.h"

#include "cli/follow.h"
#include "cli/table.h"
#include "cli/text.h"

static void add_station(struct table *table, const json_t *station)
{
  const char *setting = reply_text(station, "setting");
  g_autofree char *text = g_strdup_printf("%s%s%s%s", reply_text(station, "text"), *setting ? " (" : "", setting, *setting ? ")" : "");
  table_add(table, reply_text(station, "station"), reply_text(station, "state"), text, NULL);
}

static void print_end(const json_t *report)
{
  if (!json_is_true(json_object_get(report, "passed")))
    text_print("a tip would stop at: %s", reply_text(report, "stopped_at"));
  else if (!json_is_true(json_object_get(report, "applied")))
    text_print("a tip comes through; nothing was done");
}

/* FALSE: the answer is none. */
static gboolean show(const struct cli *cli, const json_t *report)
{
  const json_t *stations = cli->options.json ? NULL : reply_list(report, "stations"), *station;
  gsize i;
  if (cli->options.json)
    cli_print_json(report);
  if (!stations)
    return cli->options.json;
  struct table *table = table_new("STATION STATE TEXT");
  json_array_foreach (stations, i, station)
    add_station(table, station);
  table_end(table, "");
  print_end(report);
  return TRUE;
}

int doctor_play_tip(struct cli *cli)
{
  const struct cli_options *options = &cli->options;
  if (!options->tip || !options->subject)
    return cli_usage("a test needs both: provost doctor --tip POLICY --subject NAME");
  json_t *body = json_pack("{s:s, s:s, s:b}", "policy", options->tip, "subject", options->subject, "apply", options->apply);
  if (!body)
    return cli_usage("the name is not UTF-8");
  g_autoptr(GError) error = NULL;
  json_auto_t *report = client_post(cli->client, "/v1/doctor/tip", body, &error);
  if (!report)
    return cli_fail(cli, error);
  if (!show(cli, report))
    return CLI_REFUSED;
  if (json_is_true(json_object_get(report, "applied")))
    return follow_tip(cli, reply_id(report, "tip"));
  return json_is_true(json_object_get(report, "passed")) ? CLI_DONE : CLI_REFUSED;
}
