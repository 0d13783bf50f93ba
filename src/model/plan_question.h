#pragma once
/*
 * What placement may be asked, as plain values. Strings, lists and what is pointed to are borrowed. Pure; any thread.
 */
#include "model/plan.h"
#include "model/resource.h"

/* A guest that is not there yet: what it is given, is expected to use, and needs. */
struct guest_profile {
  const char *name;    /* for rules that mean it; NULL: "the new guest" */
  const char *like;    /* UUID of a guest that is there: what is not said here is as of that one; NULL */
  guint vcpus;         /* 0: as of that one */
  guint64 memory_bytes; /* 0: as of that one */
  double cpu_pct;      /* how busy its processors will be; NaN: as of that one, else PROFILE_CPU_PCT */
  double disk_bytes_per_sec, network_bytes_per_sec; /* NaN: as of that one, else unknown */
  /* Names of what it needs, of networks and storage as in model/guest_needs.h, labels as "name=value"; each NULL: as of that one, else none. NULL-terminated, in any order. */
  const char *const *networks, *const *storage, *const *labels, *const *licences;
};
#define PROFILE_CPU_PCT 20.0 /* expected where nobody says */
#define PROFILE_VCPUS_MAX 4096
#define PROFILE_MEMORY_MAX (G_GUINT64_CONSTANT(64) << 40)
#define PROFILE_RATE_MAX 1e13 /* bytes/s */

struct plan_question {
  enum plan_kind kind;
  const char *guest_uuid; /* MOVE, PLACE */
  const char *to;         /* MOVE: a host; NULL: the best */
  const char *host;       /* RELIEVE, EVACUATE */
  const char *cluster;    /* BALANCE, CONSOLIDATE; NULL: all */
  enum resource resource; /* RELIEVE */
  enum move_method method; /* MOVE, RELIEVE: written into the move; AUTO: not decided */
  /* What the snapshot is made by (placement/from_fleet.h). */
  guint64 action_id;      /* of moves under way count only those that were ordered before this one; 0: all */
  const char *goal;       /* PLACE: in place of the clusters' own; NULL: as they say */
  const double *weights;  /* PLACE: RESOURCES of them, likewise; NaN: as the clusters say; NULL: all of them */
  const char *const *excluded; /* names of hosts that take no guest this time, NULL-terminated; NULL: none */
  gboolean spares_held; /* automation asks: guests that are not for it, or on which others have just acted, are left where they are */
  const struct guest_profile *profile; /* PLACE without a guest: a new one */
};
