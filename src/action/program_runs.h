#pragma once
/*
 * Runs of the administrator's programs, as actions (ACTION_RUN): each has one intent, which is durable before
 * provost-notify is told and closed after it has answered, so that a program runs once or not at all. What came of it is
 * unknown where a process dies meanwhile: the action has failed then, and says that it may have run. At most
 * PROGRAMS_AT_ONCE go on at the same time, others wait. Knows provost-notify only by its messages. Core's thread, never
 * blocks.
 */
#include "action/actions.h"
#include "model/program.h"

struct program_runs;

struct program_runs_options {
  struct journal *journal;
  const struct clock *clock;
  struct actions *actions; /* outlives this */
  /* Sends to provost-notify; sinks the body. FALSE while the role is down: the message is gone. */
  gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user);
  gpointer user;
};

struct program_runs *program_runs_new(const struct program_runs_options *options);
/* Once, after a start: ends what was under way when the core stopped, which is told from within. */
gboolean program_runs_resume(struct program_runs *runs, GError **error);
void program_runs_free(struct program_runs *runs);

struct program_order {
  const char *program;       /* its name in the configuration; provost-notify refuses one that is not there */
  const char *const *values; /* PROGRAM_MACROS; that of MACRO_ACTION_ID is filled in here */
  guint64 tip_id;
  const char *by;
};

/* The action's id, 0 with STORAGE. Nothing is told from within. */
guint64 program_runs_order(struct program_runs *runs, const struct program_order *order, GError **error);

void program_runs_take_ran(struct program_runs *runs, GVariant *body); /* RAN */
void program_runs_role_is_up(struct program_runs *runs);
void program_runs_role_is_down(struct program_runs *runs);
void program_runs_tick(struct program_runs *runs); /* once a second: time limits */
