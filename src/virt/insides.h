#pragma once
/*
 * What the guest agents of all guests said last, whichever host asked them: told to the core once as
 * GUEST_FACTS, and at each point of the grid as SAMPLES of SOURCE_AGENT, since agents are asked less often
 * (AGENT_PERIOD_SEC) than values are stored: a repeated value has the age of its answer. What is older than
 * INSIDES_KEEP_PERIODS is said to be unknown, once, and forgotten. Owns the answers it takes. Main loop only.
 */
#include "virt/endpoint.h"
#include "virt/guest_info.h"
#include "virt/tally.h"
#include "wire/channel.h"

#define INSIDES_KEEP_PERIODS 3

struct insides;

struct insides *insides_new(struct channel *channel);
void insides_free(struct insides *insides);

/* The agent of a guest on `host` answered at `answered_us` (monotonic). Takes `info`. */
void insides_take(struct insides *insides, const struct endpoint *host, const char *uuid,
                  struct guest_info *info, gint64 answered_us);

/* The guests that run on `host` are those whose UUIDs are in the set: what was heard there of others is forgotten,
 * silently, since another host may speak for them now. */
void insides_keep(struct insides *insides, const struct endpoint *host, GHashTable *uuids);

/* A point of the grid, at `now_us` (monotonic). */
void insides_tell(struct insides *insides, gint64 stamp_sec, gint64 now_us);

/* The values that were told. */
void insides_collect(struct insides *insides, guint64 totals[TALLY_KINDS]);
