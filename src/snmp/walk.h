#pragma once
/*
 * Walking one table, all its columns abreast, without sending anything: says what to ask next (GETBULK, or
 * GETNEXT of an agent that has only SNMP v1) and takes what came. An agent may leave columns out,
 * interleave rows as it likes or lie: every name must grow within its column, and rows, bytes and requests
 * have limits. Pure; one thread.
 */
#include "snmp/session.h"
#include "snmp/table.h"

#define WALK_BYTES_MAX (1u << 20) /* of all replies to one walk */
#define WALK_REQUESTS_MAX 400     /* of one walk */
#define WALK_REPETITIONS 25       /* at most, of one request */

struct row {
  struct oid index;
  guint32 ordinal; /* among the rows of the table, from 0, once the walk is through */
  struct cell cells[1 + COLUMNS_MAX]; /* from 1, as the columns */
};

enum walk_state {
  WALK_ON,     /* ask again */
  WALK_WHOLE,
  WALK_CUT,    /* a limit was reached: the rows so far are true, more exist */
  WALK_BROKEN, /* the agent's answers make no sense: names that do not grow, or nothing new */
};

struct walk {
  const struct table *table;
  struct {
    struct oid last;
    gboolean open;
  } cursors[1 + COLUMNS_MAX];
  GArray *rows; /* struct row, in the order they came; once the walk is through, by their indexes */
  guint bytes, requests;
  guint bad_cells;
  struct oid first_bad; /* the first of them */
  gboolean cut;
};

void walk_init(struct walk *walk, const struct table *table);
void walk_clear(struct walk *walk);

/* The next request, for at most `repetitions` rows; 0: by GETNEXT. Fewer where many columns are open, so
 * that a reply stays about one Ethernet frame. Sets kind, scalars, repetitions and names. */
void walk_ask(const struct walk *walk, guint repetitions, struct request *request);

/* Takes an ANSWER to the last request. */
enum walk_state walk_take(struct walk *walk, const struct reply *reply);

/* Takes a refusal of the `position`th name (from 1) of the last request: that column has no more. */
enum walk_state walk_take_end(struct walk *walk, guint position);

/* Forgets the rows so far, for whom one look at each is enough. */
void walk_drop_rows(struct walk *walk);

guint walk_n_rows(const struct walk *walk);
const struct row *walk_row(const struct walk *walk, guint i);
