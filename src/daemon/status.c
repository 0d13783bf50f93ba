#include "daemon/status.h"

#include "daemon/outlets_json.h"

#include "base/quantity.h"
#include "daemon/loop_meter.h"
#include "wire/policy_row.h"

#include <unistd.h>

#define SILENT_SHOWN 10

static json_t *counters_to_json(GVariant *counters)
{
  json_t *json = json_object();
  GVariantIter iter;
  const char *name;
  guint64 value;
  if (!counters)
    return json;
  g_variant_iter_init(&iter, counters);
  while (g_variant_iter_next(&iter, "{&st}", &name, &value))
    json_object_set_new(json, name, json_integer((json_int_t)value));
  return json;
}

static json_t *role_to_json(struct core *core, enum role role)
{
  const struct role_status *status = supervisor_status(core->supervisor, role);
  const struct channel *channel = supervisor_channels(core->supervisor)[role];
  gint64 since_us = clock_monotonic_us(core->clock) - status->since_us;
  return json_pack("{s:s, s:s, s:i, s:i, s:I, s:s, s:I, s:I, s:o, s:o}", "name", role_name(role), "state",
                   channel_is_open(channel) ? "up" : "down", "pid", (int)status->pid, "restarts",
                   (int)status->restarts, "since_sec", (json_int_t)(since_us / G_USEC_PER_SEC), "last_end",
                   status->last_end, "waiting_bytes", (json_int_t)channel_waiting(channel), "dropped",
                   (json_int_t)channel_dropped(channel), "values_per_sec", number_to_json(status->values_per_sec),
                   "counters", counters_to_json(status->counters));
}

static json_t *tips_to_json(struct core *core)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(core->pipeline));
  guint counts[TIP_STATES] = {0};
  for (guint i = 0; i < tips->len; i++)
    counts[((const struct tip *)tips->pdata[i])->state]++;
  json_t *json = json_object();
  for (enum tip_state state = 0; state < TIP_STATES; state++)
    if (counts[state])
      json_object_set_new(json, tip_state_name(state), json_integer(counts[state]));
  return json;
}

static json_t *trouble_of_role(struct core *core, enum role role)
{
  const struct role_status *status = supervisor_status(core->supervisor, role);
  if (!channel_is_open(supervisor_channels(core->supervisor)[role]))
    return json_sprintf("%s is not running: %s", role_name(role), status->last_end);
  if (status->silent_sec > ROLE_QUIET_SEC + 3 * core->config->interval_ms / 1000)
    return json_sprintf("%s hangs: it has said nothing for %u s", role_name(role), status->silent_sec);
  return NULL;
}

static void add_trouble_of_claims(struct core *core, json_t *trouble)
{
  const GPtrArray *hosts = fleet_hosts(core->fleet);
  guint n = 0;
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    g_autofree char *refusal = fleet_claim(core->fleet, host) == CLAIM_OTHER ? fleet_claim_refusal(core->fleet, host->name) : NULL;
    if (refusal && n++ < SILENT_SHOWN)
      json_array_append_new(trouble, json_string(refusal));
  }
  if (n > SILENT_SHOWN)
    json_array_append_new(trouble, json_sprintf("%u more hosts are managed by others: provost doctor names them all",
                                                n - SILENT_SHOWN));
}

/* What was logged once as an alarm is trouble until somebody has seen to it. */
static void add_trouble_of_guests(struct core *core, json_t *trouble)
{
  const GPtrArray *guests = fleet_guests(core->fleet);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (guest->running_copies > 1)
      json_array_append_new(trouble, json_sprintf("guest %s runs on %u hosts: stop all copies but one at once",
                                                  guest->name, guest->running_copies));
  }
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(core->pipeline));
  for (guint i = 0; i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (action->state == ACTION_AMBIGUOUS)
      json_array_append_new(trouble, json_sprintf("action %llu, %s of %s, is ambiguous: look, then release "
                                                  "the guest with: provost cancel %llu",
                                                  (unsigned long long)action->id, action_kind_name(action->kind),
                                                  action_subject_name(action),
                                                  (unsigned long long)action->id));
  }
}

