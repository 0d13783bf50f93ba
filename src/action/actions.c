#include "action/actions.h"

#include "action/admission.h"
#include "action/resize_run.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define FINISHED_KEPT 200
#define AGE_MAX_US (24 * 3600 * (gint64)G_USEC_PER_SEC) /* of a deed: longer than any bound */

/* Time limits go on over a restart, by the wall clock as far as that can be believed. */
static void add_loaded_intent(struct run *run, struct intent *intent)
{
  const struct clock *clock = run->actions->clock;
  gint64 age_us = CLAMP(clock_wall_us(clock) - intent->opened_us, 0, AGE_MAX_US);
  if (!deed_is_remnant(intent->deed) && intent->deed != DEED_ABORT)
    run->deed_since_us = clock_monotonic_us(clock) - age_us;
  g_ptr_array_add(run->intents, intent);
}

/* What was under way when the core stopped: no step is repeated, both hosts are asked. */
static gboolean load(struct actions *actions, GError **error)
{
  g_autoptr(GPtrArray) loaded = journal_load_actions(actions->journal, FINISHED_KEPT, error);
  g_autoptr(GPtrArray) intents = loaded ? journal_load_intents(actions->journal, error) : NULL;
  if (!intents)
    return FALSE;
  while (loaded->len) {
    struct action *action = g_ptr_array_steal_index(loaded, 0);
    if (!action->move) {
      orders_add(actions->orders, action);
      continue;
    }
    struct run *run = run_new(actions, action);
    run->is_unsure = TRUE;
    run->mode = action_is_finished(run->action) ? RUN_OVER : RUN_INSPECTING;
  }
  while (intents->len) {
    struct intent *intent = g_ptr_array_steal_index(intents, 0);
    struct run *run = run_find(actions, intent->action_id);
    if (run)
      add_loaded_intent(run, intent);
    else
      intent_free(intent);
  }
  return TRUE;
}

struct actions *actions_new(const struct actions_options *options, GError **error)
{
  struct actions *actions = g_new0(struct actions, 1);
  actions->journal = options->journal;
  actions->clock = options->clock;
  actions->fleet = options->fleet;
  actions->events = options->events;
  actions->user = options->user;
  actions->runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
  actions->tickets = g_hash_table_new(NULL, NULL);
  actions->orders = orders_new();
  actions->next_request = 1;
  if (load(actions, error))
    return actions;
  actions_free(actions);
  return NULL;
}

void actions_free(struct actions *actions)
{
  if (!actions)
    return;
  run_forget_tickets(actions);
  g_hash_table_unref(actions->tickets);
  g_ptr_array_unref(actions->runs);
  orders_free(actions->orders);
  g_free(actions);
}

static gboolean check_method(const struct actions *actions, const struct move *move, GError **error)
{
  const struct host *source = fleet_host(actions->fleet, move->from);
  const struct cluster *cluster = fleet_cluster(actions->fleet, source->cluster);
  for (guint i = 0; cluster && i < cluster->n_methods; i++)
    if (cluster->methods[i] == move->method)
      return TRUE;
  return error_refuse(error, PROVOST_ERROR_REFUSED, "the method %s is not among migration.methods of the cluster %s",
                      move_method_name(move->method), source->cluster);
}

/* Who ordered the move, and for what. */
struct origin {
  guint64 tip_id, parent_id;
  const char *by;
};

gboolean actions_check_move(const struct actions *actions, const struct move *move, const char *by, GError **error)
{
  return admission_check(actions, move, NULL, error) && admission_check_budgets(actions, move, by, error) &&
         check_method(actions, move, error);
}

