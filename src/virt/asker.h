#pragma once
/*
 * The thread that sees to the means of looking inside the guests of one host, one guest at a time, as far as the
 * configuration allows, over an acting connection (libvirt allows it on no other). It is beside the watching thread,
 * so that an agent that hangs delays no sweep. Each AGENT_PERIOD_SEC it looks at a guest's definition: a balloon
 * without statistics is given a period (virDomainSetMemoryStatsPeriod, for this run of the guest), and an agent that
 * listens is asked. One that does not answer, though it listens, is asked once more after that, then each
 * ASKER_RETRY_SEC, and never before those that do answer. An agent has ASKER_PATIENCE_SEC for its answer, which libvirt
 * keeps for the guest's run: virDomainAgentSetResponseTimeout. It lives as long as the program.
 */
#include "base/clock.h"
#include "virt/insides.h"

#define ASKER_PATIENCE_SEC 5
#define ASKER_RETRY_SEC 600

struct asker;

/* What the configuration allows. */
struct allowance {
  gboolean agents;        /* they may be asked */
  guint balloon_period_sec; /* 0: balloons are left alone */
};

/* What is handed over lives as long as the program; `insides` is told from the main loop. */
struct asker *asker_start(struct endpoint *endpoint, const struct allowance *allowance, struct insides *insides,
                          const struct clock *clock);

/* Adds how many questions were answered and how many were not. */
void asker_collect(struct asker *asker, guint64 totals[TALLY_KINDS]);

/* ---- for tests: what the thread does ---- */

struct asker *asker_new(struct endpoint *endpoint, const struct allowance *allowance, struct insides *insides,
                        const struct clock *clock);
void asker_free(struct asker *asker);

/* Asks whoever is due, until nobody is, and returns when somebody will be (monotonic). Blocks. */
gint64 asker_ask(struct asker *asker);
