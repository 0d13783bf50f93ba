#pragma once
/*
 * Bad weather between provost-snmp and an agent of the tests: a relay of UDP on loopback that loses, doubles, delays
 * and so reorders datagrams in both directions, as tc-netem(8) does where the kernel has it. The same seed gives
 * the same dice, though not the same datagrams.
 */
#include <glib.h>

struct climate {
  guint32 seed;
  guint loss_pct, duplicate_pct;
  guint delay_ms, hurry_pct; /* so many are not delayed: they overtake those before */
  guint late_pct, late_ms;   /* and so many come this much later */
};

struct weather_report {
  guint lost, doubled, hurried, late;
};

struct weather;

/* Before the agent at `port` of 127.0.0.1; calm until it changes. */
struct weather *weather_new(guint16 port);
void weather_change(struct weather *weather, const struct climate *climate);
void weather_free(struct weather *weather); /* what is under way is lost */

/* Where the agent is to be asked. */
guint16 weather_port(const struct weather *weather);

struct weather_report weather_report(struct weather *weather);
