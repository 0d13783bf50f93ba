#pragma once
/*
 * What a policy under test said of one subject: its last judgement, and the tip that is open, kept as the core would
 * keep it. In words, for expectations and for the messages of those that fail. Plain values, no Lua.
 */
#include "model/tip.h"

struct heard {
  enum finding_kind kind; /* of the last judgement */
  char *text;             /* its text or reason */
  gboolean is_open;       /* a tip is open; what follows is of the last one */
  guint raised;           /* how often one was opened */
  enum severity severity;
  char *tip_text;
  char *remedies;         /* "migrate,notify" */
  GHashTable *parameters; /* of the first remedy: string -> string */
  GPtrArray *evidence;    /* char *: "host.cpu.busy_pct of host:h1 over 5m: 90 to 95, mean 92, last 93", "service:http-HASH" */
};

struct heard *heard_new(void);
void heard_free(struct heard *heard);

/* The judgement is the last one from now on; only CLEAR closes a tip. */
void heard_take(struct heard *heard, const struct finding *finding);

/* "a warning tip, remedy notify: TEXT"; `heard` may be NULL: nothing was said yet. Caller frees. */
char *heard_describe(const struct heard *heard);
