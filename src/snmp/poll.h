#pragma once
/*
 * One poll of one agent, step by step: the scalars, then a walk of each table. Says what to ask next, takes
 * what came, and knows for each step why it has nothing. Sends nothing and looks at no clock, so that every
 * course a poll can take is testable. Pure; one thread.
 */
#include "model/sample.h"
#include "snmp/walk.h"

/* The table that a step walks; the step before the tables reads the scalars. */
#define STEP_SCALARS 0
#define STEP_OF_TABLE(table) ((guint)(table) + 1)
#define STEPS (TABLES + 1)

struct poll {
  guint step;                     /* STEPS: ended */
  enum reading_state why[STEPS];  /* KNOWN: that step is whole; else the reason that it has nothing */
  gboolean broken[STEPS];         /* its answers made no sense */
  gboolean answered;              /* anything came at all */
  struct cell scalars[SCALARS];
  struct agent_time time;         /* of the scalars */
  struct walk walks[TABLES];
  guint bad_cells;                /* among the scalars */
  struct oid first_bad;
};

void poll_init(struct poll *poll);
void poll_clear(struct poll *poll);

/* The next request but for its time-out; FALSE: the poll has ended. */
gboolean poll_ask(const struct poll *poll, guint repetitions, struct request *request);

/* Takes the reply to it. `repetitions` is halved where replies are too big or do not come. */
void poll_take(struct poll *poll, const struct reply *reply, guint *repetitions);

/* Ends it here: what is not whole has this reason. */
void poll_stop(struct poll *poll, enum reading_state why);
