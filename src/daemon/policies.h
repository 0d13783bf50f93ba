#pragma once
/*
 * Orders about policies: reading the packs anew, and whether a policy may run. Each is carried out by telling
 * provost-policy all packs, settings and held policies again, and answered when that has said what runs now. A new
 * version of a pack that is refused, or a provost-policy that dies of the new ones, leaves the former ones in force,
 * also for its next life. Owns the packs. Core's thread; reading packs is the only thing that blocks, at an operator's
 * order.
 */
#include "daemon/packs.h"
#include "pipeline/held.h"

#include <jansson.h>

struct core;
struct policies;

/* Reads the packs for the first time. `core` must outlive it. */
struct policies *policies_new(struct core *core);
void policies_free(struct policies *policies); /* fails the orders that wait */

const GPtrArray *policies_packs(const struct policies *policies); /* struct pack, as in force */

/* Tells provost-policy, which has just come, what runs. */
void policies_tell(struct policies *policies);

/* Exactly one call, at once or later: with JSON (its own reference), or with an error. */
typedef void (*policies_done)(json_t *json, const GError *error, gpointer call);

/* Another configuration is in force: packs are read anew. `is_ending`: provost-policy is about to be started anew. Answers
 * as policies_reload, or with neither where provost-policy takes them only later. */
void policies_follow(struct policies *policies, gboolean is_ending, const char *by, policies_done done, gpointer call);

/* Answers {packs[{name, version, folder, refused, fault}]}. refused: why its former version goes on; fault: why not all of
 * it runs; gone: true in one that was there before and is not any more. */
void policies_reload(struct policies *policies, const char *by, policies_done done, gpointer call);

struct policy_order {
  const char *policy;
  gboolean enable; /* else disable */
  const char *by, *why;
};
/* Answers the policy. */
void policies_switch(struct policies *policies, const struct policy_order *order, policies_done done, gpointer call);

/* PACKS came, or the role went. */
void policies_take_packs(struct policies *policies, GVariant *body);
void policies_role_is_down(struct policies *policies);

/* CANARY or UNJUDGED came; and the last of them, NULL: none yet. UNJUDGED goes with the role. */
void policies_take_report(struct policies *policies, enum message_kind kind, GVariant *body);
GVariant *policies_canary(const struct policies *policies);
GVariant *policies_unjudged(const struct policies *policies);

/* What the pack of that name declares that it may do; NULL: there is no such pack. */
const struct capabilities *policies_capabilities(const struct policies *policies, const char *pack);

/* Why a newer version of the pack in that folder does not run; NULL: there is none. */
const char *policies_refusal(const struct policies *policies, const char *folder);
