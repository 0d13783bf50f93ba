#include "action/admission.h"
#include "action/resize_run.h"
#include "base/text.h"

#include <string.h>

#define AGREE_US (1 * G_USEC_PER_SEC)        /* how far apart two agreeing rounds are */
#define BRIEFLY_US (120 * G_USEC_PER_SEC)    /* how long a state that passes by itself may last */
#define PREPARE_US (30 * G_USEC_PER_SEC)     /* how long hosts may be silent before anything was done */
#define INTENTS_MAX 32                       /* of one action; more means that it goes round in circles */

static char *describe(const struct run *run)
{
  const struct move *move = run->action->move;
  return g_strdup_printf("%s is %s on %s and %s on %s", move->guest_name,
                         answer_name(run_answer(run, ON_SOURCE)), move->from,
                         answer_name(run_answer(run, ON_DESTINATION)), move->to);
}

static gboolean is_inactive(enum answer answer)
{
  return answer == ANSWER_ABSENT || answer == ANSWER_OFF || answer == ANSWER_MIGRATED;
}

static void prepare(struct run *run)
{
  enum answer source = run_answer(run, ON_SOURCE), destination = run_answer(run, ON_DESTINATION);
  if (source == ANSWER_NONE || destination == ANSWER_NONE)
    return; /* asked again, until run_tick gives it up */
  if (source == ANSWER_RUNNING && is_inactive(destination)) {
    run_admit(run);
  } else if (!run_end_if_replaced(run)) {
    g_autofree char *now = describe(run);
    g_autofree char *error = g_strdup_printf("%s; it can be moved only while it runs undisturbed on the "
                                             "one and is not active on the other; nothing was done",
                                             now);
    run_end(run, ACTION_FAILED, error);
  }
}

/* Streaming failed for certain and the guest runs where it was: then its state may go through an image. The
 * destination must not have a definition of its own: afterwards it could not be told from our copy. */
static gboolean can_go_through_image(const struct run *run)
{
  const struct fleet *fleet = run->actions->fleet;
  const struct move *move = run->action->move;
  const struct host *source = fleet_host(fleet, move->from), *destination = fleet_host(fleet, move->to);
  if (move->method != METHOD_QUICK || !run->route || run->cancelled_by || run->abort || run->is_unsure ||
      run_last_intent(run, DEED_SAVE) || !source || !destination)
    return FALSE;
  const struct cluster *cluster = fleet_cluster(fleet, source->cluster);
  return cluster && cluster->save_dir && strcmp(source->cluster, destination->cluster) == 0 &&
         run_answer(run, ON_SOURCE) == ANSWER_RUNNING && run_answer(run, ON_DESTINATION) == ANSWER_ABSENT;
}

/* Closes what was left open, now that it is known what came of it. A save cut off may have left a part of
 * its image behind, which is still to be removed. */
static void close_open(struct run *run, enum deed_result result)
{
  for (guint i = 0; i < run->intents->len; i++) {
    struct intent *intent = run->intents->pdata[i];
    gboolean is_save = intent->deed == DEED_SAVE && result == DEED_FAILED;
    if (intent != run->abort)
      run_close(run, intent, is_save ? DEED_UNKNOWN : result, run->failure);
  }
}

static void settle(struct run *run, enum action_state end, const char *error)
{
  run->is_settled = TRUE;
  run->end = end;
  text_replace(&run->end_error, error);
  run_tidy(run);
}

static void settle_not_moved(struct run *run)
{
  if (can_go_through_image(run)) {
    g_message("action %" G_GUINT64_FORMAT ": %s; going through the save directory", run->action->id,
              run->failure);
    run->route = route_saved();
    run->step = 0;
    run_go_forward(run);
    return;
  }
  close_open(run, DEED_FAILED);
  g_autofree char *now = describe(run);
  g_autofree char *by = g_strconcat("cancelled by ", run->cancelled_by, NULL);
  const char *cut_off = run->intents->len ? "it was cut off" : "it was cut off before it began";
  const char *why = run->failure[0] ? run->failure : cut_off;
  gboolean was_inspected = run_answer(run, ON_SOURCE) != ANSWER_NONE;
  g_autofree char *error = g_strdup_printf("%s; %s", run->cancelled_by ? by : why, was_inspected ? now : "nothing was done");
  settle(run, run->cancelled_by ? ACTION_CANCELLED : ACTION_FAILED, error);
}

