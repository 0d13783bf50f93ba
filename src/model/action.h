#pragma once
/*
 * An action as plain values: one move of one guest, made of deeds, each with a durable intent. action/
 * carries it out, journal/ keeps it and its intents, json/ writes it. Strings belong to their struct.
 */
#include "model/deed.h"
#include "model/plan.h"

enum action_state {
  ACTION_PREPARING, /* preconditions are being read afresh */
  ACTION_ACTING,    /* a deed is under way, or its intent is open */
  ACTION_VERIFYING, /* hosts are asked where the guest runs now */
  ACTION_DONE,      /* exactly one running copy, on the destination; finished from here on */
  ACTION_FAILED,    /* the guest is where it was */
  ACTION_CANCELLED, /* by an operator, the guest is where it was */
  ACTION_AMBIGUOUS, /* the hosts' answers allow no safe step: a person must look; nothing more is done */
  ACTION_STATES
};

struct action {
  guint64 id;     /* from the journal, rising */
  guint64 tip_id; /* 0: ordered by hand */
  struct move *move;
  enum action_state state;
  char *phase; /* "copying memory", "saving", "restoring" ...; "" */
  guint progress_pct;
  guint64 bytes_done, bytes_total;
  gint64 downtime_ms; /* measured by libvirt; -1 while not known */
  gint64 started_us, ended_us; /* wall clock; 0 while not */
  char *by;    /* who ordered it: "operator root", "automation" */
  char *error; /* why FAILED, CANCELLED or AMBIGUOUS, and what was left behind for a person to remove; or "" */
};

/* The durable record of a deed. Written and synced before the deed is sent; closed with its result. */
struct intent {
  guint64 id; /* the deed's id, from the journal, rising: a deed is made at most once */
  guint64 action_id;
  enum deed_kind deed;
  char *host; /* name of the host that is asked */
  char *guest_uuid;
  GVariant *arguments; /* a{sv} as in DEED; owned */
  gboolean open;
  enum deed_result result; /* once closed */
  char *error;
};

struct action *action_new(void);
void action_free(struct action *action);
gboolean action_is_finished(const struct action *action);
struct intent *intent_new(void);
void intent_free(struct intent *intent);

const char *action_state_name(enum action_state state);
gboolean action_state_parse(const char *name, enum action_state *state);
