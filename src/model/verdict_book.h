#pragma once
/*
 * What became of the actions of each policy: one judgement for each action whose effect was measured, counted by policy.
 * Fed with those of the journal first. Never blocks; one thread.
 */
#include "model/tip.h"

/* One measured effect. */
struct judgement {
  guint64 tip_id, action_id;
  char *policy, *cluster; /* cluster "": of a subject that has none */
  enum verdict verdict;
  gint64 time_us; /* wall clock */
};

struct judgement *judgement_new(void);
struct judgement *judgement_copy(const struct judgement *judgement);
void judgement_free(struct judgement *judgement);

struct verdict_book;

struct verdict_book *verdict_book_new(void);
void verdict_book_free(struct verdict_book *book);
void verdict_book_take(struct verdict_book *book, const struct judgement *judgement);

/* How often each verdict was given of the policy's actions: VERDICTS counts; all zero where there was none. */
const guint *verdict_book_counts(const struct verdict_book *book, const char *policy);

/* Of the newest `last` (at most VERDICTS_KEPT) actions for the policy in the cluster that could be judged, how many there were
 * and how many helped. */
#define VERDICTS_KEPT 100
struct trust {
  guint judged, helped;
};
struct trust verdict_book_trust(const struct verdict_book *book, const char *policy, const char *cluster, guint last);
