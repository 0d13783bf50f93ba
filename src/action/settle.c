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

/* How it stands, and what is waited for. Caller frees. */
static char *describe_wait(const struct run *run)
{
  char *now = describe(run);
  gboolean source_is_silent = run->heard[ON_SOURCE] == ANSWER_NONE;
  if (!source_is_silent && run->heard[ON_DESTINATION] != ANSWER_NONE)
    return now;
  char *waits = g_strdup_printf("waiting until %s answers: %s; provost cancel %" G_GUINT64_FORMAT " ends the wait",
                                run_host(run, source_is_silent ? ON_SOURCE : ON_DESTINATION), now, run->action->id);
  g_free(now);
  return waits;
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
    g_autofree char *refusal = run_refusal(run);
    if (refusal)
      run_refuse(run, refusal);
    else
      run_admit(run);
  } else if (!run_end_if_replaced(run)) {
    g_autofree char *now = describe(run);
    g_autofree char *error = g_strdup_printf("%s; it can be moved only while it runs undisturbed on the "
                                             "one and is not active on the other; nothing was done",
                                             now);
    run_end(run, ACTION_FAILED, error);
  }
}

/* Streaming failed for certain (else there is no route any more) and the guest runs where it was: then its state may go
 * through an image. The destination must not have a definition of its own: afterwards it could not be told from our copy. */
static gboolean can_go_through_image(const struct run *run)
{
  const struct move *move = run->action->move;
  const struct cluster *cluster = run_cluster(run);
  const struct host *destination = fleet_host(run->actions->fleet, move->to);
  if (move->method != METHOD_QUICK || !run->route || run_is_cancelled(run) || run->abort || !cluster || !destination)
    return FALSE;
  return cluster->save_dir && strcmp(cluster->name, destination->cluster) == 0 &&
         run_answer(run, ON_SOURCE) == ANSWER_RUNNING && run_answer(run, ON_DESTINATION) == ANSWER_ABSENT;
}

/* Of an open intent where the guest runs on the source. A save cut off may have left a part of its image behind, which is
 * still to be removed. */
static enum deed_result result_not_moved(const struct intent *intent)
{
  if (intent->deed == DEED_SAVE)
    return DEED_UNKNOWN;
  gboolean is_undone = intent->deed == DEED_START || intent->deed == DEED_RESTORE || intent->deed == DEED_RESUME;
  return is_undone ? DEED_DONE : DEED_FAILED;
}