static void settle_done(struct run *run, gboolean source_is_paused)
{
  const struct move *move = run->action->move;
  close_open(run, DEED_DONE);
  if (source_is_paused)
    g_critical("guest %s runs on %s, but a dead copy of it is left paused on %s: never resume that one, it "
               "would damage the guest's disks; remove it there with: virsh destroy %s",
               move->guest_name, move->to, move->from, move->guest_uuid);
  if (source_is_paused)
    run_leave(run, g_strdup_printf("a dead copy of the guest is left paused on %s: never resume it, remove it there "
                                   "with: virsh destroy %s",
                                   move->from, move->guest_uuid));
  settle(run, ACTION_DONE, "");
}

static void end_ambiguous(struct run *run, const char *what)
{
  g_autofree char *now = describe(run);
  g_autofree char *image = run_last_intent(run, DEED_SAVE) ? run_image(run) : NULL;
  g_autofree char *saved =
      image ? g_strdup_printf("; its memory was saved to %s on %s: restore that only if the guest has "
                              "certainly not run since", image, run->action->move->from)
            : g_strdup("");
  g_autofree char *error = g_strdup_printf("%s: %s%s%s%s", what, now, saved, run->failure[0] ? "; " : "",
                                           run->failure);
  run_end(run, ACTION_AMBIGUOUS, error);
}

static gboolean needs_deed(enum decision decision)
{
  return decision == DECISION_RESUME_SOURCE || decision == DECISION_CHECK_IMAGE ||
         decision == DECISION_RESTORE_DESTINATION || decision == DECISION_RESTORE_SOURCE;
}

void run_give_up(struct run *run, const char *by)
{
  g_autofree char *what = g_strdup_printf("%s waits for no further answer", by);
  end_ambiguous(run, what);
}

static void act_on(struct run *run, enum decision decision)
{
  run->is_unsure = FALSE;
  run->decision = DECISIONS;
  if (needs_deed(decision) && !journal_is_healthy(run->actions->journal, NULL)) {
    end_ambiguous(run, "the journal has failed, so nothing more may be done");
    return;
  }
  switch (decision) {
  case DECISION_NOT_MOVED:
    settle_not_moved(run);
    return;
  case DECISION_DONE:
  case DECISION_DONE_SOURCE_PAUSED:
    settle_done(run, decision == DECISION_DONE_SOURCE_PAUSED);
    return;
  case DECISION_RESUME_SOURCE:
    close_open(run, DEED_FAILED);
    run_begin_deed(run, DEED_RESUME, ON_SOURCE);
    return;
  case DECISION_CHECK_IMAGE:
    close_open(run, DEED_UNKNOWN);
    run_begin_deed(run, DEED_CHECK_IMAGE, ON_SOURCE);
    return;
  case DECISION_RESTORE_DESTINATION:
    close_open(run, DEED_DONE);
    run_begin_deed(run, DEED_RESTORE, ON_DESTINATION);
    return;
  case DECISION_RESTORE_SOURCE:
    close_open(run, DEED_UNKNOWN);
    run_begin_deed(run, DEED_RESTORE, ON_SOURCE);
    return;
  case DECISION_SPLIT_BRAIN:
    end_ambiguous(run, "two copies run at the same time, stop one of them now");
    return;
  default:
    end_ambiguous(run, "it is not certain where the guest may run, a person must look");
  }
}

/* Whether the same decision has come often enough to be acted on. */
static gboolean is_ripe(struct run *run, enum decision decision)
{
  gint64 now_us = clock_monotonic_us(run->actions->clock);
  if (run->decision != decision) {
    run->decision = decision;
    run->decision_since_us = now_us;
  }
  gint64 since_us = now_us - run->decision_since_us;
  switch (decision) {
  case DECISION_WAIT:
    return FALSE;
  case DECISION_WAIT_BRIEFLY:
    return since_us >= BRIEFLY_US;
  case DECISION_DONE:
    return TRUE;
  default:
    return !run->is_unsure || since_us >= AGREE_US;
  }
}