static json_t *hosts_to_json(struct core *core)
{
  const GPtrArray *hosts = fleet_hosts(core->fleet);
  json_t *json = json_object();
  for (guint i = 0; i < hosts->len; i++) {
    const char *state = host_state_name(hosts->pdata[i]);
    json_int_t count = json_integer_value(json_object_get(json, state));
    json_object_set_new(json, state, json_integer(count + 1));
  }
  return json;
}

struct silence {
  struct core *core;
  json_t *trouble;
  guint n;
};

/* Names the first; a network that is gone takes a thousand along. One that connects for the first time is no trouble. */
static void add_silent(struct silence *silence, const char *source, const char *name, const struct link *link)
{
  if (link->state != LINK_DOWN || silence->n++ >= SILENT_SHOWN)
    return;
  g_autofree char *since = span_format((double)fleet_link_age_ms(silence->core->fleet, link) / 1000);
  json_array_append_new(silence->trouble,
                        json_sprintf("%s of %s is down since %s: %s", source, name, since, link->reason));
}

static void add_silent_agent(struct silence *silence, enum subject_kind kind, const char *key)
{
  const struct fleet *fleet = silence->core->fleet;
  g_autofree char *subject = subject_format(kind, key);
  const struct link *link = fleet_agent_link(fleet, subject);
  if (link)
    add_silent(silence, kind == SUBJECT_GUEST ? "SNMP agent inside" : source_name(SOURCE_SNMP),
               fleet_subject_name(fleet, subject), link);
}

static void add_trouble_of_links(struct core *core, json_t *trouble)
{
  struct silence silence = {core, trouble, 0};
  const GPtrArray *hosts = fleet_hosts(core->fleet), *devices = fleet_devices(core->fleet);
  const GPtrArray *guests = fleet_guests(core->fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    for (enum source source = SOURCE_NONE + 1; source < SOURCES; source++)
      add_silent(&silence, source_name(source), host->name, &host->links[source]);
  }
  for (guint i = 0; i < devices->len; i++)
    add_silent_agent(&silence, SUBJECT_DEVICE, ((const struct device *)devices->pdata[i])->name);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (guest->state == GUEST_RUNNING)
      add_silent_agent(&silence, SUBJECT_GUEST, guest->uuid);
  }
  if (silence.n > SILENT_SHOWN)
    json_array_append_new(trouble, json_sprintf("%u more are down: provost doctor names them all",
                                                silence.n - SILENT_SHOWN));
}

static void add_trouble_of_policies(struct core *core, json_t *trouble)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_DISABLED && *row.reason)
      json_array_append_new(trouble,
                            json_sprintf("policy %s is %s: %s", row.name, policy_state_name(row.state), row.reason));
  }
}

json_t *status_trouble_to_json(struct core *core)
{
  json_t *trouble = json_array();
  const char *why;
  if (core->reload.trouble)
    json_array_append_new(trouble, json_string(core->reload.trouble));
  if (!journal_is_healthy(core->journal, &why))
    json_array_append_new(trouble, json_sprintf("the journal has failed, so nothing is done any more: %s", why));
  const char *history = history_trouble(pipeline_history(core->pipeline));
  if (history[0])
    json_array_append_new(trouble, json_sprintf("history is not stored: %s", history));
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    json_t *hanging = trouble_of_role(core, role);
    if (hanging)
      json_array_append_new(trouble, hanging);
  }
  add_trouble_of_links(core, trouble);
  add_trouble_of_claims(core, trouble);
  add_trouble_of_guests(core, trouble);
  add_trouble_of_policies(core, trouble);
  return trouble;
}

