#include "daemon/reload.h"

#include "base/error.h"
#include "base/text.h"
#include "config/check_settings.h"
#include "config/compare.h"
#include "daemon/configure.h"
#include "daemon/core.h"
#include "daemon/declared_settings.h"
#include "daemon/reload_plan.h"
#include "daemon/rule_problems.h"
#include "json/fields.h"

#include <gio/gio.h>

#define ERRORS_SHOWN 50
#define CHANGES_LOGGED 50

struct reload {
  struct core *core; /* NULL: it has stopped meanwhile */
  char *by;
  gboolean dry_run;
  reload_done done;
  gpointer user;
  const struct config *running; /* stays as long as a reload is under way */
  /* The thread's, until it has come back. */
  struct config *config; /* NULL: with errors */
  GPtrArray *errors;
  GPtrArray *changes;
  gboolean is_alike_for_virt;
};

static void reload_free(gpointer data)
{
  struct reload *reload = data;
  config_free(reload->config);
  g_clear_pointer(&reload->changes, g_ptr_array_unref);
  g_ptr_array_unref(reload->errors);
  g_free(reload->by);
  g_free(reload);
}

void reload_state_init(struct reload_state *state, gint64 now_us)
{
  *state = (struct reload_state){.loaded_us = now_us, .waiting = g_ptr_array_new_with_free_func(g_free)};
}

gboolean reload_state_done(struct reload_state *state)
{
  gboolean is_read = state->now != NULL;
  if (state->now)
    state->now->core = NULL;
  g_clear_pointer(&state->trouble, g_free);
  g_clear_pointer(&state->waiting, g_ptr_array_unref);
  return !is_read;
}

/* ---- the thread ---------------------------------------------------------------------------------- */

/* A large file takes longer than the core's loop may stand still, and a disk may hang. */
static void load(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source, (void)cancellable;
  struct reload *reload = data;
  reload->config = config_load(reload->running->file, reload->errors);
  if (reload->config) {
    reload->changes = config_compare(reload->running, reload->config);
    config_keep(reload->config, reload->running);
    reload->is_alike_for_virt = configures_alike(ROLE_VIRT, reload->running, reload->config, NULL);
  }
  g_task_return_boolean(task, TRUE);
}

/* ---- the outcome --------------------------------------------------------------------------------- */

/* All errors, a line each. */
static GError *errors_refusal(const struct reload *reload)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const GPtrArray *errors = reload->errors;
  for (guint i = 0; i < MIN(errors->len, ERRORS_SHOWN); i++)
    g_string_append_printf(text, "%s\n", (const char *)errors->pdata[i]);
  if (errors->len > ERRORS_SHOWN)
    g_string_append_printf(text, "and %u more\n", errors->len - ERRORS_SHOWN);
  return g_error_new(PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                     "%sthe configuration has %u error%s: nothing was changed, the old one stays in force", text->str,
                     errors->len, errors->len == 1 ? "" : "s");
}

/* The log shows all errors, the status the first. */
static void note_failure(struct core *core, const struct reload *reload, const GError *error)
{
  const char *first = reload->errors->len > 0 ? reload->errors->pdata[0] : error->message;
  g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
  for (char **line = lines; *line; line++)
    g_warning("reload: %s", *line);
  g_free(core->reload.trouble);
  core->reload.trouble =
      g_strdup_printf("the changed configuration is not in force: %s%s", first,
                      reload->errors->len > 1 ? "; provost config check FILE names the other errors" : "");
  journal_put_audit(core->journal, "provostd", &(struct audit){reload->by, "reload refused", first});
}

static void note_success(struct core *core, const struct reload *reload, const struct reload_plan *plan)
{
  g_autofree char *effect = reload_plan_text(plan);
  for (guint i = 0; i < MIN(reload->changes->len, CHANGES_LOGGED); i++) {
    g_autofree char *line = config_change_text(reload->changes->pdata[i]);
    g_message("reload: %s", line);
  }
  g_message("reload by %s: %u change%s; %s", reload->by, reload->changes->len, reload->changes->len == 1 ? "" : "s",
            effect);
  g_clear_pointer(&core->reload.trouble, g_free);
  core->reload.loaded_us = clock_wall_us(core->clock);
  g_ptr_array_set_size(core->reload.waiting, 0);
  for (guint i = 0; i < reload->changes->len; i++) {
    const struct config_change *change = reload->changes->pdata[i];
    if (change->restarts & PART_CORE)
      g_ptr_array_add(core->reload.waiting, g_strdup(change->key));
  }
  journal_put_audit(core->journal, "provostd", &(struct audit){reload->by, "reload", effect});
}

/* From here on the new configuration is the one in force. */
static void take_up(struct core *core, struct reload *reload, const struct reload_plan *plan)
{
  struct config *former = core->config;
  gboolean has_interval = former->interval_ms != reload->config->interval_ms;
  core->config = g_steal_pointer(&reload->config);
  fleet_configure(core->fleet, core->config);
  fleet_require_claims(core->fleet, core->config->takeover_ms / 1000);
  rule_problems_log(core->config);
  pipeline_fleet_is_configured(core->pipeline);
  core_set_terms(core);
  serve_set_access(core->serve, &core->config->access);
  if (has_interval)
    core_arm_interval(core);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    if (plan->hows[role] == RELOAD_RENEW)
      supervisor_renew(core->supervisor, role);
    else if (plan->hows[role] == RELOAD_TELL && role != ROLE_POLICY)
      core_tell_role(core, role);
  config_free(former);
}

