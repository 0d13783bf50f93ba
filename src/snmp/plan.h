#pragma once
/*
 * The requests of a poll: the slots of an inventory in as few PDUs as fit `budget` bytes of reply each,
 * every one with sysUpTime and snmpEngineBoots in front. Neighbouring rows are repeated by GETBULK where
 * that saves more names in the request than it wastes bindings in the reply; other values are its
 * non-repeaters, asked by the name just before theirs. All columns of a row come in one PDU.
 *
 * A row stays what it was: each poll asks again for the text that named one row (the next one in each
 * poll), and the marks (ifNumber, ifTableLastChange) and sysUpTime come with the values. Where a text or a
 * mark has changed, a value is gone or the agent restarted, the poll is `suspect`: the agent discovers
 * again before it reports, and values of a row that is not the same are not reported. So a row whose index
 * was given to another without any of these signs yields values under the old name for at most as many
 * polls as the agent has such rows, or until the next discovery. Pure; one thread.
 */
#include "snmp/inventory.h"

#define BUDGET_MAX 1300 /* bytes of the bindings of a reply: with its head, about one Ethernet frame */
#define BUDGET_MIN 60
#define BINDINGS_MAX 90 /* of a reply; snmpd gives at most 100 */

struct poll_plan {
  GArray *blocks, *asks; /* private */
};

/* Answers of one poll that are more than values. */
struct findings {
  gboolean suspect;
  guint bad_values;
  struct oid first_bad;
};

enum plan_result {
  PLAN_TAKEN,
  PLAN_AGAIN,  /* ask the same again: a name that was refused is left out */
  PLAN_SMALLER, /* the reply did not hold all: plan anew with half the budget */
  PLAN_BROKEN, /* it made no sense: those values are unknown */
};

void plan_init(struct poll_plan *plan);
void plan_clear(struct poll_plan *plan);

void plan_build(struct poll_plan *plan, const struct inventory *inventory, guint budget, gboolean bulk);
guint plan_n_asks(const struct poll_plan *plan);

/* The `i`th request but for its time-out. `check`: the instance to be checked with it, or G_MAXUINT. */
void plan_ask(const struct poll_plan *plan, const struct inventory *inventory, guint i, guint check,
              struct request *request);

/* Takes an ANSWER or a REFUSAL to it into the slots. */
enum plan_result plan_take(const struct poll_plan *plan, struct inventory *inventory, guint i, guint check,
                           const struct reply *reply, struct findings *findings);

/* What its values are unknown for. */
void plan_fail(const struct poll_plan *plan, struct inventory *inventory, guint i, enum reading_state why);

/* The time of a reply whose first bindings are sysUpTime and, with `has_boots`, snmpEngineBoots. */
struct agent_time plan_time(const struct reply *reply, gboolean has_boots);

/* The names of these; returns how many. As asked by GETBULK, or else by GET. */
guint plan_clock_names(struct oid *names, gboolean has_boots, gboolean bulk);
