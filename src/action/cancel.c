/* Stopping an action, as far as libvirt allows it in the phase it is in; else what happens by itself. */
#include "action/resize_run.h"

#include "base/error.h"
#include "base/text.h"

#define SILENT_US (30 * G_USEC_PER_SEC) /* then a person may end the wait for a host */

/* It may never speak again: a person who has looked there need not wait for it. */
static gboolean waits_for_silent_host(const struct run *run)
{
  gint64 since_us = clock_monotonic_us(run->actions->clock) - run->decision_since_us;
  gboolean is_silent = run->heard[ON_SOURCE] == ANSWER_NONE || run->heard[ON_DESTINATION] == ANSWER_NONE;
  return run->mode == RUN_INSPECTING && run->decision == DECISION_WAIT && is_silent && since_us >= SILENT_US;
}

/* The guest is not yet on its way into the destination, or not for good: what comes next leads back instead. */
static gboolean can_turn_back(const struct run *run)
{
  if (run->is_settled || run_is_cancelled(run))
    return FALSE;
  if (run->mode == RUN_STORING)
    return run_leads_on(run, run->deed);
  if (run->mode == RUN_DEED)
    return run->deed->deed == DEED_COPY_DEFINITION || run->deed->deed == DEED_CHECK_IMAGE ||
           run->deed->deed == DEED_SHUTDOWN;
  enum stage stage = stage_of(run->intents, run->action->move->from);
  return stage == STAGE_DEFINE || stage == STAGE_SAVE || stage == STAGE_SAVED || stage == STAGE_SHUTDOWN ||
         stage == STAGE_OFF || stage == STAGE_DEFINED;
}

/* What is going to happen, as a phase. */
static char *prospect(const struct run *run)
{
  const struct move *move = run->action->move;
  enum stage stage = stage_of(run->intents, move->from);
  if (run_can_abort(run))
    return g_strdup_printf("being stopped: %s stays on %s, unless it runs on %s already", move->guest_name,
                           move->from, move->to);
  if (stage == STAGE_SHUTDOWN && run->mode != RUN_STORING)
    return g_strdup_printf("being stopped: %s was asked to shut down, and is started on %s again once it is off",
                           move->guest_name, move->from);
  return g_strdup_printf("being stopped: %s goes back to %s", move->guest_name, move->from);
}

static void want_stopped(struct run *run, const char *by)
{
  g_autofree char *phase = prospect(run);
  text_replace(&run->action->cancelled_by, by);
  run_enter(run, run->action->state, phase);
}

/* Completes "cannot be cancelled now: ". Caller frees. */
static char *why_not(const struct run *run)
{
  const struct move *move = run->action->move;
  if (run->action->kind == ACTION_RESIZE)
    return g_strdup("it ends by itself");
  if (run_is_cancelled(run))
    return g_strdup_printf("it is being stopped already, for %s", run->action->cancelled_by);
  if (run->is_settled)
    return g_strdup_printf("the guest runs on %s, and only the end is verified",
                           run->end == ACTION_DONE ? move->to : move->from);
  if (run->is_postcopy)
    return g_strdup_printf("the guest runs on %s already, and the rest of its memory follows it there", move->to);
  if (run->mode == RUN_INSPECTING)
    return g_strdup("what was begun is cut off, and both hosts are being asked where the guest runs; it ends or goes "
                    "back by itself");
  if (!run_leads_on(run, run->deed))
    return g_strdup_printf("the guest is being brought back on %s", move->from);
  return g_strdup_printf("the guest is coming up on %s; move it back once it runs there", move->to);
}

gboolean run_cancel(struct run *run, const char *by, GError **error)
{
  if (run->action->kind == ACTION_RESIZE && resize_cancel(run, by))
    return TRUE;
  gboolean waits = run->mode == RUN_INSPECTING || run->mode == RUN_ADMITTING;
  if (waits && run->intents->len == 0) {
    g_autofree char *reason = g_strdup_printf("cancelled by %s; nothing was done", by);
    run_end(run, ACTION_CANCELLED, reason);
  } else if (run_can_abort(run) && !run_is_cancelled(run)) {
    want_stopped(run, by);
    run_begin_abort(run);
  } else if (can_turn_back(run)) {
    want_stopped(run, by);
  } else if (waits_for_silent_host(run)) {
    run_give_up(run, by);
  } else {
    g_autofree char *why = why_not(run);
    return error_refuse(error, PROVOST_ERROR_REFUSED, "action %" G_GUINT64_FORMAT " cannot be cancelled now (%s): %s",
                        run->action->id, run->action->phase, why);
  }
  return TRUE;
}
