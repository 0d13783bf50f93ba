#pragma once
/*
 * A host that is given no new guests, by order of a person or of a tip, until it is released: who said so, when and why.
 * Kept by the fleet, stored by the journal. Pure; strings belong to their struct.
 */
#include <glib.h>

struct restriction {
  char *host;
  char *by;        /* "operator root", "automation" */
  char *reason;    /* a sentence; "" */
  gint64 since_us; /* wall clock */
};

struct restriction *restriction_new(const char *host, const char *by, const char *reason, gint64 since_us);
struct restriction *restriction_copy(const struct restriction *restriction);
void restriction_free(struct restriction *restriction);

/* "restricted by operator root since 2026-11-28 10:15:00 UTC (a fan fails)": completes "host h1 is ...". Caller frees. */
char *restriction_text(const struct restriction *restriction);
