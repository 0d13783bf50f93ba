#pragma once
/*
 * The stop of all automation, by order of a person, until it is let go on: who said so, when and why. Kept by the fleet, so that
 * whoever acts asks one place. Pure; strings belong to their struct.
 */
#include <glib.h>

struct pause {
  char *by;        /* "operator root" */
  char *reason;    /* a sentence; "" */
  gint64 since_us; /* wall clock; 0: not known */
};

struct pause *pause_new(const char *by, const char *reason, gint64 since_us);
void pause_free(struct pause *pause);

/* "automation is paused by operator root since 2026-11-28 10:15:00 UTC (storage is being replaced); provost resume ends that".
 * Caller frees. */
char *pause_text(const struct pause *pause);
