#include "cli/commands.h"

#include "cli/simulate_json.h"
#include "cli/table.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/quantity.h"

#include <math.h>

/* The rows of the card as a person reads it. */
static const struct {
  const char *key, *title, *format;
} rows[] = {
    {"host_minutes_over_80_pct", "host minutes with demand over 80 %", "%.0f"},
    {"host_minutes_over_90_pct", "host minutes with demand over 90 %", "%.0f"},
    {"host_minutes_over_100_pct", "host minutes with demand over 100 %", "%.0f"},
    {"full_pct", "active host time at 100 % (%)", "%.2f"},
    {"missed_pct", "guest demand not served (%)", "%.3f"},
    {"moves", "moves", "%.0f"},
    {"reversals", "moves back within an hour", "%.0f"},
    {"refused_moves", "moves that found no room or host", "%.0f"},
    {"downtime_sec", "downtime by moves (s)", "%.1f"},
    {"outage_sec", "guests down with their host (s)", "%.0f"},
    {"overcommitted_minutes", "host minutes with memory over-committed", "%.0f"},
    {"against_rules_minutes", "guest minutes against a rule or licence", "%.0f"},
    {"unprotected_minutes", "minutes that no host may fail in", "%.0f"},
    {"empty_hosts", "empty hosts (mean)", "%.1f"},
    {"energy_kwh", "energy (kWh)", "%.1f"},
};

static char *cell(const json_t *card, guint row)
{
  double value = reply_number(card, rows[row].key);
  char text[64];
  return isnan(value) ? g_strdup("?") : g_strdup(g_ascii_formatd(text, sizeof text, rows[row].format, value));
}

/* What is done how often. Caller frees. */
static char *deciding(const json_t *json)
{
  const json_t *packs = json_object_get(json, "packs"), *plans = json_object_get(json, "plans"), *entry;
  g_autofree char *every = span_format(reply_number(json, "every_sec"));
  g_autoptr(GString) list = g_string_new(NULL);
  gsize i;
  json_array_foreach (json_array_size(packs) ? packs : plans, i, entry)
    g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", json_string_value(entry));
  if (json_array_size(packs))
    return g_strdup_printf("every %s the tips of %s", every, list->str);
  return list->len ? g_strdup_printf("every %s: %s", every, list->str) : g_strdup("nothing is planned");
}

static void print_head(const json_t *json)
{
  g_autofree char *length = span_format(reply_number(json, "length_sec")), *step = span_format(reply_number(json, "step_sec"));
  g_autofree char *does = deciding(json);
  text_print("%s", reply_text(json, "title"));
  if (*reply_text(json, "expect"))
    text_print("%s", reply_text(json, "expect"));
  text_print("hosts: %.0f, guests: %.0f; %s in steps of %s; %s", reply_number(json, "hosts"), reply_number(json, "guests"),
             length, step, does);
  const json_t *notes = json_object_get(json, "notes"), *note;
  gsize i;
  json_array_foreach (notes, i, note)
    text_print("note: %s", json_string_value(note));
  text_print("%s", "");
}

static const struct {
  const char *key, *title;
} tip_rows[] = {
    {"verified", "tries verified by their effect"}, {"not_cured", "not cured"},   {"harmful", "harmful"},
    {"unknown", "of unknown effect"},               {"impossible", "impossible"}, {"cleared", "cleared by themselves"},
};

static void print_tips(const json_t *tips)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(tip_rows); i++)
    if (reply_number(tips, tip_rows[i].key) > 0)
      g_string_append_printf(line, ", %.0f %s", reply_number(tips, tip_rows[i].key), tip_rows[i].title);
  text_print("\ntips: %.0f%s", reply_number(tips, "raised"), line->str);
}

static void print(const json_t *json)
{
  struct table *table = table_new("SCORE >NOTHING >PROVOST");
  print_head(json);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *idle = cell(json_object_get(json, "idle"), i), *acting = cell(json_object_get(json, "acting"), i);
    table_add(table, rows[i].title, idle, acting, NULL);
  }
  table_end(table, "");
  if (json_array_size(json_object_get(json, "packs")))
    print_tips(json_object_get(json, "tips"));
  text_print("\nsimulated in %.1f s, the slowest of %.0f decisions in %.0f ms", reply_number(json, "took_sec"),
             reply_number(json, "decisions"), 1000 * reply_number(json, "slowest_decision_sec"));
}

static int refuse(struct cli *cli, const GPtrArray *errors)
{
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < errors->len; i++)
    g_string_append_printf(all, "%s%s", i > 0 ? "\n" : "", (char *)errors->pdata[i]);
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_INVALID, all->str);
  return cli_fail(cli, error);
}

int command_simulate(struct cli *cli, char **words)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) error = NULL;
  struct simulation simulation;
  struct scenario *scenario = scenario_read(words[0], errors);
  if (!scenario)
    return refuse(cli, errors);
  simulation_note(scenario);
  json_auto_t *json = simulation_run(scenario, &simulation, &error) ? simulation_to_json(scenario, &simulation) : NULL;
  scenario_free(scenario);
  if (!json)
    return cli_fail(cli, error);
  if (cli->options.json)
    cli_print_json(json);
  else
    print(json);
  return CLI_DONE;
}
