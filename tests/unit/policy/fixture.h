#pragma once
/*
 * A pack in a temporary folder, and an engine over it whose findings are kept. For the tests of this folder.
 */
#include "policy/engine.h"
#include "unit.h"

/* What its pack may do: all there is. */
#define SCENE_CAPABILITIES \
  "capabilities: {remedies: [migrate, resize_memory, resize_vcpus, restrict, evacuate, run, notify]}\n"

struct scene {
  char *folder; /* of the pack */
  struct deadline *deadline;
  struct engine *engine;
  GPtrArray *errors;   /* char * */
  GPtrArray *findings; /* struct finding, copies without evidence values; in order */
  GPtrArray *ran;      /* char *, names of policies as they ran */
};

/* A pack with a good manifest and no policies. */
struct scene *scene_new(void);
void scene_free(struct scene *scene);

/* Writes a file of the pack. */
void scene_write(const struct scene *scene, const char *file, const char *text);
/* Writes NAME.lua: a policy of hosts that needs host.cpu.busy_pct for 5m and whose evaluate has that body. */
void scene_write_policy(const struct scene *scene, const char *name, const char *body);

/* Loads the pack and starts. */
void scene_load(struct scene *scene);
void scene_start(struct scene *scene);
/* One host h1 in cluster lab with guest g1 on it. */
void scene_add_subjects(struct scene *scene);
/* Samples of host:h1's processors, one per 10 s, up to and including `to_sec`. */
void scene_feed(struct scene *scene, gint64 to_sec, guint n, double value);

const struct policy *scene_policy(const struct scene *scene, const char *name);
/* The last finding of that policy, NULL if there is none. */
const struct finding *scene_finding(const struct scene *scene, const char *policy);

/* A policy "attack" with that body, run in three rounds beside a good one, which must not notice. */
struct attack {
  struct scene *scene; /* to be freed */
  const struct finding *finding; /* the last of the attack, NULL if there is none */
  const struct policy *policy;
};
struct attack attack_run(const char *body);

/* A group's setup: suspensions are logged, and in attacks they are meant. */
int attack_silence(void **state);
