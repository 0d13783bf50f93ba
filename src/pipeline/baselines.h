#pragma once
/*
 * Gives provost-policy what is usual in this hour of the week (model/baseline.h), of each object that has a metric of
 * which a policy wants to know it. History is asked once an hour for each, from half an hour before on, so that an
 * hour begins with its baselines known, and for a bounded number in each interval. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "pipeline/history.h"

#define BASELINES_PER_INTERVAL 500

struct baselines;

struct baselines_options {
  const struct fleet *fleet;
  struct history *history;
  struct channel *policy;
};

struct baselines *baselines_new(const struct baselines_options *options);
void baselines_free(struct baselines *baselines); /* after its history */

/* The role is new and knows none. */
void baselines_begin(struct baselines *baselines);

/* BASELINES_NEEDED. */
void baselines_take_needs(struct baselines *baselines, GVariant *body);

/* The role has been given other subjects, and forgets what it knew of those that are gone. */
void baselines_tell_anew(struct baselines *baselines);

void baselines_take_interval(struct baselines *baselines, gint64 stamp_sec);
