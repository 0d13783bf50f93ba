#include "serve/exposition_core.h"

#include "json/path.h"
#include "serve/exposition.h"

#include <string.h>

/* What the rows read. */
struct facts {
  const struct serve_options *options;
  json_t *status;
};

struct row {
  struct exposition_family family;
  void (*add)(const struct row *row, const struct facts *facts, GString *text);
  const char *of; /* where in the status it stands: "lag.loop_max_ms" */
  double factor;  /* to base units */
};

/* ---- from the status ----------------------------------------------------------------------------- */

static gboolean is_figure(const json_t *json)
{
  return json_is_number(json) || json_is_boolean(json);
}

static double figure(const json_t *json)
{
  return json_is_boolean(json) ? json_is_true(json) : json_number_value(json);
}

static void add_figure(const struct row *row, const struct facts *facts, GString *text)
{
  const json_t *json = json_at(facts->status, row->of);
  if (!is_figure(json))
    return;
  exposition_begin(text, &row->family);
  exposition_sample(text, row->family.name, "", figure(json) * row->factor);
}

static void add_version(const struct row *row, const struct facts *facts, GString *text)
{
  g_autoptr(GString) labels = g_string_new(NULL);
  const char *version = json_string_value(json_at(facts->status, row->of));
  exposition_label(labels, row->of, version ? version : "");
  exposition_begin(text, &row->family);
  exposition_sample(text, row->family.name, labels->str, 1);
}

static void add_length(const struct row *row, const struct facts *facts, GString *text)
{
  exposition_begin(text, &row->family);
  exposition_sample(text, row->family.name, "", (double)json_array_size(json_at(facts->status, row->of)));
}

/* The members of an object, as a label that is called as the path ends. */
static void add_members(const struct row *row, const struct facts *facts, GString *text)
{
  const char *key;
  json_t *value;
  exposition_begin(text, &row->family);
  json_object_foreach ((json_t *)json_at(facts->status, row->of), key, value) {
    g_autoptr(GString) labels = g_string_new(NULL);
    exposition_label(labels, g_str_has_suffix(row->of, "reasons") ? "reason" : "state", key);
    exposition_sample(text, row->family.name, labels->str, figure(value));
  }
}

/* ---- of each role -------------------------------------------------------------------------------- */

static GString *label_of_role(const json_t *role)
{
  GString *labels = g_string_new(NULL);
  const char *name = json_string_value(json_object_get(role, "name"));
  exposition_label(labels, "role", name ? name : "");
  return labels;
}

static void add_roles_up(const struct row *row, const struct facts *facts, GString *text)
{
  const json_t *role;
  gsize i;
  exposition_begin(text, &row->family);
  json_array_foreach (json_at(facts->status, "roles"), i, role) {
    g_autoptr(GString) labels = label_of_role(role);
    const char *state = json_string_value(json_object_get(role, "state"));
    exposition_sample(text, row->family.name, labels->str, state && strcmp(state, "up") == 0);
  }
}

static void add_roles_figure(const struct row *row, const struct facts *facts, GString *text)
{
  const json_t *role;
  gsize i;
  exposition_begin(text, &row->family);
  json_array_foreach (json_at(facts->status, "roles"), i, role) {
    g_autoptr(GString) labels = label_of_role(role);
    const json_t *value = json_at(role, row->of);
    if (is_figure(value))
      exposition_sample(text, row->family.name, labels->str, figure(value));
  }
}

static void add_roles_counters(const struct row *row, const struct facts *facts, GString *text)
{
  const json_t *role;
  const char *key;
  json_t *value;
  gsize i;
  exposition_begin(text, &row->family);
  json_array_foreach (json_at(facts->status, "roles"), i, role)
    json_object_foreach (json_object_get(role, "counters"), key, value) {
      g_autoptr(GString) labels = label_of_role(role);
      exposition_label(labels, "counter", key);
      exposition_sample(text, row->family.name, labels->str, figure(value));
    }
}

/* ---- of each who is told things ------------------------------------------------------------------ */

static void add_outlets_figure(const struct row *row, const struct facts *facts, GString *text)
{
  const json_t *outlet;
  gsize i;
  exposition_begin(text, &row->family);
  json_array_foreach (json_at(facts->status, "outlets"), i, outlet) {
    const char *name = json_string_value(json_at(outlet, "name")), *state = json_string_value(json_at(outlet, "state"));
    g_autoptr(GString) labels = g_string_new(NULL);
    exposition_label(labels, "outlet", name ? name : "");
    exposition_sample(text, row->family.name, labels->str,
                      strcmp(row->of, "state") == 0 ? strcmp(state ? state : "", "down") != 0 : figure(json_at(outlet, row->of)));
  }
}