void run_judge(struct run *run)
{
  if (run->action->kind == ACTION_RESIZE) {
    resize_judge(run);
    return;
  }
  enum stage stage = stage_of(run->intents, run->action->move->from);
  if (stage == STAGE_NOTHING && run->route) {
    prepare(run);
    return;
  }
  for (enum place place = 0; place < PLACES; place++)
    run->heard[place] = run_answer(run, place);
  enum decision decision = recovery_decide(stage, run->heard[ON_SOURCE], run->heard[ON_DESTINATION]);
  if (run->intents->len >= INTENTS_MAX && decision != DECISION_DONE && decision != DECISION_NOT_MOVED &&
      decision != DECISION_WAIT)
    decision = DECISION_AMBIGUOUS;
  if (is_ripe(run, decision)) {
    act_on(run, decision);
    return;
  }
  g_autofree char *now = describe(run);
  if (strcmp(run->action->phase, now) != 0) {
    g_free(run->action->phase);
    run->action->phase = g_steal_pointer(&now);
    run_tell(run);
  }
}

/* A definition that was left behind on the host the guest is not on. Only ours: the destination had none
 * before we copied it there, the source's is the one we copied, or that libvirt was to remove and did not,
 * because it died. */
static gboolean has_remnant(const struct run *run, enum place place)
{
  enum place home = place == ON_SOURCE ? ON_DESTINATION : ON_SOURCE;
  enum answer answer = run_answer(run, place);
  gboolean is_ours = run_last_intent(run, DEED_COPY_DEFINITION) ||
                     (place == ON_SOURCE && run_last_intent(run, DEED_MIGRATE));
  return is_ours && !run_last_intent(run, DEED_UNDEFINE) &&
         run->actions->role_is_up && (answer == ANSWER_OFF || answer == ANSWER_MIGRATED) &&
         run->round.inspections[home].is_persistent;
}

/* The image is of no use once the guest is somewhere, and of harm if ever restored again. */
static gboolean has_image(const struct run *run)
{
  const struct intent *save = run_last_intent(run, DEED_SAVE);
  return save && save->result != DEED_FAILED && !run_last_intent(run, DEED_REMOVE_IMAGE) &&
         run->actions->role_is_up;
}

void run_tidy(struct run *run)
{
  enum place abandoned = run->end == ACTION_DONE ? ON_SOURCE : ON_DESTINATION;
  if (!journal_is_healthy(run->actions->journal, NULL))
    run_end(run, run->end, run->end_error);
  else if (has_remnant(run, abandoned))
    run_begin_deed(run, DEED_UNDEFINE, abandoned);
  else if (has_image(run))
    run_begin_deed(run, DEED_REMOVE_IMAGE, ON_SOURCE);
  else
    run_end(run, run->end, run->end_error);
}

static void tick_deed(struct run *run)
{
  gint64 sec = (clock_monotonic_us(run->actions->clock) - run->deed_since_us) / G_USEC_PER_SEC;
  if (run->deed->deed == DEED_MIGRATE && sec > MIGRATE_LIMIT_SEC)
    run_begin_abort(run);
  if (sec > deed_limit_sec(run->deed->deed))
    run_lose_deed(run, "no answer in time");
}

/* The migration of an earlier life goes on without anybody who looks at its time limit. */
static void tick_orphan(struct run *run)
{
  gint64 sec = (clock_monotonic_us(run->actions->clock) - run->since_us) / G_USEC_PER_SEC;
  if (run_can_abort(run) && sec > MIGRATE_LIMIT_SEC)
    run_begin_abort(run);
}

void run_tick(struct run *run)
{
  gint64 age_us = clock_monotonic_us(run->actions->clock) - run->since_us;
  if (run->mode == RUN_DEED)
    tick_deed(run);
  else if (run->mode == RUN_INSPECTING && run->route && run->intents->len == 0 && age_us > PREPARE_US)
    run_end(run, ACTION_FAILED, "one of the hosts, or provost-virt, does not answer; nothing was done");
  else {
    run_ask_if_due(run);
    tick_orphan(run);
  }
}
