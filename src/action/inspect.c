#include "action/run.h"

#include "model/object.h"

#define ROUND_PAUSE_US (1 * G_USEC_PER_SEC)    /* between two rounds */
#define ROUND_FRESH_US (10 * G_USEC_PER_SEC)   /* what was asked longer ago may have changed: this process stood still */
#define ROUND_TIMEOUT_US (15 * G_USEC_PER_SEC) /* then both are asked anew */

const char *run_host(const struct run *run, enum place place)
{
  return place == ON_SOURCE ? run->action->move->from : run->action->move->to;
}

enum answer run_answer(const struct run *run, enum place place)
{
  return answer_of(&run->round.inspections[place]);
}

gboolean run_is_stale(const struct run *run)
{
  return clock_monotonic_us(run->actions->clock) - run->round.asked_us > ROUND_FRESH_US;
}

/* What is not sent is not answered, and asked anew. */
static void ask(struct run *run, gint64 now_us)
{
  struct actions *actions = run->actions;
  run->round = (struct round){.asked_us = now_us, .next_us = now_us + ROUND_TIMEOUT_US};
  for (enum place place = 0; place < PLACES; place++) {
    if (!run_host(run, place)) {
      run->round.answered[place] = TRUE; /* an action on one host */
      continue;
    }
    g_autofree char *host = subject_format(SUBJECT_HOST, run_host(run, place));
    run->round.requests[place] = actions->next_request++;
    actions->events->send(MESSAGE_INSPECT,
                          g_variant_new("(tss)", run->round.requests[place], host, run->action->move->guest_uuid),
                          actions->user);
  }
  if (run_wants_examination(run))
    run_ask_examination(run);
}

void run_ask_if_due(struct run *run)
{
  gint64 now_us = clock_monotonic_us(run->actions->clock);
  if (run->mode == RUN_INSPECTING && run->actions->role_is_up && now_us >= run->round.next_us)
    ask(run, now_us);
}

void run_inspect(struct run *run)
{
  run->mode = RUN_INSPECTING;
  run->round = (struct round){0};
  run_ask_if_due(run);
}

void run_take_answers(struct run *run)
{
  struct round *round = &run->round;
  if (run->mode != RUN_INSPECTING || !round->answered[ON_SOURCE] || !round->answered[ON_DESTINATION] ||
      (run_wants_examination(run) && !run->examination.is_answered))
    return;
  round->requests[ON_SOURCE] = round->requests[ON_DESTINATION] = 0;
  round->next_us = clock_monotonic_us(run->actions->clock) + ROUND_PAUSE_US;
  run_judge(run);
}

gboolean run_take_inspected(struct run *run, guint64 request, const struct inspection *inspection)
{
  struct round *round = &run->round;
  for (enum place place = 0; place < PLACES; place++) {
    if (round->requests[place] == 0 || round->requests[place] != request || round->answered[place])
      continue;
    round->answered[place] = TRUE;
    round->inspections[place] = *inspection;
    run_take_answers(run);
    return TRUE;
  }
  return FALSE;
}