/* ---- from the books ------------------------------------------------------------------------------ */

static void add_state(const struct row *row, GString *text, const char *state, guint count)
{
  g_autoptr(GString) labels = g_string_new(NULL);
  exposition_label(labels, "state", state);
  exposition_sample(text, row->family.name, labels->str, count);
}

static void add_guests(const struct row *row, const struct facts *facts, GString *text)
{
  const GPtrArray *guests = fleet_guests(facts->options->fleet);
  guint counts[GUEST_STATES] = {0};
  for (guint i = 0; i < guests->len; i++)
    counts[((const struct guest *)guests->pdata[i])->state]++;
  exposition_begin(text, &row->family);
  for (enum guest_state state = 0; state < GUEST_STATES; state++)
    add_state(row, text, guest_state_name(state), counts[state]);
}

static void add_actions(const struct row *row, const struct facts *facts, GString *text)
{
  g_autoptr(GPtrArray) actions = actions_list(facts->options->actions);
  guint counts[ACTION_STATES] = {0};
  for (guint i = 0; i < actions->len; i++)
    counts[((const struct action *)actions->pdata[i])->state]++;
  exposition_begin(text, &row->family);
  for (enum action_state state = 0; state < ACTION_STATES; state++)
    add_state(row, text, action_state_name(state), counts[state]);
}

static void add_tips(const struct row *row, const struct facts *facts, GString *text)
{
  g_autoptr(GPtrArray) tips = tipbook_list(facts->options->tips);
  guint counts[TIP_STATES] = {0};
  for (guint i = 0; i < tips->len; i++)
    counts[((const struct tip *)tips->pdata[i])->state]++;
  exposition_begin(text, &row->family);
  for (enum tip_state state = 0; state < TIP_STATES; state++)
    add_state(row, text, tip_state_name(state), counts[state]);
}

static void count_open_tip(GHashTable *counts, const struct tip *tip)
{
  guint *of_policy = g_hash_table_lookup(counts, tip->policy);
  if (!of_policy)
    g_hash_table_insert(counts, tip->policy, of_policy = g_new0(guint, SEVERITIES));
  of_policy[tip->severity]++;
}

static void add_open_tips(const struct row *row, const struct facts *facts, GString *text)
{
  g_autoptr(GPtrArray) tips = tipbook_list(facts->options->tips);
  g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < tips->len; i++)
    if (((const struct tip *)tips->pdata[i])->state == TIP_OPEN)
      count_open_tip(counts, tips->pdata[i]);
  exposition_begin(text, &row->family);
  GHashTableIter iter;
  gpointer policy, of_policy;
  g_hash_table_iter_init(&iter, counts);
  while (g_hash_table_iter_next(&iter, &policy, &of_policy))
    for (enum severity severity = SEVERITY_INFO; severity < SEVERITIES; severity++) {
      g_autoptr(GString) labels = g_string_new(NULL);
      exposition_label(labels, "policy", policy);
      exposition_label(labels, "severity", severity_name(severity));
      exposition_sample(text, row->family.name, labels->str, ((const guint *)of_policy)[severity]);
    }
}

static void add_pause(const struct row *row, const struct facts *facts, GString *text)
{
  exposition_begin(text, &row->family);
  exposition_sample(text, row->family.name, "", fleet_paused(facts->options->fleet) != NULL);
}

/* ---- the table ----------------------------------------------------------------------------------- */

