#include "pipeline/restrict.h"

#include "base/error.h"

static guint64 begin(const struct restricting *restricting, enum action_kind kind, const struct restrict_order *order,
                     GError **error)
{
  return actions_order(restricting->actions,
                       &(struct action_order){.kind = kind, .target = order->host, .tip_id = order->tip_id, .by = order->by,
                                              .phase = order->reason},
                       error);
}

void restrict_impose(const struct restricting *restricting, const struct restrict_order *order)
{
  if (fleet_host_is_restricted(restricting->fleet, order->host))
    return;
  struct restriction *restriction =
      restriction_new(order->host, order->by, order->reason, clock_wall_us(restricting->clock));
  journal_put_restriction(restricting->journal, restriction, &(struct audit){order->by, "restricted", order->reason});
  fleet_restrict(restricting->fleet, restriction);
  restriction_free(restriction);
}

guint64 restrict_host(const struct restricting *restricting, const struct restrict_order *order, GError **error)
{
  const struct host *host = fleet_find_host(restricting->fleet, order->host, error);
  const struct restriction *former = host ? fleet_restriction(restricting->fleet, host->name) : NULL;
  g_autofree char *how = former ? restriction_text(former) : NULL;
  if (!host || (how && !error_refuse(error, PROVOST_ERROR_REFUSED, "host %s is %s", host->name, how)))
    return 0;
  guint64 id = begin(restricting, ACTION_RESTRICT, order, error);
  if (!id)
    return 0;
  restrict_impose(restricting, order);
  actions_end_order(restricting->actions, id, ACTION_DONE, "");
  return id;
}

/* The action under way that is to empty the host; or NULL. */
static const struct action *evacuation_of(const struct restricting *restricting, const char *host)
{
  g_autoptr(GPtrArray) actions = actions_list(restricting->actions);
  for (guint i = 0; i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (action->kind == ACTION_EVACUATE && !action_is_finished(action) && g_str_equal(action->target, host))
      return action;
  }
  return NULL;
}

/* A host that is not configured any more may be released all the same. */
static gboolean check_release(const struct restricting *restricting, const char *host, GError **error)
{
  const struct action *evacuation = evacuation_of(restricting, host);
  if (!fleet_restriction(restricting->fleet, host))
    return fleet_find_host(restricting->fleet, host, error) &&
           error_refuse(error, PROVOST_ERROR_REFUSED, "host %s is not restricted: it is given guests already", host);
  if (!evacuation)
    return TRUE;
  return error_refuse(error, PROVOST_ERROR_REFUSED,
                      "host %s is being evacuated by action %" G_GUINT64_FORMAT ": cancel that first", host,
                      evacuation->id);
}

guint64 release_host(const struct restricting *restricting, const struct restrict_order *order, GError **error)
{
  if (!check_release(restricting, order->host, error))
    return 0;
  guint64 id = begin(restricting, ACTION_RELEASE, order, error);
  if (!id)
    return 0;
  journal_drop_restriction(restricting->journal, order->host, &(struct audit){order->by, "released", order->reason});
  fleet_release(restricting->fleet, order->host);
  actions_end_order(restricting->actions, id, ACTION_DONE, "");
  return id;
}

/* The order was stored, and provostd died before its end was. */
static void end_cut_off(const struct restricting *restricting, const struct action *action)
{
  gboolean is_restricted = fleet_host_is_restricted(restricting->fleet, action->target);
  gboolean is_done = is_restricted == (action->kind == ACTION_RESTRICT);
  actions_end_order(restricting->actions, action->id, is_done ? ACTION_DONE : ACTION_FAILED,
                    is_done ? "" : "provostd stopped before it was done: order it again");
}

gboolean restrict_load(const struct restricting *restricting, GError **error)
{
  g_autoptr(GPtrArray) restrictions = journal_load_restrictions(restricting->journal, error);
  g_autoptr(GPtrArray) actions = actions_list(restricting->actions);
  if (!restrictions)
    return FALSE;
  for (guint i = 0; i < restrictions->len; i++)
    fleet_restrict(restricting->fleet, restrictions->pdata[i]);
  for (guint i = 0; i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (!action_is_finished(action) && (action->kind == ACTION_RESTRICT || action->kind == ACTION_RELEASE))
      end_cut_off(restricting, action);
  }
  return TRUE;
}
