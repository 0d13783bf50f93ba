#pragma once
/*
 * Inside a rehearsal, shared by its files only: rehearsal.c leads it, rehearsal_stations.c and rehearsal_deed.c have a
 * function for each station, rehearsal_tip.c makes the tip. Core's thread.
 */
#include "model/proposal.h"
#include "pipeline/parts.h"
#include "pipeline/rehearsal.h"
#include "wire/policy_row.h"

enum station_state {
  STATION_OK,
  STATION_WAITS,   /* a person must let it through */
  STATION_STOP,
  STATION_SKIPPED, /* the tip does not come here */
  STATION_STATES
};

struct rehearsal {
  struct pipeline *pipeline;
  gboolean *alive;
  char *policy, *asked, *subject, *by; /* subject NULL: there is none */
  gboolean apply;
  gsize row; /* of the policy in POLICIES, once it is known to be there */
  guint64 tip_id; /* 0: not raised */
  struct proposal *proposal; /* NULL: not made yet */
  const char *stopped_at; /* the first station that stopped it; NULL: none */
  gboolean is_over;       /* what stopped it leaves nothing to play */
  gboolean is_applied;
  json_t *stations;
  rehearsal_done done;
  gpointer user;
};

/* One line of the report. A STOP that nothing can be played behind must set is_over, too. */
void rehearsal_tell(struct rehearsal *rehearsal, const char *station, enum station_state state, const char *setting,
                    const char *format, ...) G_GNUC_PRINTF(5, 6);
/* It stops, and all that follows depends on it. */
void rehearsal_end_at(struct rehearsal *rehearsal, const char *station, const char *setting, const char *why);

/* A place that a tip passes; plays it, and tells of it under that name. */
struct station {
  const char *name;
  void (*play)(struct rehearsal *rehearsal, const char *name);
};

/* One after the other; once it is over, those left are skipped. */
void stations_play(struct rehearsal *rehearsal, const struct station *stations, gsize n);

/* The stations up to the plan, and from it on; in their order. */
void stations_before_plan(struct rehearsal *rehearsal);
void stations_from_plan(struct rehearsal *rehearsal);

/* The tip that is played; NULL before it is raised, or where it is gone. */
const struct tip *rehearsal_tip(const struct rehearsal *rehearsal);

/* rehearsal_tip.c: a tip of the policy about the subject, with the remedies of the open one, else what its pack may propose for such
 * a subject. New. */
struct tip *test_tip_new(const struct rehearsal *rehearsal);
