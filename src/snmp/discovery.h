#pragma once
/*
 * Finding what an agent has: one request (or few) asks which tables there are, those are walked. What the
 * agent lacks costs one variable binding until the next discovery, and nothing in polls. Says what to ask,
 * takes what came, sends nothing. Pure; one thread.
 */
#include "snmp/inventory.h"

#define TABLES_MAX 64 /* of one kind of subject */

struct discovery {
  const char *subject;
  enum subject_kind kind;
  GPtrArray *tables;           /* struct table: those of this kind of subject */
  const struct inventory *old; /* kept from where a table is not given in time; NULL: none */
  gboolean bulk;               /* FALSE: SNMP v1 */
  guint repetitions, probes;         /* of one request, at most */
  guint64 unjudged, present, broken; /* bit masks of tables */
  guint next;                  /* the table walked next */
  gboolean walking, by_row;    /* by_row: a general error has hit this walk, to be found out row by row */
  guint lost;                  /* replies to walks that did not come */
  struct walk walk;
  struct inventory *inventory; /* as far as found */
  guint bad_cells;
  struct oid first_bad;
};

struct discovery_setup {
  const char *subject;
  enum subject_kind kind;
  const struct table *const *tables; /* ends with NULL; of those of this kind at most TABLES_MAX are asked */
  const struct inventory *old;
  gboolean bulk;
  guint repetitions; /* of one request, at most */
};

/* All that `setup` points to must live as long. */
struct discovery *discovery_new(const struct discovery_setup *setup);
void discovery_free(struct discovery *discovery);

/* The next request but for its time-out; FALSE: all is found. */
gboolean discovery_ask(struct discovery *discovery, struct request *request);

/* Takes the reply to it. FALSE: the agent does not answer, nothing is found out. */
gboolean discovery_take(struct discovery *discovery, const struct reply *reply);

/* What was found. Caller frees. */
struct inventory *discovery_steal(struct discovery *discovery);
