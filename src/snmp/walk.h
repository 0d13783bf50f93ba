#pragma once
/*
 * Walking one table with GETBULK, all its columns abreast, without sending anything: says what to ask next
 * and takes what came. An agent may leave columns out, interleave rows as it likes or lie: every name must
 * grow within its column, and rows and bytes have limits. Pure; one thread.
 */
#include "snmp/agent_time.h"
#include "snmp/session.h"
#include "snmp/wants.h"

#define WALK_BYTES_MAX (1u << 20) /* of all replies to one walk */
#define WALK_REPETITIONS 25       /* at most, of one request */

struct row {
  struct oid index;
  struct agent_time time; /* of the PDU that brought its first cell; timed tables only */
  struct cell cells[COLUMNS_MAX];
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
  } cursors[COLUMNS_MAX];
  GArray *rows; /* struct row, in the order they came */
  guint bytes;
  guint bad_cells;
  struct oid first_bad; /* the first of them */
  gboolean cut;
};

void walk_init(struct walk *walk, const struct table *table);
void walk_clear(struct walk *walk);

/* The next request, for at most `repetitions` rows; fewer where many columns are open, so that a reply
 * stays about one Ethernet frame. Sets bulk, scalars, repetitions and names. */
void walk_ask(const struct walk *walk, guint repetitions, struct request *request);

/* Takes an ANSWER to the last request. */
enum walk_state walk_take(struct walk *walk, const struct reply *reply);

gsize walk_n_rows(const struct walk *walk);
const struct row *walk_row(const struct walk *walk, gsize i);