static guint64 start(struct actions *actions, const struct move *move, const struct origin *origin, GError **error)
{
  if (!actions_check_move(actions, move, origin->by, error))
    return 0;
  struct action *action =
      actions_make(actions, &(struct beginning){ACTION_MOVE, origin->tip_id, origin->by, "asking both hosts"});
  action->parent_id = origin->parent_id;
  action->move = move_copy(move);
  journal_put_action(actions->journal, action,
                     &(struct audit){origin->by, "ordered", move_method_name(move->method)});
  struct run *run = run_new(actions, action);
  run->route = route_of_method(move->method);
  if (actions->events->begun)
    actions->events->begun(action, actions->user);
  run_inspect(run);
  return action->id;
}

guint64 actions_start(struct actions *actions, const struct move *move, guint64 tip_id, const char *by,
                      GError **error)
{
  return start(actions, move, &(struct origin){.tip_id = tip_id, .by = by}, error);
}

guint64 actions_start_part(struct actions *actions, const struct move *move, guint64 parent_id, GError **error)
{
  const struct action *parent = orders_find(actions->orders, parent_id);
  g_return_val_if_fail(parent && !action_is_finished(parent), 0);
  return start(actions, move, &(struct origin){parent->tip_id, parent_id, parent->by}, error);
}

gboolean actions_cancel(struct actions *actions, guint64 id, const char *by, GError **error)
{
  const struct action *action = actions_action(actions, id);
  struct run *run = run_find(actions, id);
  if (!action)
    return error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no action %" G_GUINT64_FORMAT, id);
  if (run && action->state == ACTION_AMBIGUOUS) {
    g_autofree char *reason = g_strdup_printf("released by %s; it was: %s", by, action->error);
    run_end(run, ACTION_CANCELLED, reason);
    return TRUE;
  }
  if (action_is_finished(action))
    return error_refuse(error, PROVOST_ERROR_REFUSED, "action %" G_GUINT64_FORMAT " is over: it is %s", id,
                        action_state_name(action->state));
  if (!run)
    return orders_cancel(actions, action, by, error);
  journal_put_audit(actions->journal, action->move->guest_name, &(struct audit){by, "cancel", action->phase});
  return run_cancel(run, by, error);
}

static void take_inspected(struct actions *actions, GVariant *body)
{
  guint64 request;
  guchar presence, state, reason;
  struct inspection inspection;
  g_variant_get(body, "(tyyybbb&sutt&s)", &request, &presence, &state, &reason, &inspection.has_job,
                &inspection.is_persistent, &inspection.starts_with_host, NULL, &inspection.vcpus,
                &inspection.memory_bytes, &inspection.cpu_ns, NULL);
  inspection.presence = presence;
  inspection.state = state;
  inspection.reason = reason;
  if (presence > PRESENCE_PRESENT || state >= GUEST_STATES || reason >= GUEST_REASONS)
    inspection = (struct inspection){.presence = PRESENCE_UNKNOWN};
  for (guint i = 0; i < actions->runs->len; i++)
    if (run_take_inspected(actions->runs->pdata[i], request, &inspection))
      return;
}

static void take_examined(struct actions *actions, GVariant *body)
{
  for (guint i = 0; i < actions->runs->len; i++)
    if (run_take_examined(actions->runs->pdata[i], body))
      return;
}

static void take_pinged(struct actions *actions, GVariant *body)
{
  guint64 request;
  guchar word;
  const char *problem;
  g_variant_get(body, "(ty&s)", &request, &word, &problem);
  g_autofree char *clean = text_clean(problem, LIMIT_TEXT);
  for (guint i = 0; i < actions->runs->len; i++)
    if (run_take_pinged(actions->runs->pdata[i], request, word, clean))
      return;
}

static void take_ended(struct actions *actions, GVariant *body)
{
  guint64 id;
  guchar result;
  const char *text;
  g_autoptr(GVariant) facts = NULL;
  g_variant_get(body, "(ty&s@a{sv})", &id, &result, &text, &facts);
  g_autofree char *error = text_clean(text, LIMIT_TEXT);
  enum deed_result known = result < DEED_RESULTS ? (enum deed_result)result : DEED_UNKNOWN;
  for (guint i = 0; i < actions->runs->len; i++)
    if (run_take_ended(actions->runs->pdata[i], id, known, error, facts))
      return;
  g_debug("deed %" G_GUINT64_FORMAT " ended when nobody waited for it: %s", id, deed_result_name(known));
}

