#include "daemon/reload_plan.h"

#include "base/error.h"
#include "json/fields.h"

#include <string.h>

/* A whole fleet that changes is not listed: nobody reads that, and the loop waits. */
#define CHANGES_SHOWN 1000

static const enum option_part parts[ROLES] = {
    [ROLE_CORE] = PART_CORE,      [ROLE_SNMP] = PART_SNMP,      [ROLE_VIRT] = PART_VIRT,
    [ROLE_RRD_WRITER] = PART_RRD, [ROLE_RRD_READER] = PART_RRD, [ROLE_POLICY] = PART_POLICY,
    [ROLE_NOTIFY] = PART_NOTIFY,  [ROLE_AGENTX] = PART_AGENTX,
};

struct reload_plan reload_plan_make(const GPtrArray *changes)
{
  struct reload_plan plan = {.changes = changes};
  guint live = 0, restarts = 0;
  for (guint i = 0; i < changes->len; i++) {
    const struct config_change *change = changes->pdata[i];
    live |= change->live;
    restarts |= change->restarts;
  }
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    plan.hows[role] = restarts & parts[role] ? RELOAD_RENEW : live & parts[role] ? RELOAD_TELL : RELOAD_NOTHING;
  return plan;
}

/* ---- actions under way --------------------------------------------------------------------------- */

static const struct config_host *find_host(const struct config *config, const char *name)
{
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    if (strcmp(host->name, name) == 0)
      return host;
  }
  return NULL;
}

/* What the change would do to a host of an action; NULL: nothing. A clause. */
static const char *disturbance(const struct config *before, const struct config *after, const char *name)
{
  const struct config_host *old = find_host(before, name), *new = find_host(after, name);
  if (!old)
    return NULL;
  if (!new)
    return "would not be watched any more";
  if (g_strcmp0(old->libvirt_uri, new->libvirt_uri) != 0)
    return "would be reached otherwise";
  return strcmp(old->cluster, new->cluster) != 0 ? "would belong to another cluster" : NULL;
}

static gboolean check_action(const struct core *core, const struct config *config, const struct reload_plan *plan,
                             const struct action *action, GError **error)
{
  const struct move *move = action->move;
  const char *from = move ? disturbance(core->config, config, move->from) : NULL;
  const char *to = move && move->to ? disturbance(core->config, config, move->to) : NULL;
  const char *host = from ? move->from : to ? move->to : "", *why = from ? from : to;
  g_autofree char *what = action_describe(action);
  if (why)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "nothing was changed: host %s %s, but action %" G_GUINT64_FORMAT ", %s, is under way; reload when provost "
                "actions shows it ended",
                host, why, action->id, what);
  else if (plan->hows[ROLE_VIRT] == RELOAD_RENEW)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "nothing was changed: provost-virt would be restarted, but action %" G_GUINT64_FORMAT
                ", %s, is under way; reload when provost actions shows it ended",
                action->id, what);
  return !why && plan->hows[ROLE_VIRT] != RELOAD_RENEW;
}

gboolean reload_plan_check(const struct core *core, const struct config *config, const struct reload_plan *plan,
                           GError **error)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(core->pipeline));
  for (guint i = 0; i < actions->len; i++)
    if (!action_is_finished(actions->pdata[i]) && !check_action(core, config, plan, actions->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* ---- in words ------------------------------------------------------------------------------------ */

static void add_names(GString *text, const struct reload_plan *plan, enum reload_how how, const char *word)
{
  guint n = 0;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    if (plan->hows[role] != how)
      continue;
    g_string_append_printf(text, "%s%s", n++ > 0 ? ", " : text->len > 0 ? "; " : "", role_name(role));
  }
  if (n > 0)
    g_string_append_printf(text, " %s", word);
}

char *reload_plan_text(const struct reload_plan *plan)
{
  GString *text = g_string_new(NULL);
  add_names(text, plan, RELOAD_RENEW, "restarted");
  add_names(text, plan, RELOAD_TELL, "told");
  if (text->len == 0)
    g_string_append(text, "no program had to be told");
  return g_string_free(text, FALSE);
}

static json_t *change_to_json(const struct config_change *change)
{
  static const char *const kinds[] = {[CHANGE_VALUE] = "changed", [CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed"};
  const struct option effect = {.live = change->live, .restarts = change->restarts};
  g_autofree char *text = config_change_text(change), *reload = option_reload(&effect);
  return json_pack("{s:s, s:s, s:s?, s:s?, s:b, s:s, s:s}", "key", change->key, "change", kinds[change->kind], "before",
                   change->before, "after", change->after, "secret", change->is_secret, "reload", reload, "text", text);
}

static json_t *roles_to_json(const struct reload_plan *plan, enum reload_how how)
{
  json_t *names = json_array();
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    if (plan->hows[role] == how)
      json_array_append_new(names, json_string(role_name(role)));
  return names;
}

json_t *reload_plan_report(const struct reload_plan *plan, const char *file, gboolean dry_run)
{
  json_t *changes = json_array(), *waits = json_array();
  guint shown = MIN(plan->changes->len, CHANGES_SHOWN);
  for (guint i = 0; i < plan->changes->len; i++) {
    const struct config_change *change = plan->changes->pdata[i];
    if (i < shown)
      json_array_append_new(changes, change_to_json(change));
    if (change->restarts & PART_CORE)
      json_array_append_new(waits, json_string(change->key));
  }
  return json_pack("{s:s, s:b, s:o, s:i, s:o, s:o, s:o}", "file", file, "dry_run", dry_run, "changes", changes,
                   "changes_left_out", (int)(plan->changes->len - shown), "told", roles_to_json(plan, RELOAD_TELL), "restarted", roles_to_json(plan, RELOAD_RENEW),
                   "waits_for_restart", waits);
}
