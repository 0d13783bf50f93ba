#pragma once
/*
 * How one of those whom provost tells things does: what went out, what came to nothing, and when it is tried again. Each kind of
 * outlet keeps one and moves it with these three calls; the role tells the core of it (MESSAGE_OUTLETS).
 */
#include "wire/messages.h"

struct outlet {
  char *name; /* "nagios", "icinga", "icinga events", "webhook chat" */
  enum outlet_state state;
  char *why; /* a clause, with what to do; "" */
  guint64 sent, failed, dropped;
  guint waiting;
  gint64 said_us, refused_us; /* monotonic: when a refusal was logged last, and the last one; 0: never */
  guint tries; /* in vain, since the last one that was not */
};

void outlet_init(struct outlet *outlet, const char *name);
void outlet_clear(struct outlet *outlet);

/* It answered, which is no more than that. */
void outlet_answered(struct outlet *outlet);
/* It took something. A refusal is remembered for some minutes nevertheless. */
void outlet_went(struct outlet *outlet);
/* It is there and does not take this one thing, whatever is done: that is counted, `why` kept, and logged once a minute at most. */
void outlet_refused(struct outlet *outlet, const char *why);
/* It is not there, or cannot now; logged once, until it is there again. Returns after how many ms it is to be tried again: a second,
 * doubled with each try up to `most_ms`, give or take a quarter, so that not all who wait come back together. */
guint outlet_failed(struct outlet *outlet, const char *why, guint most_ms);
