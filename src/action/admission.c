#include "action/admission.h"

#include "action/budgets.h"
#include "action/others.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static gboolean check_hosts(const struct actions *actions, const struct move *move, GError **error)
{
  const struct host *source = fleet_host(actions->fleet, move->from);
  const struct host *destination = fleet_host(actions->fleet, move->to);
  if (!source || !destination)
    return error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no host %s", source ? move->to : move->from);
  if (source == destination)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "guest %s is on %s already", move->guest_name, move->to);
  if (strcmp(source->cluster, destination->cluster) != 0)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "host %s belongs to %s, and guest %s to %s: it moves only within its cluster", move->to,
                        destination->cluster, move->guest_name, source->cluster);
  const struct restriction *restriction = fleet_restriction(actions->fleet, move->to);
  g_autofree char *restricted = restriction ? restriction_text(restriction) : NULL;
  if (restricted)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "host %s is %s: it is given no new guests", move->to, restricted);
  const struct link *link = &destination->links[SOURCE_LIBVIRT];
  g_autofree char *how = link_text(link);
  return link->state == LINK_UP ||
         error_refuse(error, PROVOST_ERROR_REFUSED, "host %s is not up: libvirt is %s", move->to, how);
}

gboolean admission_guest_is_busy(const struct actions *actions, const char *uuid, const struct run *own)
{
  for (guint i = 0; i < actions->runs->len; i++) {
    const struct run *run = actions->runs->pdata[i];
    if (run != own && run->action->move && strcmp(run->action->move->guest_uuid, uuid) == 0 &&
        (run->mode != RUN_OVER || run->action->state == ACTION_AMBIGUOUS))
      return TRUE;
  }
  return FALSE;
}

gboolean admission_check_guest(const struct actions *actions, const struct guest *guest, const char *done,
                               const struct run *own, GError **error)
{
  if (guest->running_copies > 1)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "guest %s runs on more than one host: stop one copy before anything else", guest->name);
  if (guest->state != GUEST_RUNNING)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "guest %s is %s: only a running guest can be %s", guest->name,
                        guest_state_name(guest->state), done);
  if (admission_guest_is_busy(actions, guest->uuid, own))
    return error_refuse(error, PROVOST_ERROR_REFUSED, "guest %s is already being acted upon, or an action on it ended "
                        "ambiguous; see: provost actions", guest->name);
  return TRUE;
}

static gboolean check_guest(const struct actions *actions, const struct move *move, const struct run *own, GError **error)
{
  const struct guest *guest = fleet_guest(actions->fleet, move->guest_uuid);
  if (!guest)
    return error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", move->guest_uuid);
  if (!admission_check_guest(actions, guest, "moved", own, error))
    return FALSE;
  return g_strcmp0(guest->host, move->from) == 0 ||
         error_refuse(error, PROVOST_ERROR_REFUSED, "guest %s runs on %s, not on %s", guest->name,
                      guest->host ? guest->host : "an unknown host", move->from);
}

static gboolean check_others(const struct actions *actions, const struct move *move, GError **error)
{
  g_autofree char *refusal = others_forbid(actions->fleet, move->from, move->to);
  return !refusal || error_refuse(error, PROVOST_ERROR_REFUSED, "%s", refusal);
}

gboolean actions_check_guest(const struct actions *actions, const struct guest *guest, GError **error)
{
  return admission_check_guest(actions, guest, "moved", NULL, error);
}

gboolean admission_check_journal(const struct actions *actions, const char *done, GError **error)
{
  const char *why;
  return journal_is_healthy(actions->journal, &why) ||
         error_refuse(error, PROVOST_ERROR_STORAGE,
                      "nothing is %s: the journal has failed and provostd only watches (%s)", done, why);
}

gboolean admission_check(const struct actions *actions, const struct move *move, const struct run *own, GError **error)
{
  return check_hosts(actions, move, error) && check_guest(actions, move, own, error) &&
         check_others(actions, move, error) && admission_check_journal(actions, "moved", error);
}

static void count(const struct actions *actions, const struct run *run, GArray *moves)
{
  const struct action *action = run->action;
  gboolean is_under_way = run->mode != RUN_OVER;
  if (action->kind != ACTION_MOVE ||
      (!is_under_way && action->state != ACTION_DONE && action->state != ACTION_AMBIGUOUS))
    return;
  const struct cluster *cluster = run_cluster(run);
  /* A clock that was put back makes none younger than now. */
  gint64 age_us = MAX(clock_wall_us(actions->clock) - action->started_us, 0);
  struct counted_move counted = {action->move->guest_uuid, action->move->guest_name, action->move->from,
                                 action->move->to, cluster ? cluster->name : NULL, is_under_way, age_us};
  g_array_append_val(moves, counted);
}

static gboolean check_hold_down(const struct actions *actions, const struct cluster *cluster, const struct move *move,
                                GError **error)
{
  double moved_sec = fleet_moved_sec(actions->fleet, move->guest_uuid);
  double hold_sec = cluster->budgets.hold_down_ms / 1000.0;
  return moved_sec >= hold_sec ||
         error_refuse(error, PROVOST_ERROR_BUSY, "automation.hold_down keeps automation from moving %s for %.0f s "
                      "after a move, and the last one was %.0f s ago; it tries again later", move->guest_name, hold_sec,
                      moved_sec);
}

