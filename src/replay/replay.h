#pragma once
/*
 * A replay: a pack judges recorded history, as it would have judged it then. The time is cut into stretches, each played
 * at the finest resolution that is kept of it (recorded.h); for each of them a provost-policy is started whose interval
 * that resolution is (judge.h), its windows are filled from what lies before, and the tips that are open are handed on:
 * all as provostd does after a restart. Blocks until it is over.
 */
#include "config/pack_text.h"
#include "replay/judge.h"
#include "replay/scene.h"
#include "replay/tally.h"

/* A tip that is open already, which policies with a hysteresis look at. */
struct replay_open {
  const char *policy, *subject;
  enum severity severity;
};

struct replay_order {
  const char *pack;          /* folder of a pack, or one that holds packs */
  const GPtrArray *settings; /* struct judge_setting */
  const char *directory;     /* of history files */
  const char *program;       /* as of judge_options */
  gint64 from_sec, to_sec;
  guint step_sec;            /* judge no finer; 0: the finest there is */
  const GPtrArray *subjects, *moves; /* struct scene_subject, scene_move: what is known of the fleet; may be empty */
  const struct replay_open *open; /* as the time begins; NULL: none */
};

struct replay {
  GArray *stretches; /* struct stretch */
  GVariant *policies; /* the last POLICIES */
  GPtrArray *packs;   /* struct pack_text */
  struct scene *scene;
  struct tally *tally;
  guint interval_sec; /* of the history */
  guint damaged;      /* files left out */
  gint64 took_us;
};

/* NULL with a sentence. All the order points to outlives the replay. */
struct replay *replay_run(const struct replay_order *order, GError **error);
void replay_free(struct replay *replay);
