#pragma once
/*
 * When a claim on a host may be laid down: what one instance of provost makes of the claim that it reads there. A claim
 * says whose it is, and changes with each renewal. Another's is void once it was seen unchanged for the time of a
 * takeover, by our monotonic clock and without a gap in which nobody could have renewed it; so is one that has vanished
 * (its owner's libvirtd may only have been started anew). Pure.
 */
#include "model/claim.h"

struct claimant {
  char *uuid;          /* of this instance */
  char *who;           /* of this process: "provost 1f2e3d4c (/var/lib/provost) on machine m1" */
  char *since;         /* when it began, in words */
  gint64 takeover_us;
  enum claim_state state;
  char *other;         /* the other's claim as read last, also when it has vanished since; NULL: none was seen */
  gint64 other_since_us; /* monotonic: unchanged since then */
  gint64 read_us;      /* monotonic: when it was read last; 0: never */
  char *written, *confirmed; /* ours: as written last, and as libvirt confirmed last; NULL */
  guint64 renewals;
};

/* What lies there: the claim's UUID and text; both NULL: none. */
struct claim_seen {
  const char *uuid, *text;
};

enum claim_step {
  CLAIM_STEP_LEAVE,   /* it is another's; nothing is written */
  CLAIM_STEP_DEFINE,  /* ours is laid down, or renewed */
  CLAIM_STEP_REPLACE, /* the other's is void: it is taken away, and ours is laid down */
};

struct claimant *claimant_new(const char *uuid, const char *who, const char *since, guint takeover_sec);
void claimant_free(struct claimant *claimant);

/* Notes what was read, and the state that follows; DEFINE and REPLACE lead to OURS only once that is done. */
enum claim_step claimant_read(struct claimant *claimant, const struct claim_seen *seen, gint64 now_us);

/* The text of the next claim, which is kept as written; then whether it was laid down. */
const char *claimant_write(struct claimant *claimant);
void claimant_has_written(struct claimant *claimant, gboolean is_done);

/* Whose the other claim is, without its renewals; "" where there is none. Caller frees. */
char *claimant_other(const struct claimant *claimant);