gboolean admission_check_budgets(const struct actions *actions, const struct move *move, const char *by, GError **error)
{
  const struct cluster *cluster = fleet_cluster_of(actions->fleet, move->from);
  gboolean is_automatic = strcmp(by, BY_AUTOMATION) == 0;
  if (!cluster)
    return TRUE;
  if (!others_let_automation(actions->fleet, move->guest_uuid, by, error) ||
      (is_automatic && !check_hold_down(actions, cluster, move, error)))
    return FALSE;
  g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(struct counted_move));
  for (guint i = 0; i < actions->runs->len; i++)
    count(actions, actions->runs->pdata[i], others);
  const struct counted_move counted = {move->guest_uuid, move->guest_name, move->from, move->to, cluster->name, FALSE, 0};
  g_autofree char *why = budgets_refuse(cluster, &counted, others, is_automatic);
  return !why || error_refuse(error, PROVOST_ERROR_BUSY, "%s", why);
}

static gint64 plan_age_sec(const struct run *run)
{
  const struct action *action = run->action;
  gint64 since_us = action->move->planned_us && !action->parent_id ? action->move->planned_us : run->since_us;
  return (clock_monotonic_us(run->actions->clock) - since_us) / G_USEC_PER_SEC;
}

/* Whatever it was made for, the fleet is not as it was: also where this process was stopped for a while. */
static gboolean check_plan(const struct run *run, GError **error)
{
  const struct cluster *cluster = run_cluster(run);
  gint64 age_sec = plan_age_sec(run), most_sec = cluster ? cluster->budgets.plan_age_ms / 1000 : 0;
  return most_sec == 0 || age_sec <= most_sec ||
         error_refuse(error, PROVOST_ERROR_REFUSED,
                      "the plan is %" G_GINT64_FORMAT " s old, and migration.plan_age allows %" G_GINT64_FORMAT " s",
                      age_sec, most_sec);
}

void run_refuse(struct run *run, const char *why)
{
  g_autofree char *error = g_strdup_printf("%s; nothing was done", why);
  run_end(run, ACTION_FAILED, error);
}

/* Another guest has the name now. */
static const struct guest *namesake(const struct run *run)
{
  const struct move *move = run->action->move;
  const GPtrArray *guests = fleet_guests(run->actions->fleet);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (strcmp(guest->name, move->guest_name) == 0 && strcmp(guest->uuid, move->guest_uuid) != 0 &&
        g_strcmp0(guest->host, move->from) == 0)
      return guest;
  }
  return NULL;
}

gboolean run_end_if_replaced(struct run *run)
{
  const struct move *move = run->action->move;
  gboolean is_gone = run_answer(run, ON_SOURCE) == ANSWER_ABSENT || !fleet_guest(run->actions->fleet, move->guest_uuid);
  const struct guest *other = is_gone ? namesake(run) : NULL;
  if (!other)
    return FALSE;
  g_autofree char *error =
      g_strdup_printf("guest %s of UUID %s is gone from %s, and another of its name is there, of UUID %s: that one is not "
                      "moved; nothing was done", move->guest_name, move->guest_uuid, move->from, other->uuid);
  run_end(run, ACTION_CANCELLED, error);
  return TRUE;
}

/* FALSE: the run has ended, or asks again. */
static gboolean stands(struct run *run)
{
  g_autoptr(GError) error = NULL;
  if (run_end_if_replaced(run))
    return FALSE;
  if (!check_plan(run, &error) ||
      !others_let_automation(run->actions->fleet, run->action->move->guest_uuid, run->action->by, &error) ||
      !admission_check(run->actions, run->action->move, run, &error))
    run_refuse(run, error->message);
  else if (run_is_stale(run))
    run_inspect(run);
  else
    return TRUE;
  return FALSE;
}

void run_admit(struct run *run)
{
  const struct actions *actions = run->actions;
  if (!stands(run))
    return;
  if (!actions->events->ask_room) {
    run_go_forward(run);
    return;
  }
  g_autofree char *phase = g_strdup_printf("looking for room on %s", run->action->move->to);
  run->mode = RUN_ADMITTING;
  text_replace(&run->action->phase, phase);
  run_tell(run);
  actions->events->ask_room(run->action, actions->user);
}

void actions_take_room(struct actions *actions, guint64 id, const GError *error)
{
  struct run *run = run_find(actions, id);
  if (!run || run->mode != RUN_ADMITTING)
    return;
  if (error)
    run_refuse(run, error->message);
  else if (stands(run))
    run_go_forward(run);
}

void run_follow_name(struct run *run)
{
  struct move *move = run->action->move;
  const struct guest *guest = move ? fleet_guest(run->actions->fleet, move->guest_uuid) : NULL;
  if (!guest || strcmp(guest->name, move->guest_name) == 0)
    return;
  g_autofree char *what = g_strdup_printf("the guest that was called %s is called %s now", move->guest_name, guest->name);
  journal_put_audit(run->actions->journal, guest->name, &(struct audit){"provostd", "renamed", what});
  text_replace(&move->guest_name, guest->name);
}
