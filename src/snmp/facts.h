#pragma once
/*
 * What an agent is and has, as its polls show it, told to the core as AGENT_FACTS: when it changes, and
 * every five minutes for the sake of its times. One thread.
 */
#include "snmp/inventory.h"
#include "snmp/software.h"

#define FACTS_EVERY_SEC 300

/* What was told last; zeroed: nothing. */
struct facts_told {
  guint hash;     /* of all but the times */
  guint discovered; /* the part of it that discovery alone changes */
  gint64 next_us; /* monotonic; 0: never yet */
};

/* What is told beside the inventory. */
struct facts_beside {
  gint64 round_trip_us; /* 0: none measured */
  gint64 poll_ms;
  const struct software *software; /* NULL: none is named */
};

/* Must be called for each new inventory, when all of it is there. */
void facts_discovered(struct facts_told *told, const struct inventory *inventory);

/* A floating AGENT_FACTS body after a poll that was answered, or NULL where it need not be told again. */
GVariant *facts_of_inventory(struct facts_told *told, const char *subject, const char *version,
                             const struct inventory *inventory, const struct facts_beside *beside);

/* The next poll tells. */
void facts_forget(struct facts_told *told);
