/* The last look after an action: the guest lives where it is to be, and of a move nothing is left on the source. */
#include "action/run.h"

#include "base/text.h"

#define LOOK_US (1 * G_USEC_PER_SEC)         /* between the two looks, at least */
#define LIMIT_US (10 * G_USEC_PER_SEC)       /* then its processors were not seen to move */
#define AGENT_LIMIT_US (30 * G_USEC_PER_SEC) /* nor was its agent heard */
#define ANSWER_US (10 * G_USEC_PER_SEC)      /* how long hosts that were just asked are waited for then */

enum place run_home(const struct run *run)
{
  return run->action->kind == ACTION_RESIZE ? ON_SOURCE : ON_DESTINATION;
}

static gint64 since_us(const struct run *run)
{
  return clock_monotonic_us(run->actions->clock) - run->looking.since_us;
}

static void leave_remnants(struct run *run)
{
  enum answer source = run_answer(run, ON_SOURCE), destination = run_answer(run, ON_DESTINATION);
  if ((source == ANSWER_OFF || source == ANSWER_MIGRATED) && !run->round.inspections[ON_DESTINATION].is_persistent)
    run_leave(run, g_strdup_printf("its definition is on %s still, and it has none on %s", run_host(run, ON_SOURCE),
                                   run_host(run, ON_DESTINATION)));
  if (source == ANSWER_NONE || destination == ANSWER_NONE)
    run_leave(run, g_strdup_printf("%s did not answer in the end: see that the guest is defined on %s only",
                                   run_host(run, source == ANSWER_NONE ? ON_SOURCE : ON_DESTINATION),
                                   run_host(run, ON_DESTINATION)));
}

static void end(struct run *run)
{
  run->looking.is_begun = FALSE;
  run->looking.is_over = TRUE;
  if (run->action->kind == ACTION_MOVE)
    leave_remnants(run);
  run_tidy(run);
}

void run_doubt(struct run *run, const char *why)
{
  struct action *action = run->action;
  action_doubt(action, why);
  g_warning("action %" G_GUINT64_FORMAT ": %s runs on %s, but was %s; look at it", action->id, action->move->guest_name,
            run_host(run, run_home(run)), action->check);
}

static void end_not_seen(struct run *run, const char *why)
{
  run_doubt(run, why);
  end(run);
}

/* Silence is not the same as not to know, and who was shut down is not dead of his move. */
static void end_not_known(struct run *run, const char *why)
{
  struct action *action = run->action;
  g_autofree char *check = g_strdup_printf("not known to be alive: %s", why);
  text_replace(&action->check, check);
  g_warning("action %" G_GUINT64_FORMAT ": %s is %s; look at it", action->id, action->move->guest_name, check);
  end(run);
}

/* What hosts said last is cleared while they are asked anew. */
static gboolean is_asking(const struct run *run)
{
  return run->round.requests[ON_SOURCE] != 0; /* asked with the other */
}

static void end_seen(struct run *run, const char *agent)
{
  g_autofree char *check = g_strdup_printf("alive: %s%s", run->looking.processors, agent);
  text_replace(&run->action->check, check);
  end(run);
}

void run_look_end_if_seen(struct run *run)
{
  const struct looking *looking = &run->looking;
  if (!looking->is_begun || !looking->processors || is_asking(run))
    return;
  if (!looking->agent.is_awaited)
    end_seen(run, "");
  else if (looking->agent.word == AGENT_ANSWERS)
    end_seen(run, ", and its guest agent answers");
}

void run_look_begin(struct run *run)
{
  gint64 now_us = clock_monotonic_us(run->actions->clock);
  g_free(run->looking.processors);
  run->looking = (struct looking){.is_begun = TRUE,
                                  .begun_us = now_us,
                                  .since_us = now_us,
                                  .cpu_ns = run->round.inspections[run_home(run)].cpu_ns,
                                  .agent.trouble = run->looking.agent.trouble};
  run->mode = RUN_INSPECTING;
  run_enter(run, ACTION_VERIFYING, "looking whether it lives");
  run->round.next_us = run->looking.since_us + LOOK_US;
  run_ping_begin(run);
}

static void look_at_processors(struct run *run)
{
  struct looking *looking = &run->looking;
  guint64 cpu_ns = run->round.inspections[run_home(run)].cpu_ns;
  if (looking->cpu_ns == 0) {
    looking->cpu_ns = cpu_ns;
    looking->since_us = cpu_ns ? clock_monotonic_us(run->actions->clock) : looking->since_us;
  } else if (cpu_ns > looking->cpu_ns && !looking->processors) {
    looking->processors = g_strdup_printf("its processors used %.2f s in %.1f s", (double)(cpu_ns - looking->cpu_ns) / 1e9,
                                          (double)since_us(run) / G_USEC_PER_SEC);
  }
  run_look_end_if_seen(run);
}

void run_look(struct run *run)
{
  enum place home = run_home(run);
  enum answer answer = run_answer(run, home);
  if (home == ON_DESTINATION && answer == ANSWER_RUNNING && run_answer(run, ON_SOURCE) == ANSWER_RUNNING) {
    run_split_brain(run);
  } else if (answer == ANSWER_NONE || answer == ANSWER_BUSY) {
    return; /* asked again */
  } else if (answer != ANSWER_RUNNING) {
    g_autofree char *why = g_strdup_printf("it is %s on %s by now", answer_name(answer), run_host(run, home));
    end_not_known(run, why);
  } else {
    look_at_processors(run);
  }
}

static void end_without_processors(struct run *run)
{
  const char *host = run_host(run, run_home(run));
  gboolean answers = run->actions->role_is_up && run_answer(run, run_home(run)) != ANSWER_NONE;
  gboolean is_known = answers && run->looking.cpu_ns > 0;
  g_autofree char *why = answers ? g_strdup_printf("%s does not tell its processor time", host)
                                 : g_strdup_printf("%s does not answer", host);
  if (is_known)
    end_not_seen(run, "its processors did nothing for 10 s");
  else
    end_not_known(run, why);
}

/* Its processors move, but its agent was not heard. */
static void end_without_agent(struct run *run)
{
  const struct pinging *agent = &run->looking.agent;
  if (agent->word == AGENT_SILENT) {
    end_not_seen(run, "its processors move, but its guest agent, which answered before, does not");
    return;
  }
  g_autofree char *unknown = g_strdup_printf("; whether its guest agent answers is not known: %s",
                                             agent->trouble[0] ? agent->trouble : "provost-virt did not tell");
  end_seen(run, unknown);
}

void run_look_tick(struct run *run)
{
  const struct looking *looking = &run->looking;
  gint64 now_us = clock_monotonic_us(run->actions->clock);
  gint64 left_us = looking->processors ? looking->begun_us + AGENT_LIMIT_US - now_us : looking->since_us + LIMIT_US - now_us;
  if (left_us >= 0) {
    run_ask_if_due(run);
    run_ping_if_due(run);
  } else if (is_asking(run) && left_us > -ANSWER_US) {
    return; /* they are about to answer */
  } else if (looking->processors) {
    end_without_agent(run);
  } else {
    end_without_processors(run);
  }
}
