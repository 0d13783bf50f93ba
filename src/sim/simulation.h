#pragma once
/*
 * A simulation: a scenario played from beginning to end, once with nobody acting and once with provost's planners deciding,
 * and the two score cards side by side. Same scenario, same cards, but for how long it took. Blocks on nothing.
 */
#include "sim/tips.h"
#include "sim/world.h"

/* Plays the scenario, and every `every_sec` of it calls `decide`, which may order moves; NULL: nobody does. */
typedef void (*simulation_decide)(struct world *world, gpointer user);
struct score simulation_play(const struct scenario *scenario, simulation_decide decide, gpointer user);

/* Adds to the notes of the scenario which of its rules can never hold, and why. */
void simulation_note(struct scenario *scenario);

struct simulation {
  struct score idle, acting;
  struct tip_score tips; /* where packs decide */
  guint decisions;  /* how often it was asked whether to act */
  gint64 took_us;   /* of both runs */
  gint64 slowest_us; /* decision */
};

/* FALSE with a sentence: the packs of the scenario do not run. */
gboolean simulation_run(const struct scenario *scenario, struct simulation *simulation, GError **error);