static void take_progress(struct actions *actions, GVariant *body)
{
  for (guint i = 0; i < actions->runs->len; i++)
    if (run_take_progress(actions->runs->pdata[i], body))
      return;
}

void actions_take_message(struct actions *actions, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_INSPECTED)
    take_inspected(actions, body);
  else if (kind == MESSAGE_EXAMINED)
    take_examined(actions, body);
  else if (kind == MESSAGE_AGENT_PINGED)
    take_pinged(actions, body);
  else if (kind == MESSAGE_DEED_ENDED)
    take_ended(actions, body);
  else if (kind == MESSAGE_DEED_PROGRESS)
    take_progress(actions, body);
}

void actions_role_is_up(struct actions *actions)
{
  actions->role_is_up = TRUE;
  for (guint i = 0; i < actions->runs->len; i++) {
    struct run *run = actions->runs->pdata[i];
    if (run->mode == RUN_INSPECTING)
      run_inspect(run);
  }
}

void actions_role_is_down(struct actions *actions)
{
  actions->role_is_up = FALSE;
  for (guint i = 0; i < actions->runs->len; i++) {
    struct run *run = actions->runs->pdata[i];
    run->followed = 0;
    run->is_told = FALSE;
    if (run->mode == RUN_DEED)
      run_lose_deed(run, "provost-virt died");
  }
}

/* What became of the parts of an order is asked for as long as it goes on. */
static gboolean is_wanted(const struct actions *actions, const struct action *action)
{
  const struct action *parent = action->parent_id ? orders_find(actions->orders, action->parent_id) : NULL;
  return action->state == ACTION_AMBIGUOUS || (parent && !action_is_finished(parent));
}

static void forget_oldest(struct actions *actions)
{
  guint finished = 0;
  for (guint i = actions->runs->len; i > 0; i--) {
    const struct run *run = actions->runs->pdata[i - 1];
    if (run->mode == RUN_OVER && !is_wanted(actions, run->action) && ++finished > FINISHED_KEPT)
      g_ptr_array_remove_index(actions->runs, i - 1);
  }
  orders_forget(actions->orders, FINISHED_KEPT);
}

void actions_tick(struct actions *actions)
{
  forget_oldest(actions);
  for (guint i = 0; i < actions->runs->len; i++)
    run_tick(actions->runs->pdata[i]);
}

void actions_doubt(struct actions *actions, guint64 id, const char *why)
{
  struct run *run = run_find(actions, id);
  g_return_if_fail(run && run->action->check[0]);
  run_doubt(run, why);
  journal_put_action(actions->journal, run->action, &(struct audit){"provostd", "doubted", run->action->check});
}

const struct action *actions_action(const struct actions *actions, guint64 id)
{
  const struct run *run = run_find(actions, id);
  return run ? run->action : orders_find(actions->orders, id);
}

GPtrArray *actions_list(const struct actions *actions)
{
  const GPtrArray *orders = orders_list(actions->orders);
  GPtrArray *list = g_ptr_array_sized_new(actions->runs->len + orders->len);
  for (guint i = actions->runs->len, k = orders->len; i > 0 || k > 0;) {
    struct action *run = i > 0 ? ((struct run *)actions->runs->pdata[i - 1])->action : NULL;
    struct action *order = k > 0 ? orders->pdata[k - 1] : NULL;
    gboolean is_order = !run || (order && order->id > run->id);
    g_ptr_array_add(list, is_order ? order : run);
    i -= is_order ? 0 : 1;
    k -= is_order ? 1 : 0;
  }
  return list;
}

gboolean actions_guest_is_busy(const struct actions *actions, const char *guest_uuid)
{
  return admission_guest_is_busy(actions, guest_uuid, NULL);
}
