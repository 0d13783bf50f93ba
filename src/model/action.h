#pragma once
/*
 * An action as plain values: what was ordered, made of deeds, each with a durable intent, or of other actions (its
 * parts). action/ carries it out, journal/ keeps it and its intents, json/ writes it. Strings belong to their struct.
 */
#include "model/deed.h"
#include "model/plan.h"

enum action_kind {
  ACTION_MOVE,     /* of one guest */
  ACTION_RESIZE,   /* of one guest: its memory, its vcpus */
  ACTION_RESTRICT, /* a host is given no new guests */
  ACTION_RELEASE,  /* it is given guests again */
  ACTION_EVACUATE, /* a host's guests leave it, as moves that are its parts */
  ACTION_PLAN,     /* another plan of several moves, which are its parts */
  ACTION_RUN,      /* a program of the administrator */
  ACTION_KINDS
};

#define BY_AUTOMATION "automation" /* who ordered it, where no person did */

enum action_state {
  ACTION_PREPARING, /* preconditions are being read afresh */
  ACTION_ACTING,    /* a deed is under way, or its intent is open */
  ACTION_VERIFYING, /* hosts are asked where the guest runs now */
  ACTION_DONE,      /* of a move: exactly one running copy, on the destination; finished from here on */
  ACTION_FAILED,    /* the guest is where it was, and as it was */
  ACTION_CANCELLED, /* by an operator, the same */
  ACTION_AMBIGUOUS, /* the hosts' answers allow no safe step: a person must look; nothing more is done */
  ACTION_STATES
};

struct action {
  guint64 id;     /* from the journal, rising */
  guint64 tip_id; /* 0: ordered by hand */
  guint64 parent_id; /* the action it is a part of; 0: none */
  enum action_kind kind;
  struct move *move;    /* MOVE; RESIZE: the guest, `from` is where it runs and `to` is NULL; else NULL */
  guint64 memory_bytes; /* RESIZE: what it is to have; 0: as before */
  guint vcpus;          /* the same */
  guint64 memory_before_bytes; /* RESIZE, once it has begun: what it had of that which changes; else 0 */
  guint vcpus_before;          /* the same */
  char *target; /* RESTRICT, RELEASE, EVACUATE: the host; PLAN: the cluster, "": all; RUN: the program; else "" */
  enum plan_kind plan;  /* PLAN: which */
  guint parts, parts_done, parts_failed; /* EVACUATE, PLAN: moves of it, as far as is known */
  enum action_state state;
  char *phase; /* "copying memory", "saving", "restoring" ...; "" */
  guint progress_pct;
  guint64 bytes_done, bytes_total;
  guint64 dirty_bytes_per_sec; /* what the guest writes to its memory while it is copied; 0: not known */
  double remaining_sec; /* until the deed under way ends; NaN: not known */
  gint64 downtime_ms; /* measured by libvirt; -1 while not known */
  gint64 started_us, ended_us; /* wall clock; 0 while not */
  char *by;    /* who ordered it: "operator root", "automation" */
  char *cancelled_by; /* who wants it stopped, over restarts; "": nobody */
  char *check; /* of a move or resize that is DONE: whether the guest was seen alive: "alive: ", "not seen alive: " or
                  "not known to be alive: " and why; "" */
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
  gint64 opened_us; /* wall clock */
  gboolean open;
  enum deed_result result; /* once closed */
  char *error;
};

struct action *action_new(void);
void action_free(struct action *action);
gboolean action_is_finished(const struct action *action);
gboolean action_is_doubted(const struct action *action); /* its guest was not seen alive afterwards, or is not any more */
void action_doubt(struct action *action, const char *why); /* says so in `check` */
struct intent *intent_new(void);
void intent_free(struct intent *intent);

/* "move of guest g1 from h1 to h2"; caller frees. */
char *action_describe(const struct action *action);
/* The guest, host, cluster or program that it is about, as a person calls it. */
const char *action_subject_name(const struct action *action);

const char *action_kind_name(enum action_kind kind);
gboolean action_kind_parse(const char *name, enum action_kind *kind);
const char *action_state_name(enum action_state state);
gboolean action_state_parse(const char *name, enum action_state *state);
