#pragma once
/*
 * A plan as plain values: ordered moves, and why these: every candidate host with its stars and reasons,
 * the first constraint of each rejected one, and what is expected of the result. placement/ makes plans,
 * action/ carries them out, tips and the API show them. Strings belong to their struct.
 */
#include "model/metrics.h"
#include "model/resource.h"

enum move_method {
  METHOD_AUTO,  /* the one that costs the guest least (placement/method.h) */
  METHOD_LIVE,  /* the guest runs while its memory is copied, peer to peer */
  METHOD_CONVERGE, /* as live, its processors slowed down until the copying comes to an end (auto-converge) */
  METHOD_QUICK, /* paused while its state moves: streamed where the hosts reach each other, else saved */
  METHOD_POSTCOPY, /* as live; what was not copied when it takes too long follows once the guest runs there (post-copy) */
  METHOD_COLD,  /* shut down, defined and started there */
  METHODS
};

struct move {
  char *guest_uuid, *guest_name;
  char *from, *to; /* host names */
  enum move_method method;
  guint wave;          /* from 0; those of one go on at the same time, and are over before the next begins */
  gboolean is_parking; /* it makes room for others and goes on later */
  gint64 planned_us;   /* monotonic, of this life: when the fleet was as its plan supposes; 0: not known */
  double duration_sec, downtime_sec, bytes; /* expected; NaN: not known; INFINITY: it would never end */
};

/* What one resource counts for in a candidate's stars. */
struct star_term {
  double fullness; /* of the host, 0 to 1, with the guest there; NaN: unknown, and does not count */
  double weight;   /* its share in the sum */
};

/* One host that was considered as destination. */
struct candidate {
  char *host;
  double stars;   /* 0 to 5 in half steps; 0 where excluded */
  char *excluded; /* the first constraint that excludes it, with figures; NULL where it fits */
  char *reason;   /* the terms of its stars in a sentence */
  struct star_term terms[RESOURCES]; /* weights of 0 where it is excluded */
};

/* What the plan expects of one series; NaN where it cannot say. */
struct prediction {
  char *object;
  enum metric_id metric;
  double before, after;
};

enum plan_kind {
  PLAN_MOVE,
  PLAN_RELIEVE,
  PLAN_BALANCE,
  PLAN_RULES,
  PLAN_EVACUATE,
  PLAN_CONSOLIDATE,
  PLAN_PLACE, /* candidates only: nobody is moved */
  PLAN_RESIZE, /* of one guest: nobody is moved */
  PLAN_KINDS
};

struct plan {
  enum plan_kind kind;
  GPtrArray *moves;       /* struct move, in order */
  GPtrArray *candidates;  /* struct candidate, best first, excluded last */
  GPtrArray *predictions; /* struct prediction */
  char *why;              /* why this guest and this host, in a sentence */
  char *flips;            /* the smallest change that would make another host the best, in a sentence; "" */
  GPtrArray *refused;     /* char *: what should have moved as well and cannot, with the reason, a sentence each */
  double imbalance_before, imbalance_after; /* placement/imbalance.h; NaN where it is not the point */
};

struct plan *plan_new(void);
void plan_free(struct plan *plan);
struct move *move_new(void);
struct move *move_copy(const struct move *move);
void move_free(struct move *move);
struct candidate *candidate_new(void);
void candidate_free(struct candidate *candidate);
struct prediction *prediction_new(const char *object, enum metric_id metric, double before, double after);

const char *plan_kind_name(enum plan_kind kind);
gboolean plan_kind_parse(const char *name, enum plan_kind *kind);
const char *move_method_name(enum move_method method);
gboolean move_method_parse(const char *name, enum move_method *method);