/* Of packs that come with the configuration nothing is known yet. */
static void check_settings(struct core *core, struct reload *reload)
{
  g_autoptr(GHashTable) declared = declared_settings(pipeline_policies(core->pipeline), pipeline_settings(core->pipeline));
  g_autoptr(GPtrArray) before = packs_folders(core->config), after = packs_folders(reload->config);
  gboolean all = core->is_up[ROLE_POLICY] && before->len == after->len;
  for (guint i = 0; all && i < after->len; i++)
    all = g_str_equal(before->pdata[i], after->pdata[i]);
  config_check_settings(reload->config, declared, all, reload->errors);
  if (reload->errors->len > 0)
    g_clear_pointer(&reload->config, config_free);
}

/* ---- packs --------------------------------------------------------------------------------------- */

/* A reload that is over but for its packs. */
struct finish {
  reload_done done;
  gpointer user;
  json_t *report;
};

static void log_refused(const json_t *packs)
{
  const json_t *pack;
  gsize i;
  json_array_foreach (packs, i, pack) {
    const char *refused = json_string_value(json_object_get(pack, "refused"));
    if (refused && refused[0])
      g_warning("reload: pack %s: version %s goes on, since the newer one is refused: %s",
                json_string_value(json_object_get(pack, "name")), json_string_value(json_object_get(pack, "version")),
                refused);
  }
}

static void on_packs(json_t *packs, const GError *error, gpointer user)
{
  g_autofree struct finish *finish = user;
  json_t *list = json_object_get(packs, "packs");
  log_refused(list);
  if (error)
    g_warning("reload: %s", error->message);
  json_object_set_new(finish->report, "packs", list ? json_incref(list) : json_array());
  json_object_set_new(finish->report, "packs_error", text_to_json(error ? error->message : NULL));
  if (finish->done)
    finish->done(finish->report, NULL, finish->user);
  json_decref(finish->report);
  json_decref(packs);
}

/* The packs come last: with the settings of the configuration that is in force. Takes the report. */
static void follow_packs(struct core *core, const struct reload *reload, json_t *report)
{
  struct finish *finish = g_new(struct finish, 1);
  *finish = (struct finish){reload->done, reload->user, report};
  policies_follow(core->policies, !core->is_up[ROLE_POLICY], reload->by, on_packs, finish);
}

/* ---- all of it ----------------------------------------------------------------------------------- */

/* NULL: refused. */
static json_t *carry_out(struct core *core, struct reload *reload, GError **error)
{
  if (reload->config)
    check_settings(core, reload);
  if (!reload->config) {
    g_propagate_error(error, errors_refusal(reload));
    return NULL;
  }
  struct reload_plan plan = reload_plan_make(reload->changes);
  if (reload->is_alike_for_virt)
    plan.hows[ROLE_VIRT] = RELOAD_NOTHING;
  if (!reload_plan_check(core, reload->config, &plan, error))
    return NULL;
  json_t *report = reload_plan_report(&plan, core->config->file, reload->dry_run);
  if (!reload->dry_run) {
    take_up(core, reload, &plan);
    note_success(core, reload, &plan);
  }
  return report;
}

static void loaded(GObject *source, GAsyncResult *result, gpointer user)
{
  (void)source, (void)user;
  g_autoptr(GError) error = NULL;
  struct reload *reload = g_task_get_task_data(G_TASK(result));
  struct core *core = reload->core;
  if (!core)
    return;
  json_t *report = carry_out(core, reload, &error);
  if (error && !reload->dry_run)
    note_failure(core, reload, error);
  core->reload.now = NULL;
  if (report && !reload->dry_run)
    follow_packs(core, reload, g_steal_pointer(&report));
  else if (reload->done)
    reload->done(report, error, reload->user);
  json_decref(report);
  if (core->reload.again) {
    core->reload.again = FALSE;
    core_reload_on_signal(core);
  }
}

void core_reload(struct core *core, const struct reload_order *order, reload_done done, gpointer user)
{
  if (core->reload.now) {
    g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                                                  "the configuration is being read anew just now: ask again");
    done(NULL, error, user);
    return;
  }
  struct reload *reload = g_new(struct reload, 1);
  *reload = (struct reload){.core = core,
                            .by = g_strdup(order->by),
                            .dry_run = order->dry_run,
                            .done = done,
                            .user = user,
                            .running = core->config,
                            .errors = g_ptr_array_new_with_free_func(g_free)};
  core->reload.now = reload;
  g_autoptr(GTask) task = g_task_new(NULL, NULL, loaded, NULL);
  g_task_set_task_data(task, reload, reload_free);
  g_task_run_in_thread(task, load);
}

void core_reload_on_signal(struct core *core)
{
  if (core->reload.now)
    core->reload.again = TRUE;
  else
    core_reload(core, &(struct reload_order){.by = "SIGHUP"}, NULL, NULL);
}
