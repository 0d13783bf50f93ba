/* The last look after a move: the guest lives on the destination, and nothing of it is left on the source. */
#include "action/run.h"

#include "base/text.h"

#define LOOK_US (1 * G_USEC_PER_SEC)   /* between the two looks, at least */
#define LIMIT_US (10 * G_USEC_PER_SEC) /* then it was not seen alive */

static gint64 since_us(const struct run *run)
{
  return clock_monotonic_us(run->actions->clock) - run->looking.since_us;
}

static void end(struct run *run)
{
  enum answer source = run_answer(run, ON_SOURCE), destination = run_answer(run, ON_DESTINATION);
  run->looking.is_begun = FALSE;
  run->looking.is_over = TRUE;
  if ((source == ANSWER_OFF || source == ANSWER_MIGRATED) && !run->round.inspections[ON_DESTINATION].is_persistent)
    run_leave(run, g_strdup_printf("its definition is on %s still, and it has none on %s", run_host(run, ON_SOURCE),
                                   run_host(run, ON_DESTINATION)));
  if (source == ANSWER_NONE || destination == ANSWER_NONE)
    run_leave(run, g_strdup_printf("%s did not answer in the end: see that the guest is defined on %s only",
                                   run_host(run, source == ANSWER_NONE ? ON_SOURCE : ON_DESTINATION),
                                   run_host(run, ON_DESTINATION)));
  run_tidy(run);
}

static void end_not_seen(struct run *run, const char *why)
{
  g_autofree char *check = g_strdup_printf("not seen alive: %s", why);
  text_replace(&run->action->check, check);
  g_warning("action %" G_GUINT64_FORMAT ": %s runs on %s, but was %s; look at it", run->action->id,
            run->action->move->guest_name, run_host(run, ON_DESTINATION), check);
  end(run);
}

void run_look_begin(struct run *run)
{
  run->looking = (struct looking){.is_begun = TRUE,
                                  .since_us = clock_monotonic_us(run->actions->clock),
                                  .cpu_ns = run->round.inspections[ON_DESTINATION].cpu_ns};
  run->mode = RUN_INSPECTING;
  run_enter(run, ACTION_VERIFYING, "looking whether it lives");
  run->round.next_us = run->looking.since_us + LOOK_US;
}

void run_look(struct run *run)
{
  const struct inspection *there = &run->round.inspections[ON_DESTINATION];
  enum answer answer = run_answer(run, ON_DESTINATION);
  if (answer == ANSWER_RUNNING && run_answer(run, ON_SOURCE) == ANSWER_RUNNING) {
    run_split_brain(run);
  } else if (answer == ANSWER_NONE || answer == ANSWER_BUSY) {
    return; /* asked again */
  } else if (answer != ANSWER_RUNNING) {
    g_autofree char *why = g_strdup_printf("it is %s on %s by now", answer_name(answer), run_host(run, ON_DESTINATION));
    end_not_seen(run, why);
  } else if (run->looking.cpu_ns == 0) {
    run->looking.cpu_ns = there->cpu_ns;
    run->looking.since_us = there->cpu_ns ? clock_monotonic_us(run->actions->clock) : run->looking.since_us;
  } else if (there->cpu_ns > run->looking.cpu_ns) {
    g_autofree char *check = g_strdup_printf("alive: its processors used %.2f s in %.1f s",
                                             (double)(there->cpu_ns - run->looking.cpu_ns) / 1e9,
                                             (double)since_us(run) / G_USEC_PER_SEC);
    text_replace(&run->action->check, check);
    end(run);
  }
}

void run_look_tick(struct run *run)
{
  if (since_us(run) <= LIMIT_US) {
    run_ask_if_due(run);
    return;
  }
  const char *host = run_host(run, ON_DESTINATION);
  gboolean answers = run->actions->role_is_up && run_answer(run, ON_DESTINATION) != ANSWER_NONE;
  g_autofree char *why = !answers                      ? g_strdup_printf("%s does not answer", host)
                         : run->looking.cpu_ns == 0 ? g_strdup_printf("%s does not tell its processor time", host)
                                                    : g_strdup("its processors did nothing for 10 s");
  end_not_seen(run, why);
}
