#pragma once
/*
 * What placement may be asked, as plain values. Strings are borrowed. Pure; any thread.
 */
#include "model/plan.h"
#include "model/resource.h"

/* A guest that is not there yet. */
struct guest_profile {
  guint vcpus;
  guint64 memory_bytes;
  double cpu_pct; /* how busy its processors will be */
};
#define PROFILE_CPU_PCT 20.0 /* expected where nobody says */
#define PROFILE_VCPUS_MAX 4096

struct plan_question {
  enum plan_kind kind;
  const char *guest_uuid; /* MOVE, PLACE */
  const char *to;         /* MOVE: a host; NULL: the best */
  const char *host;       /* RELIEVE, EVACUATE */
  const char *cluster;    /* BALANCE, CONSOLIDATE; NULL: all */
  const char *goal;       /* PLACE: in place of the clusters' own; NULL: as they say */
  enum resource resource; /* RELIEVE */
  enum move_method method; /* MOVE, RELIEVE: written into the move; AUTO: not decided */
  struct guest_profile profile; /* PLACE without a guest: a new one */
};