/* {known, unknown, rejected, reasons{WHY: count}} */
static json_t *readings_to_json(struct core *core)
{
  guint counts[READING_STATES], unknown = 0;
  fleet_count_readings(core->fleet, counts);
  json_t *reasons = json_object();
  for (enum reading_state state = READING_KNOWN + 1; state < READING_STATES; state++) {
    unknown += counts[state];
    if (counts[state])
      json_object_set_new(reasons, reading_state_name(state), json_integer(counts[state]));
  }
  return json_pack("{s:i, s:i, s:I, s:o}", "known", (int)counts[READING_KNOWN], "unknown", (int)unknown, "rejected",
                   (json_int_t)pipeline_rejected(core->pipeline), "reasons", reasons);
}

static json_t *milliseconds(gint64 ms)
{
  return ms < 0 ? json_null() : json_integer((json_int_t)ms);
}

/* {samples_ms, evaluation_ms, evaluation_age_ms, loop_p999_ms, loop_max_ms, loop_rounds} */
static json_t *lag_to_json(struct core *core)
{
  struct pipeline_lag lag = pipeline_lag(core->pipeline);
  const struct loop_meter *meter = loop_meter_read(core->loop_meter);
  return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I}", "samples_ms", milliseconds(lag.samples_ms), "evaluation_ms",
                   milliseconds(lag.evaluation_ms), "evaluation_age_ms", milliseconds(lag.evaluation_age_ms), "loop_p999_ms", number_to_json(loop_meter_p999_ms(meter)),
                   "loop_max_ms", number_to_json((double)meter->longest_us / 1000), "loop_rounds",
                   (json_int_t)meter->rounds);
}

guint64 status_dropped_samples(struct core *core)
{
  const struct role_status *writer = supervisor_status(core->supervisor, ROLE_RRD_WRITER);
  guint64 dropped = 0;
  if (writer->counters)
    g_variant_lookup(writer->counters, "dropped", "t", &dropped);
  return dropped;
}

/* {waiting, waiting_bytes, questions, lost, dropped_samples} */
static json_t *history_to_json(struct core *core)
{
  const struct history *history = pipeline_history(core->pipeline);
  return json_pack("{s:i, s:I, s:i, s:I, s:I}", "waiting", (int)history_waiting(history), "waiting_bytes",
                   (json_int_t)history_bytes(history), "questions", (int)history_questions(history), "lost",
                   (json_int_t)history_lost(history), "dropped_samples", (json_int_t)status_dropped_samples(core));
}

/* {file, loaded, waits_for_restart[]} */
static json_t *configuration_to_json(const struct core *core)
{
  json_t *waiting = json_array();
  for (guint i = 0; i < core->reload.waiting->len; i++)
    json_array_append_new(waiting, json_string(core->reload.waiting->pdata[i]));
  return json_pack("{s:s, s:o, s:o}", "file", core->config->file, "loaded", time_to_json(core->reload.loaded_us),
                   "waits_for_restart", waiting);
}

json_t *status_to_json(struct core *core)
{
  json_t *trouble = status_trouble_to_json(core), *roles = json_array();
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    json_array_append_new(roles, role_to_json(core, role));
  gint64 uptime_us = clock_monotonic_us(core->clock) - core->started_us;
  const struct pause *pause = fleet_paused(core->fleet);
  g_autofree char *paused = pause ? pause_text(pause) : NULL;
  return json_pack("{s:s, s:i, s:I, s:i, s:s, s:s?, s:o, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                   "version", PROVOST_VERSION, "pid", (int)getpid(), "uptime_sec",
                   (json_int_t)(uptime_us / G_USEC_PER_SEC), "interval_sec",
                   (int)(core->config->interval_ms / 1000), "automation",
                   core->config->automation.level, "paused", paused, "configuration",
                   configuration_to_json(core), "healthy", json_array_size(trouble) == 0, "journal_healthy",
                   journal_is_healthy(core->journal, NULL), "trouble", trouble,
                   "hosts", hosts_to_json(core), "readings",
                   readings_to_json(core), "lag", lag_to_json(core), "history", history_to_json(core),
                   "tips", tips_to_json(core), "api", serve_to_json(core->serve), "roles", roles, "outlets",
                   outlets_to_json(core->outlets));
}
