#include "action/orders.h"

#include "action/admission.h"
#include "action/run.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct orders {
  GPtrArray *list; /* struct action, by rising id; owns them */
  struct {
    order_cancel cancel;
    gpointer user;
  } owners[ACTION_KINDS];
};

struct orders *orders_new(void)
{
  struct orders *orders = g_new0(struct orders, 1);
  orders->list = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
  return orders;
}

void orders_free(struct orders *orders)
{
  g_ptr_array_unref(orders->list);
  g_free(orders);
}

void orders_add(struct orders *orders, struct action *action)
{
  g_ptr_array_add(orders->list, action);
}

struct action *orders_find(const struct orders *orders, guint64 id)
{
  for (guint i = 0; i < orders->list->len; i++) {
    struct action *action = orders->list->pdata[i];
    if (action->id == id)
      return action;
  }
  return NULL;
}

const GPtrArray *orders_list(const struct orders *orders)
{
  return orders->list;
}

void orders_forget(struct orders *orders, guint kept)
{
  guint finished = 0;
  for (guint i = orders->list->len; i > 0; i--)
    if (action_is_finished(orders->list->pdata[i - 1]) && ++finished > kept)
      g_ptr_array_remove_index(orders->list, i - 1);
}

static void store(struct actions *actions, const struct action *action, const char *by, const char *event, const char *why)
{
  journal_put_action(actions->journal, action, &(struct audit){by, event, why});
}

guint64 actions_order(struct actions *actions, const struct action_order *order, GError **error)
{
  if (!admission_check_journal(actions, "done", error))
    return 0;
  struct action *action =
      actions_make(actions, &(struct beginning){order->kind, order->tip_id, order->by, order->phase});
  action->plan = order->plan;
  text_replace(&action->target, order->target);
  g_autofree char *what = action_describe(action);
  store(actions, action, order->by, "ordered", what);
  orders_add(actions->orders, action);
  return action->id;
}

void actions_own(struct actions *actions, enum action_kind kind, order_cancel cancel, gpointer user)
{
  actions->orders->owners[kind].cancel = cancel;
  actions->orders->owners[kind].user = user;
}

void actions_tell_order(struct actions *actions, guint64 id, const struct order_progress *progress)
{
  struct action *action = orders_find(actions->orders, id);
  g_return_if_fail(action && !action_is_finished(action));
  const char *why = progress->why ? progress->why : "";
  guint pct = MIN(progress->pct, 100);
  gboolean is_entered = action->state != ACTION_ACTING;
  gboolean is_stored = is_entered || action->parts != progress->parts || action->parts_done != progress->parts_done ||
                       action->parts_failed != progress->parts_failed || strcmp(action->error, why) != 0;
  if (!is_stored && action->progress_pct == pct && strcmp(action->phase, progress->phase) == 0)
    return;
  action->state = ACTION_ACTING;
  action->parts = progress->parts;
  action->parts_done = progress->parts_done;
  action->parts_failed = progress->parts_failed;
  action->progress_pct = pct;
  text_replace(&action->phase, progress->phase);
  text_replace(&action->error, why);
  if (is_entered)
    store(actions, action, "provostd", action_state_name(action->state), action->phase);
  else if (is_stored)
    journal_put_action(actions->journal, action, NULL);
  actions->events->changed(action, actions->user);
}

void actions_end_order(struct actions *actions, guint64 id, enum action_state state, const char *error)
{
  struct action *action = orders_find(actions->orders, id);
  g_return_if_fail(action && !action_is_finished(action));
  action->state = state;
  action->ended_us = clock_wall_us(actions->clock);
  if (state == ACTION_DONE)
    action->progress_pct = 100;
  text_replace(&action->phase, "");
  text_replace(&action->error, error);
  store(actions, action, "provostd", action_state_name(state), error);
  g_autofree char *what = action_describe(action);
  g_message("action %" G_GUINT64_FORMAT ", %s by %s, is %s%s%s", id, what, action->by, action_state_name(state),
            *error ? ": " : "", error);
  actions->events->changed(action, actions->user);
}

gboolean orders_cancel(struct actions *actions, const struct action *order, const char *by, GError **error)
{
  order_cancel cancel = actions->orders->owners[order->kind].cancel;
  if (!cancel)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "action %" G_GUINT64_FORMAT " cannot be cancelled (%s): it ends by itself", order->id, order->phase);
  g_autofree char *subject = g_strdup_printf("action %" G_GUINT64_FORMAT, order->id);
  journal_put_audit(actions->journal, subject, &(struct audit){by, "cancel", order->phase});
  return cancel(order->id, by, actions->orders->owners[order->kind].user, error);
}
