#pragma once
/*
 * Whose a libvirt host is. Several provostd may watch a host, but only one may act on it: the one whose claim lies there
 * (virt/claims.h). Pure.
 */
#include <glib.h>

#define CLAIM_RENEWALS 6 /* in the time after which a claim that is not renewed is void */
#define CLAIM_FRESH 3    /* what was said of a claim holds for so many renewals */

enum claim_state {
  CLAIM_UNKNOWN, /* libvirt there has not said yet, or too long ago */
  CLAIM_OURS,
  CLAIM_OTHER,   /* another provost's */
  CLAIM_NONE,    /* claims cannot be kept there: nobody has one */
  CLAIM_STATES
};

struct claim {
  enum claim_state state;
  char *who;      /* OTHER: "provost 1f2e3d4c (/var/lib/provost) on machine m1, since ..."; NONE: why; else "" */
  gint64 told_us; /* monotonic: when the state was said last */
};

const char *claim_state_name(enum claim_state state); /* "unknown", "ours", "other", "none" */
