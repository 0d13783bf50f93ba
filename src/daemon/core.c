#include "daemon/core.h"

#include "base/error.h"
#include "daemon/alert_rules.h"
#include "daemon/api.h"
#include "daemon/configure.h"
#include "daemon/configure_notify.h"
#include "daemon/instance.h"
#include "daemon/lock.h"
#include "daemon/loop_meter.h"
#include "daemon/mib.h"
#include "daemon/role_process.h"
#include "daemon/rule_problems.h"

#include <errno.h>
#include <unistd.h>

#define PREDECESSOR_WAIT_MS 10000
/* A role that a killed provostd was just forking still holds its lock until it has become the role. */
#define STATE_WAIT_MS 1000
/* How long after a grid point its samples are judged: healthy sources have answered by then. */
#define GRACE_MAX_MS 1000

static void configure(struct core *core, enum role role)
{
  struct channel *channel = supervisor_channels(core->supervisor)[role];
  if (role == ROLE_VIRT || role == ROLE_NOTIFY)
    instance_tell(core->instance, core->config, channel);
  if (role == ROLE_POLICY)
    policies_tell(core->policies);
  else
    configure_role(core->config, policies_packs(core->policies), core->fleet, channel);
}

void core_tell_role(struct core *core, enum role role)
{
  if (core->is_up[role])
    configure(core, role);
}

/* Guests appear, vanish and change their names: then provost-snmp is to poll other agents. */
static void follow_guest_agents(struct core *core)
{
  guint changes = fleet_agent_changes(core->fleet);
  if (changes == core->followed_changes)
    return;
  core->followed_changes = changes;
  core_tell_role(core, ROLE_SNMP);
}

static void role_is_up(enum role role, gpointer user)
{
  struct core *core = user;
  core->is_up[role] = TRUE;
  configure(core, role);
  pipeline_role_is_up(core->pipeline, role);
  if (role == ROLE_AGENTX)
    mib_role_is_up(core->mib);
}

static void role_is_down(enum role role, gpointer user)
{
  struct core *core = user;
  core->is_up[role] = FALSE;
  pipeline_role_is_down(core->pipeline, role);
  if (role == ROLE_POLICY)
    policies_role_is_down(core->policies);
  else if (role == ROLE_AGENTX)
    mib_role_is_down(core->mib);
}

static void role_died(enum role role, const char *how, gpointer user)
{
  struct core *core = user;
  pipeline_role_died(core->pipeline, role, how);
}

/* Who is told things, and how they do: for those who look. */
static void outlets_take(struct core *core, GVariant *body)
{
  g_clear_pointer(&core->outlets, g_variant_unref);
  core->outlets = g_variant_ref(body);
}

static void role_said(enum role role, enum message_kind kind, GVariant *body, gpointer user)
{
  struct core *core = user;
  if (kind == MESSAGE_PACKS)
    policies_take_packs(core->policies, body);
  else if (kind == MESSAGE_CANARY || kind == MESSAGE_UNJUDGED)
    policies_take_report(core->policies, kind, body);
  else if (kind == MESSAGE_OUTLETS)
    outlets_take(core, body);
  else
    pipeline_take_message(core->pipeline, role, kind, body);
}

static const struct supervisor_events role_events = {role_is_up, role_is_down, role_died, role_said};

static void kill_role(enum role role, const char *why, gpointer user)
{
  struct core *core = user;
  g_warning("%s is killed: %s", role_name(role), why);
  supervisor_kill(core->supervisor, role, why);
}

static guint grace_ms(const struct core *core)
{
  return MIN(core->config->interval_ms / 4, GRACE_MAX_MS);
}

static gboolean on_interval(gpointer user);

void core_arm_interval(struct core *core)
{
  g_clear_handle_id(&core->interval_timer, g_source_remove);
  gint64 shifted_us = clock_wall_us(core->clock) - (gint64)grace_ms(core) * 1000;
  core->interval_timer =
      g_timeout_add(clock_until_grid_ms(shifted_us, core->config->interval_ms), on_interval, core);
}

static gboolean on_interval(gpointer user)
{
  struct core *core = user;
  core->interval_timer = 0;
  core_arm_interval(core);
  pipeline_take_interval(core->pipeline,
                         clock_grid_sec(clock_wall_us(core->clock), core->config->interval_ms));
  mib_take_interval(core->mib);
  return G_SOURCE_REMOVE;
}

static gboolean on_second(gpointer user)
{
  struct core *core = user;
  supervisor_tick(core->supervisor, ROLE_SILENT_SEC + 3 * core->config->interval_ms / 1000);
  pipeline_take_second(core->pipeline);
  follow_guest_agents(core);
  return G_SOURCE_CONTINUE;
}

