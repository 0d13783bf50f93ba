#pragma once
/*
 * The engine: policies, subjects and the rounds in which the ones judge the others. Knows neither messages
 * nor files' whereabouts, so that the role (role.c) and the tests of packs (test.c) run the same engine in
 * real and in virtual time. Single thread; engine_evaluate computes until its round is over.
 *
 * Life: _new, _refuse_pack ..., _load_pack ... or _change_packs, _override / _hold ..., _start, then subjects, samples and rounds.
 */
#include "policy/pack_set.h"
#include "policy/variant.h"

struct engine_events {
  /* A policy is about to run: who is to blame if nothing comes any more. May be NULL. */
  void (*running)(const char *policy, gpointer user);
  /* Tips in each round, the other kinds when they change. Both are borrowed; the settings in force (a{ss}) are not in
   * the finding. */
  void (*finding)(const struct finding *finding, GVariant *settings, gpointer user);
};

struct engine;

/* `events` and `deadline` must outlive it. */
struct engine *engine_new(const struct engine_events *events, gpointer user, struct deadline *deadline,
                          guint interval_sec);
void engine_free(struct engine *engine);

/* What is wrong with the pack in `folder` as a whole, which is known before it is loaded: its policies are refused for
 * that, and what is wrong in their files is not told, since it may come from there. */
void engine_refuse_pack(struct engine *engine, const char *folder, const char *reason);

/* Loads a pack, or with `only` just that file of it. What is wrong is added to `errors` (char *) as
 * "PATH:LINE: sentence"; the second policy of one name is refused. engine_load_pack reads it from disk. */
void engine_add_pack(struct engine *engine, const struct pack_text *pack, const char *only, GPtrArray *errors);
void engine_load_pack(struct engine *engine, const char *folder, const char *only, GPtrArray *errors);

/* From now on these packs (struct pack_text, taken out of `offered`) run, as pack_set.h says, with their own settings
 * and held by nothing. At any time; then again _override, _hold, _start. */
void engine_change_packs(struct engine *engine, GPtrArray *offered, GPtrArray *errors);

/* The same for the packs that are tried beside them (canary.h): settings, and what is disabled, hold for both. */
void engine_change_canaries(struct engine *engine, GPtrArray *offered, GPtrArray *errors);

/* Settings of the configuration, and policies that shall not run: disabled or suspended. A suspended one that is new
 * since the last _start runs nevertheless. FALSE: there is no such policy. */
gboolean engine_override(struct engine *engine, const char *policy, const char *setting, const char *text);
gboolean engine_override_for(struct engine *engine, const struct scope *scope, const char *policy, const char *setting,
                             const char *text);
gboolean engine_hold(struct engine *engine, const char *policy, enum policy_state state, const char *reason);

/* Loading is over: from here on the data that policies need are kept. */
void engine_start(struct engine *engine);

struct subjects *engine_subjects(struct engine *engine);
/* Instead of subjects_replace: also forgets what was said of subjects that are gone. */
void engine_take_subjects(struct engine *engine, const struct subject_row *rows, gsize n);
void engine_take_open_tip(struct engine *engine, const char *policy, const char *subject,
                          enum severity severity);

struct round {
  guint evaluations, findings, failures, unjudged;
  gboolean policies_changed; /* one was suspended */
  gboolean unjudged_changed; /* unjudged_body says something else */
};
/* When policies judge: at a point of the interval's grid those that are due, on what is known up to it; between two, on the data of
 * the first, only what has changed since. */
struct occasion {
  gint64 stamp_sec;
  gboolean is_interval; /* the next point of the grid */
};
struct round engine_evaluate(struct engine *engine, gint64 stamp_sec);
struct round engine_evaluate_changed(struct engine *engine, gint64 stamp_sec);

/* After either, at the same time: what is tried judges the same, and is only compared. */
struct round engine_evaluate_canaries(struct engine *engine, const struct occasion *occasion);
/* CANARY where it says something else than before, else NULL. Floating. */
GVariant *engine_canary_news(struct engine *engine);

const GPtrArray *engine_packs(const struct engine *engine);    /* struct running_pack */
const GPtrArray *engine_policies(const struct engine *engine); /* struct policy */
const GPtrArray *engine_canaries(const struct engine *engine); /* the same, tried */
guint engine_count_policies(const struct engine *engine, enum policy_state state);
