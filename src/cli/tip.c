#include "cli/commands.h"

#include "cli/plan.h"
#include "cli/text.h"

#include <math.h>
#include <string.h>

#define PLOT_COLUMNS 60

static void print_head(const json_t *tip)
{
  const json_t *subject = json_object_get(tip, "subject");
  g_autofree char *raised = text_time(reply_text(tip, "raised"));
  g_autofree char *updated = text_time(reply_text(tip, "updated"));
  g_autofree char *refreshed = reply_quantity(tip, "refreshed", "");
  text_print("tip %" G_GUINT64_FORMAT ": %s", reply_id(tip, "id"), reply_text(tip, "text"));
  text_print("  %s, about %s %s, raised %s by policy %s (pack %s %s), refreshed %s times",
             reply_text(tip, "severity"), reply_text(subject, "kind"), reply_text(subject, "name"), raised,
             reply_text(tip, "policy"), reply_text(tip, "pack"), reply_text(tip, "pack_version"), refreshed);
  const char *by = reply_text(tip, "state_by"), *reason = reply_text(tip, "state_reason");
  text_print("  %s%s%s%s%s, last change %s", reply_text(tip, "state"), *by ? " by " : "", by, *reason ? ": " : "",
             reason, updated);
}

/* What is still to come by itself, and why not. */
static void print_future(const json_t *tip)
{
  if (*reply_text(tip, "waits"))
    text_print("  waits for people: %s", reply_text(tip, "waits"));
  g_autofree char *retry = text_time(reply_text(tip, "retry"));
  g_autofree char *snoozed = text_time(reply_text(tip, "snoozed_until"));
  if (*reply_text(tip, "retry"))
    text_print(g_str_equal(reply_text(tip, "state"), "open") ? "  automation waits until %s" : "  opens again at %s", retry);
  if (*reply_text(tip, "snoozed_until"))
    text_print("  new ones are held back until %s", snoozed);
}

/* The scale of a plot: percent stand between 0 and 100, all else between 0 and the most there was. */
static void print_plot(const json_t *evidence)
{
  const char *unit = reply_text(evidence, "unit");
  double low = fmin(0, reply_number(evidence, "min"));
  double high = strcmp(unit, "%") == 0 ? 100 : reply_number(evidence, "max");
  g_autofree char *from = text_quantity(low, unit);
  g_autofree char *to = text_quantity(high, unit);
  g_autofree char *plot = text_sparkline(json_object_get(evidence, "values"), low, high, PLOT_COLUMNS);
  if (*plot)
    text_print("  |%s| from %s to %s", plot, from, to);
}

static void print_thresholds(const json_t *tip)
{
  const json_t *settings = json_object_get(tip, "settings");
  GString *line = g_string_new(NULL);
  const char *name;
  json_t *value;
  json_object_foreach ((json_t *)settings, name, value)
    if (json_is_string(value))
      g_string_append_printf(line, "%s%s %s", line->len ? ", " : "", name, json_string_value(value));
  if (line->len)
    text_print("  settings in force: %s", line->str);
  g_string_free(line, TRUE);
}

static void print_evidence(const json_t *tip)
{
  const json_t *evidence;
  gsize i;
  const json_t *subject = json_object_get(tip, "subject");
  json_array_foreach (json_object_get(tip, "evidence"), i, evidence) {
    const char *unit = reply_text(evidence, "unit"), *object = reply_text(evidence, "object");
    gboolean is_subject = strcmp(object, reply_text(subject, "object")) == 0;
    g_autofree char *from = text_time(reply_text(evidence, "from"));
    g_autofree char *to = text_time(reply_text(evidence, "to"));
    g_autofree char *min = reply_quantity(evidence, "min", unit);
    g_autofree char *avg = reply_quantity(evidence, "avg", unit);
    g_autofree char *max = reply_quantity(evidence, "max", unit);
    text_print("evidence: %s of %s from %s to %s", reply_text(evidence, "metric"),
               is_subject ? reply_text(subject, "name") : object, from, to);
    g_autofree char *count = reply_quantity(evidence, "count", "");
    g_autofree char *expected = reply_quantity(evidence, "expected", "");
    text_print("  min %s, avg %s, max %s; %s of %s values known", min, avg, max, count, expected);
    print_plot(evidence);
  }
  print_thresholds(tip);
}

/* The tip's subject has a name, and memory a unit. */
static char *parameter_text(const json_t *tip, const char *name, const char *value)
{
  const json_t *subject = json_object_get(tip, "subject");
  if (strcmp(value, reply_text(subject, "object")) == 0)
    return g_strdup(reply_text(subject, "name"));
  return strcmp(name, "bytes") == 0 ? text_quantity(g_ascii_strtod(value, NULL), "bytes") : g_strdup(value);
}

/* "migrate (from h1, relieve cpu)", "resize_vcpus (guest web1, vcpus 4)" */
static void append_remedy(GString *line, const json_t *tip, const json_t *remedy)
{
  const char *name, *kind = reply_text(remedy, "kind");
  json_t *value;
  guint n = 0;
  g_string_append_printf(line, "%s%s", line->len ? "; else " : "", kind);
  json_object_foreach (json_object_get(remedy, "parameters"), name, value) {
    if (!json_is_string(value))
      continue;
    g_autofree char *text = parameter_text(tip, name, json_string_value(value));
    g_string_append_printf(line, "%s%s %s", n++ ? ", " : " (", name, text);
  }
  g_string_append(line, n ? ")" : "");
}

static void print_remedies(const json_t *tip)
{
  g_autoptr(GString) line = g_string_new(NULL);
  const json_t *remedy = json_object_get(tip, "remedy");
  gsize i;
  if (json_is_object(remedy))
    append_remedy(line, tip, remedy);
  json_array_foreach (json_object_get(tip, "alternatives"), i, remedy)
    append_remedy(line, tip, remedy);
  text_print("remedy: %s", line->len ? line->str : "none, somebody must look");
}

static void print_end(const json_t *tip)
{
  const char *state = reply_text(tip, "state"), *outcome = reply_text(tip, "outcome");
  guint64 id = reply_id(tip, "id"), action = reply_id(tip, "action");
  g_autofree char *attempts = reply_quantity(tip, "attempts", "");
  if (action)
    text_print("action: %" G_GUINT64_FORMAT ", attempt %s", action, attempts);
  if (*outcome)
    text_print("outcome: %s: %s", reply_text(tip, "verdict"), outcome);
  if (strcmp(state, "open") == 0) {
    text_print("to carry it out: provost accept %" G_GUINT64_FORMAT, id);
    text_print("to put it away:  provost dismiss %" G_GUINT64_FORMAT " --reason TEXT", id);
  }
}

int command_tip(struct cli *cli, char **words)
{
  g_autofree char *path = cli_path("tips", words[0], NULL);
  json_auto_t *tip = cli_get(cli, path);
  if (!tip)
    return cli->status;
  print_head(tip);
  print_future(tip);
  print_evidence(tip);
  print_remedies(tip);
  const json_t *plan = json_object_get(tip, "plan");
  if (json_is_object(plan))
    plan_print(plan, TRUE);
  print_end(tip);
  return CLI_DONE;
}