static gboolean make_folder(const char *path, int mode, GError **error)
{
  if (g_mkdir_with_parents(path, mode) == 0 && access(path, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot make or write the folder %s: %s", path,
              g_strerror(errno));
  return FALSE;
}

static gboolean take_state(struct core *core, GError **error)
{
  const struct config *config = core->config;
  if (!make_folder(config->state_dir, 0750, error) || !make_folder(config->runtime_dir, 0755, error))
    return FALSE;
  g_autofree char *lock = g_build_filename(config->state_dir, "provostd.lock", NULL);
  core->state_lock = lock_take(lock, STATE_WAIT_MS, error);
  if (core->state_lock < 0) {
    g_prefix_error(error, "another provostd uses %s: ", config->state_dir);
    return FALSE;
  }
  return role_process_wait_for_predecessors(config->runtime_dir, PREDECESSOR_WAIT_MS, error);
}

static const struct capabilities *capabilities_of_pack(const char *pack, gpointer user)
{
  const struct core *core = user;
  return policies_capabilities(core->policies, pack);
}

static gboolean trap_meaning(const char *oid, struct trap_meaning *meaning, gpointer user)
{
  const struct core *core = user;
  return packs_find_trap(policies_packs(core->policies), oid, meaning);
}

void core_set_terms(struct core *core)
{
  const struct config *config = core->config;
  pipeline_tell_events(core->pipeline, ROLE_AGENTX, config->targets->len > 0);
  pipeline_set_terms(core->pipeline, config->undo_per_hour,
                     &(struct tipbook_terms){config->flap_window_ms / 1000, config->tips_retention_sec});
  const struct outward_terms outward = outward_terms_of(config);
  pipeline_set_outward(core->pipeline, &outward);
  const struct acknowledge_terms nagios = acknowledge_terms_of(&config->nagios.results, config->nagios.command_file != NULL);
  const struct acknowledge_terms icinga = acknowledge_terms_of(&config->icinga.results, config->icinga.url != NULL);
  pipeline_set_acknowledge(core->pipeline, &nagios, &icinga);
  pipeline_tell_events(core->pipeline, ROLE_NOTIFY, config->webhooks->len > 0);
  alert_map_configure(pipeline_alert_map(core->pipeline), config);
  pipeline_alerts_are_mapped_anew(core->pipeline);
}

static gboolean build_parts(struct core *core, GError **error)
{
  g_autofree char *journal = g_build_filename(core->config->state_dir, "provost.db", NULL);
  core->journal = journal_open(journal, core->clock, error);
  core->instance = core->journal ? instance_open(core->config->state_dir, error) : NULL;
  if (!core->instance)
    return FALSE;
  g_autofree char *held_file = g_build_filename(core->config->state_dir, "disabled-policies", NULL);
  g_autofree char *pause_file = g_build_filename(core->config->state_dir, "automation-paused", NULL);
  core->policies = policies_new(core);
  core->mib = mib_new(core);
  core->fleet = fleet_from_config(core->config, core->clock);
  fleet_require_claims(core->fleet, core->config->takeover_ms / 1000);
  rule_problems_log(core->config);
  core->supervisor = supervisor_new(core->clock, core->config->runtime_dir, &role_events, core);
  core->pipeline = pipeline_new(
      &(struct pipeline_options){
          .clock = core->clock,
          .fleet = core->fleet,
          .journal = core->journal,
          .events = core->events,
          .held_file = held_file,
          .pause_file = pause_file,
          .channels = supervisor_channels(core->supervisor),
          .capabilities = capabilities_of_pack,
          .trap_meaning = trap_meaning,
          .kill_role = kill_role,
          .user = core,
      },
      error);
  if (core->pipeline)
    core_set_terms(core);
  return core->pipeline != NULL;
}

static gboolean open_api(struct core *core, GError **error)
{
  core->serve = api_open(core, error);
  return core->serve != NULL;
}

static struct event_book *events_of_this_life(const struct clock *clock)
{
  g_autofree char *life = g_strdup_printf("%" G_GINT64_MODIFIER "x", clock_wall_us(clock));
  return event_book_new(life);
}

struct core *core_start(struct config *config, GError **error)
{
  struct core *core = g_new0(struct core, 1);
  core->clock = clock_system();
  core->config = config;
  reload_state_init(&core->reload, clock_wall_us(core->clock));
  core->state_lock = -1;
  core->started_us = clock_monotonic_us(core->clock);
  core->events = events_of_this_life(core->clock);
  if (!take_state(core, error) || !build_parts(core, error) || !open_api(core, error)) {
    core_stop(core);
    return NULL;
  }
  journal_put_audit(core->journal, "provostd", &(struct audit){"provostd", "started", PROVOST_VERSION});
  pipeline_tell_life(core->pipeline, "started");
  supervisor_start(core->supervisor);
  core_arm_interval(core);
  core->second_timer = g_timeout_add_seconds(1, on_second, core);
  core->loop_meter = loop_meter_new();
  return core;
}

void core_stop(struct core *core)
{
  g_clear_handle_id(&core->interval_timer, g_source_remove);
  g_clear_handle_id(&core->second_timer, g_source_remove);
  if (core->loop_meter) {
    g_source_destroy(core->loop_meter);
    pipeline_tell_life(core->pipeline, "stopped");
  }
  g_clear_pointer(&core->loop_meter, g_source_unref);
  if (core->is_up[ROLE_VIRT])
    instance_retire(supervisor_channels(core->supervisor)[ROLE_VIRT]);
  if (core->supervisor)
    supervisor_stop(core->supervisor);
  if (core->journal)
    journal_put_audit(core->journal, "provostd", &(struct audit){"provostd", "stopped", ""});
  /* Whoever waits for an answer is told through the API, so that goes after the pipeline and the policies. */
  mib_free(core->mib);
  pipeline_free(core->pipeline);
  g_clear_pointer(&core->policies, policies_free);
  g_clear_pointer(&core->serve, serve_free);
  supervisor_free(core->supervisor);
  fleet_free(core->fleet);
  event_book_free(core->events);
  g_clear_pointer(&core->journal, journal_free);
  if (core->state_lock >= 0)
    close(core->state_lock);
  if (reload_state_done(&core->reload))
    config_free(core->config);
  g_clear_pointer(&core->outlets, g_variant_unref);
  g_free(core->instance);
  g_free(core);
}