/* Closes what was left open, now that it is known what came of it. */
static void close_open(struct run *run, enum deed_result result)
{
  for (guint i = 0; i < run->intents->len; i++) {
    struct intent *intent = run->intents->pdata[i];
    if (deed_is_remnant(intent->deed))
      run_close(run, intent, DEED_UNKNOWN, run->failure);
    else if (intent != run->abort)
      run_close(run, intent, result == DEED_FAILED ? result_not_moved(intent) : result, run->failure);
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
  gboolean is_cancelled = run_is_cancelled(run);
  g_autofree char *by = g_strconcat("cancelled by ", run->action->cancelled_by, NULL);
  const char *cut_off = run->intents->len ? "it was cut off" : "it was cut off before it began";
  const char *why = run->failure[0] ? run->failure : cut_off;
  gboolean was_inspected = run_answer(run, ON_SOURCE) != ANSWER_NONE;
  g_autofree char *error = g_strdup_printf("%s; %s", is_cancelled ? by : why, was_inspected ? now : "nothing was done");
  if (was_inspected && run->intents->len > 0 && run_answer(run, ON_SOURCE) != ANSWER_RUNNING)
    g_warning("guest %s ran when its move from %s began, and does not now: %s", run->action->move->guest_name,
              run->action->move->from, error);
  settle(run, is_cancelled ? ACTION_CANCELLED : ACTION_FAILED, error);
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

/* What a decision does, where that is a deed: what has become of the open intents, and the deed. */
struct way {
  enum decision decision;
  enum deed_result open_is;
  enum deed_kind deed;
  enum place on;
};

static const struct way *way_of(enum decision decision)
{
  static const struct way ways[] = {
      {DECISION_RESUME_SOURCE, DEED_FAILED, DEED_RESUME, ON_SOURCE},
      {DECISION_CHECK_IMAGE, DEED_UNKNOWN, DEED_CHECK_IMAGE, ON_SOURCE},
      {DECISION_RESTORE_DESTINATION, DEED_DONE, DEED_RESTORE, ON_DESTINATION},
      {DECISION_RESTORE_SOURCE, DEED_UNKNOWN, DEED_RESTORE, ON_SOURCE},
      {DECISION_COPY_DEFINITION, DEED_DONE, DEED_COPY_DEFINITION, ON_SOURCE},
      {DECISION_START_DESTINATION, DEED_DONE, DEED_START, ON_DESTINATION},
      {DECISION_START_SOURCE, DEED_UNKNOWN, DEED_START, ON_SOURCE},
      {DECISION_RESUME_POSTCOPY, DEED_UNKNOWN, DEED_RESUME_POSTCOPY, ON_SOURCE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
    if (ways[i].decision == decision)
      return &ways[i];
  return NULL;
}

void run_give_up(struct run *run, const char *by)
{
  g_autofree char *what = g_strdup_printf("%s waits for no further answer", by);
  end_ambiguous(run, what);
}

void run_split_brain(struct run *run)
{
  end_ambiguous(run, "two copies run at the same time, stop one of them now");
}

static void settle_still_running(struct run *run)
{
  const struct move *move = run->action->move;
  run_leave(run, g_strdup_printf("%s was asked to shut down and may yet do so: start it on %s then", move->guest_name,
                                 move->from));
  settle_not_moved(run);
}

static void act_on(struct run *run, enum decision decision)
{
  const struct way *way = way_of(decision);
  run->is_unsure = FALSE;
  run->decision = DECISIONS;
  if (way && !journal_is_healthy(run->actions->journal, NULL)) {
    end_ambiguous(run, "the journal has failed, so nothing more may be done");
  } else if (way) {
    close_open(run, way->open_is);
    run_begin_deed(run, way->deed, way->on);
  } else if (decision == DECISION_NOT_MOVED) {
    settle_not_moved(run);
  } else if (decision == DECISION_STILL_RUNNING) {
    settle_still_running(run);
  } else if (decision == DECISION_DONE || decision == DECISION_DONE_SOURCE_PAUSED) {
    settle_done(run, decision == DECISION_DONE_SOURCE_PAUSED);
  } else if (decision == DECISION_SPLIT_BRAIN) {
    run_split_brain(run);
  } else {
    end_ambiguous(run, "it is not certain where the guest may run, a person must look");
  }
}

/* How long after the last deed was begun a guest that was asked to shut down may do so, and be looked after. */
static gboolean is_past_shutdown(const struct run *run)
{
  gint64 limit_us = intent_bound_sec(run_last_intent(run, DEED_SHUTDOWN)) * (gint64)G_USEC_PER_SEC + BRIEFLY_US;
  return clock_monotonic_us(run->actions->clock) - run->deed_since_us >= limit_us;
}

/* Between two attempts at resuming a broken post-copy. A link that is cut comes back, or a person must look. */
static const gint64 resume_pauses_sec[] = {2, 10, 30, 60, 120};

static guint count_resumed(const struct run *run)
{
  guint n = 0;
  for (guint i = 0; i < run->intents->len; i++)
    n += ((const struct intent *)run->intents->pdata[i])->deed == DEED_RESUME_POSTCOPY;
  return n;
}

static gint64 resume_pause_us(const struct run *run)
{
  return resume_pauses_sec[count_resumed(run)] * G_USEC_PER_SEC;
}

/* Whether the same decision has come often enough to be acted on. */
static gboolean is_ripe(struct run *run, enum decision decision)
{
  gint64 since_us = run_waited_us(run, decision);
  switch (decision) {
  case DECISION_WAIT:
    return FALSE;
  case DECISION_WAIT_BRIEFLY:
    return since_us >= BRIEFLY_US;
  case DECISION_STILL_RUNNING:
    return is_past_shutdown(run);
  case DECISION_RESUME_POSTCOPY:
    return since_us >= resume_pause_us(run);
  case DECISION_DONE:
    return TRUE;
  default:
    return !run->is_unsure || since_us >= AGREE_US;
  }
}

/* The law, with what this run has been through. */
static enum decision decide(const struct run *run, enum stage stage)
{
  enum decision decision = recovery_decide(stage, run->heard[ON_SOURCE], run->heard[ON_DESTINATION]);
  decision = recovery_respect_end(decision, &run->round.inspections[ON_SOURCE]);
  if (run_is_cancelled(run))
    decision = recovery_turn_back(decision);
  if (decision == DECISION_RESUME_POSTCOPY && count_resumed(run) >= G_N_ELEMENTS(resume_pauses_sec))
    return DECISION_AMBIGUOUS;
  if (way_of(decision) && run->intents->len >= INTENTS_MAX)
    return DECISION_AMBIGUOUS;
  return decision;
}

void run_judge(struct run *run)
{
  if (run->looking.is_begun) {
    run_look(run);
    return;
  }
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
  enum decision decision = decide(run, stage);
  if (is_ripe(run, decision)) {
    act_on(run, decision);
    return;
  }
  run_follow(run);
  g_autofree char *now = describe_wait(run);
  if (!run->is_told)
    run_say(run, now);
}

/* The migration that goes on, whoever began it, has its bound; one of an earlier life has nobody else who looks at it. */
static void keep_bound(struct run *run)
{
  const struct intent *migrate = run_last_intent(run, DEED_MIGRATE);
  gint64 sec = (clock_monotonic_us(run->actions->clock) - run->deed_since_us) / G_USEC_PER_SEC;
  guint bound = migrate ? intent_bound_sec(migrate) : 0;
  if (bound > 0 && sec > bound && !run_last_intent(run, DEED_SAVE) && run_can_abort(run))
    run_begin_abort(run);
}

static void tick_deed(struct run *run)
{
  gint64 sec = (clock_monotonic_us(run->actions->clock) - run->deed_since_us) / G_USEC_PER_SEC;
  keep_bound(run);
  if (sec > intent_limit_sec(run->deed))
    run_lose_deed(run, "no answer in time");
}

/* Before anything was done, everybody asked must answer soon. */
static gboolean is_late(const struct run *run)
{
  gint64 age_us = clock_monotonic_us(run->actions->clock) - run->since_us;
  gboolean is_asking = (run->mode == RUN_INSPECTING && run->route) || run->mode == RUN_ADMITTING;
  return is_asking && run->intents->len == 0 && age_us > PREPARE_US;
}

void run_tick(struct run *run)
{
  /* The wish may be of an earlier life. */
  if (run_is_cancelled(run) && !run->abort && run_can_abort(run))
    run_begin_abort(run);
  if (run->mode == RUN_DEED)
    tick_deed(run);
  else if (is_late(run))
    run_end(run, ACTION_FAILED, "one of the hosts, provost-virt or placement does not answer; nothing was done");
  else if (run->mode == RUN_INSPECTING && run->looking.is_begun)
    run_look_tick(run);
  else {
    run_ask_if_due(run);
    keep_bound(run);
  }
}
