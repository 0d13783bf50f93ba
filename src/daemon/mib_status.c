#include "daemon/mib_status.h"

#include "daemon/status.h"
#include "json/json.h"

#include <string.h>

static json_t *open_tips_to_json(struct core *core)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(core->pipeline));
  guint counts[SEVERITY_CRITICAL + 1] = {0};
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (!tip_is_finished(tip))
      counts[tip->severity]++;
  }
  json_t *json = json_object();
  for (enum severity severity = SEVERITY_NONE + 1; severity <= SEVERITY_CRITICAL; severity++)
    json_object_set_new(json, severity_name(severity), json_integer(counts[severity]));
  return json;
}

static guint running_actions(struct core *core)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(core->pipeline));
  guint n = 0;
  for (guint i = 0; i < actions->len; i++)
    n += !action_is_finished(actions->pdata[i]);
  return n;
}

static guint hosts_down(struct core *core)
{
  const GPtrArray *hosts = fleet_hosts(core->fleet);
  guint n = 0;
  for (guint i = 0; i < hosts->len; i++)
    n += strcmp(host_state_name(hosts->pdata[i]), "down") == 0;
  return n;
}

static guint guests_running(struct core *core)
{
  const GPtrArray *guests = fleet_guests(core->fleet);
  guint n = 0;
  for (guint i = 0; i < guests->len; i++)
    n += ((const struct guest *)guests->pdata[i])->state == GUEST_RUNNING;
  return n;
}

json_t *mib_status_to_json(struct core *core)
{
  json_auto_t *trouble = status_trouble_to_json(core);
  const json_t *first = json_array_get(trouble, 0);
  gint64 uptime_us = clock_monotonic_us(core->clock) - core->started_us;
  gint64 age_ms = pipeline_lag(core->pipeline).evaluation_age_ms, now_us = clock_wall_us(core->clock);
  return json_pack("{s:s, s:o, s:i, s:o, s:b, s:s, s:b, s:s, s:b, s:o, s:i, s:i, s:i, s:i, s:i, s:i}", "version",
                   PROVOST_VERSION, "started", time_to_json(now_us - uptime_us), "interval_sec",
                   (int)(core->config->interval_ms / 1000), "evaluated", time_to_json(age_ms < 0 ? 0 : now_us - age_ms * 1000),
                   "healthy", !first, "trouble", first ? json_string_value(first) : "", "journal_healthy",
                   journal_is_healthy(core->journal, NULL), "automation", core->config->automation.level, "paused",
                   fleet_paused(core->fleet) != NULL, "tips", open_tips_to_json(core), "actions_running",
                   (int)running_actions(core), "clusters", (int)fleet_clusters(core->fleet)->len, "hosts",
                   (int)fleet_hosts(core->fleet)->len, "hosts_down", (int)hosts_down(core), "guests",
                   (int)fleet_guests(core->fleet)->len, "guests_running", (int)guests_running(core));
}

json_t *mib_counters_to_json(struct core *core)
{
  json_int_t restarts = 0;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    restarts += supervisor_status(core->supervisor, role)->restarts;
  return json_pack("{s:I, s:I, s:I, s:I}", "role_restarts", restarts, "rejected_values",
                   (json_int_t)pipeline_rejected(core->pipeline), "lost_samples",
                   (json_int_t)status_dropped_samples(core), "missed_events",
                   (json_int_t)pipeline_missed_events(core->pipeline, ROLE_AGENTX));
}
