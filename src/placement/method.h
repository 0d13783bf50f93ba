#pragma once
/*
 * How a guest is best moved, or what is better than moving it: live, live with auto-converge, quick, cold; more of what it
 * lacks where it is; or wait. Chosen by what each costs the guest, plain live never where it cannot end. Pure and without
 * allocation, so that plans ask for every move; the sentence is made on demand.
 */
#include "placement/forecast.h"
#include "placement/snapshot.h"

#include <math.h>

enum method_verdict {
  VERDICT_MOVE,
  VERDICT_RESIZE, /* a move does not help: the guest lacks what it was given, and it can be given more where it is */
  VERDICT_WAIT,   /* a move does not help, cannot end, or costs more than it gains */
  METHOD_VERDICTS
};

/* Why. Each is a sentence of method_explain(). */
enum method_reason {
  BECAUSE_CHEAPEST,    /* of the methods that are allowed and can end */
  BECAUSE_OFF,         /* it does not run: only its definition moves */
  BECAUSE_OWN_SHORTAGE, /* it is short of what it was given, not of what its host has */
  BECAUSE_NONE_ENDS,   /* no allowed method can end */
  BECAUSE_TOO_DEAR,    /* the cheapest costs more than the move gains */
  BECAUSE_TOO_LATE,    /* what is to be relieved is over before */
  METHOD_REASONS
};

struct method_request {
  guint guest, to;   /* of the snapshot; to: NOWHERE where it is not decided yet: any link of the cluster counts */
  enum move_method method; /* METHOD_AUTO: choose; else that one is judged alone */
  double gain_sec;   /* most it may cost, in the unit of method_cost(); INFINITY: whatever it costs */
  double lasts_sec;  /* how long what is to be relieved will last; INFINITY: for good */
  gboolean is_own_shortage; /* the guest fills what it was given while its host has more to give */
  gboolean can_grow;        /* ... and its limits and its host's room allow more, where it is */
};

/* A move at any cost, by whichever method is best. */
#define METHOD_ANY(guest_index, to_index)                                                                               \
  {.guest = (guest_index), .to = (to_index), .method = METHOD_AUTO, .gain_sec = INFINITY, .lasts_sec = INFINITY}

struct method_choice {
  enum method_verdict verdict;
  enum method_reason reason;
  struct forecast forecast; /* of the method; of WAIT: of the cheapest one, as far as there is one */
  double cost_sec;          /* of it; INFINITY: it cannot end */
  gboolean live_cannot_end; /* plain live is allowed and was left out for that */
};

/* What a move costs the guest: seconds without it, times its downtime cost; being slowed down counts for its share, and
 * each second of a move for METHOD_BUSY more, since it keeps two hosts and their link busy. */
#define METHOD_BUSY 0.01
double method_cost(const struct forecast *forecast, double downtime_cost);

/* The speed between the guest's host and `to`: what the cluster says, else the slower of the two hosts' links (one that is
 * unknown says nothing), else what past live or quick moves of the guest reached; NaN: unknown.
 * Never more than the cluster lets one move take. */
double method_link(const struct placement_snapshot *snapshot, guint guest, guint to);

void method_forecast(const struct placement_snapshot *snapshot, guint guest, guint to, enum move_method method,
                     struct forecast *forecast);

/* Of equal cost (within a tenth and a tenth of a second) the one that the cluster prefers. */
void method_choose(const struct placement_snapshot *snapshot, const struct method_request *request,
                   struct method_choice *choice);

/* What the cheapest method costs that can move the guest there, as of METHOD_ANY(); INFINITY: none can. */
double method_least_cost(const struct placement_snapshot *snapshot, guint guest, guint to);

/* Whether an allowed method can move the guest at all, wherever it goes. */
gboolean method_can_move(const struct placement_snapshot *snapshot, guint guest);

/* "live: 4.2 GiB in 3.9 s, 0.4 s of downtime", and why, with what was assumed. Caller frees. */
char *method_explain(const struct placement_snapshot *snapshot, const struct method_request *request,
                     const struct method_choice *choice);
/* Chooses, and writes method and what is expected into the move; METHOD_AUTO and NaN where it should wait. The sentence;
 * caller frees. */
char *method_write(const struct placement_snapshot *snapshot, const struct method_request *request, struct move *move);
const char *method_verdict_name(enum method_verdict verdict); /* "move", "resize", "wait" */