static const struct row rows[] = {
    {{"provost_build_info", "gauge", "1, with the version of provostd."}, add_version, "version", 1},
    {{"provost_uptime_seconds", "gauge", "How long provostd has been running."}, add_figure, "uptime_sec", 1},
    {{"provost_interval_seconds", "gauge", "From sample to sample."}, add_figure, "interval_sec", 1},
    {{"provost_healthy", "gauge", "1: provostd knows of no trouble of its own."}, add_figure, "healthy", 1},
    {{"provost_troubles", "gauge", "What provost status names as trouble."}, add_length, "trouble", 1},
    {{"provost_journal_healthy", "gauge", "0: the journal has failed, and nothing is done any more."}, add_figure,
     "journal_healthy", 1},
    {{"provost_automation_paused", "gauge", "1: automation is stopped by provost pause."}, add_pause, "", 1},
    {{"provost_hosts", "gauge", "Hosts by state."}, add_members, "hosts", 1},
    {{"provost_guests", "gauge", "Guests by state."}, add_guests, "", 1},
    {{"provost_tips", "gauge", "Tips that are kept in memory, by state."}, add_tips, "", 1},
    {{"provost_open_tips", "gauge", "Open tips by policy and severity."}, add_open_tips, "", 1},
    {{"provost_actions", "gauge", "Actions that are kept in memory, by state."}, add_actions, "", 1},
    {{"provost_readings_known", "gauge", "Last readings that are known."}, add_figure, "readings.known", 1},
    {{"provost_readings_unknown", "gauge", "Last readings that are unknown, by reason."}, add_members, "readings.reasons", 1},
    {{"provost_readings_rejected_total", "counter", "Samples that provostd did not take."}, add_figure, "readings.rejected", 1},
    {{"provost_samples_lag_seconds", "gauge", "From the time of a sample until provostd had it."}, add_figure, "lag.samples_ms",
     0.001},
    {{"provost_evaluation_duration_seconds", "gauge", "How long the policies took last."}, add_figure, "lag.evaluation_ms", 0.001},
    {{"provost_loop_delay_p999_seconds", "gauge", "How long the main loop was busy at most in 999 of 1000 rounds."}, add_figure,
     "lag.loop_p999_ms", 0.001},
    {{"provost_loop_delay_max_seconds", "gauge", "How long the main loop was busy at most."}, add_figure, "lag.loop_max_ms",
     0.001},
    {{"provost_loop_rounds_total", "counter", "Rounds of the main loop."}, add_figure, "lag.loop_rounds", 1},
    {{"provost_history_waiting_batches", "gauge", "Batches of samples that wait for the writer of history."}, add_figure,
     "history.waiting", 1},
    {{"provost_history_waiting_bytes", "gauge", "How large these are."}, add_figure, "history.waiting_bytes", 1},
    {{"provost_history_lost_batches_total", "counter", "Batches that were lost, since too many waited."}, add_figure,
     "history.lost", 1},
    {{"provost_history_dropped_samples_total", "counter", "Samples that the writer of history did not store."}, add_figure,
     "history.dropped_samples", 1},
    {{"provost_api_refused_total", "counter", "Requests of callers who had not the role for them."}, add_figure, "api.refused", 1},
    {{"provost_role_up", "gauge", "1: the role runs."}, add_roles_up, "", 1},
    {{"provost_role_restarts_total", "counter", "How often the role was started again."}, add_roles_figure, "restarts", 1},
    {{"provost_outlet_up", "gauge", "1: it takes what it is told, or was told nothing yet."}, add_outlets_figure, "state", 1},
    {{"provost_outlet_waiting", "gauge", "What waits to be told."}, add_outlets_figure, "waiting", 1},
    {{"provost_outlet_sent_total", "counter", "What was told."}, add_outlets_figure, "sent", 1},
    {{"provost_outlet_failed_total", "counter", "Tries that came to nothing."}, add_outlets_figure, "failed", 1},
    {{"provost_outlet_dropped_total", "counter", "What was dropped, since too much waited."}, add_outlets_figure, "dropped", 1},
    {{"provost_role_waiting_bytes", "gauge", "Messages that wait for the role."}, add_roles_figure, "waiting_bytes", 1},
    {{"provost_role_dropped_messages_total", "counter", "Messages that were dropped, since the role was too slow."},
     add_roles_figure, "dropped", 1},
    {{"provost_polls_total", "counter", "Polls of SNMP agents."}, add_roles_figure, "counters.polls", 1},
    {{"provost_poll_timeouts_total", "counter", "Polls of SNMP agents that were not answered."}, add_roles_figure,
     "counters.timeouts", 1},
    {{"provost_sweeps_total", "counter", "Readings of all guests of a libvirt host."}, add_roles_figure, "counters.sweeps", 1},
    {{"provost_role_counts", "untyped", "What the role counts, as provost status --json has it."}, add_roles_counters, "", 1},
};

void exposition_add_core(GString *text, const struct serve_options *options)
{
  struct facts facts = {options, options->verbs->status(options->user)};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    rows[i].add(&rows[i], &facts, text);
  json_decref(facts.status);
}
