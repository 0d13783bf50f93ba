#pragma once
/*
 * What was found in a replay: the tips as the core's tip book would have raised, changed and cleared them, if nobody had
 * acted on one, and the figures by which a policy is judged. Plain values.
 */
#include "model/tip.h"

#define TALLY_TIPS_MAX 100000 /* that are kept: more are counted only */
#define TALLY_FLAP_SEC 3600 /* a tip raised again so soon after it cleared flaps */

struct tally_change {
  gint64 at_sec;
  enum severity severity;
};

struct tally_tip {
  char *policy, *subject;
  char *text;          /* of the finding that raised it */
  gint64 raised_sec, cleared_sec; /* 0: open at the end */
  guint step_sec;      /* resolution at which it was raised */
  GArray *changes;     /* struct tally_change: the first is its beginning */
  GPtrArray *remedies; /* struct remedy, as of its beginning */
};

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally);

/* From now on time goes in such steps. What is open stays open. */
void tally_set_step(struct tally *tally, guint step_sec);

/* `finding` is borrowed. TRUE: the severity of the tip now open there is another, and is told by tally_open_severity. */
gboolean tally_take(struct tally *tally, const struct finding *finding);
enum severity tally_open_severity(const struct tally *tally, const char *policy, const char *subject);

/* Whether the last thing said of them is a tip of that severity. */
gboolean tally_knows(const struct tally *tally, const char *policy, const char *subject, enum severity severity);

/* Calls `take` for each tip that is open. */
typedef void (*tally_take_open)(const struct tally_tip *tip, gpointer user);
void tally_each_open(const struct tally *tally, tally_take_open take, gpointer user);

/* One round is over. */
void tally_take_round(struct tally *tally, guint evaluations, guint findings, guint failures);

const GPtrArray *tally_tips(const struct tally *tally); /* struct tally_tip, as they were raised */

/* The figures of one policy, or of all where that is NULL. */
struct tally_score {
  guint tips, subjects, flaps;
  double per_day; /* NaN where less than a day was played */
  double tip_pct, no_data_pct, failed_pct; /* of the time of all its subjects */
  guint remedies[REMEDY_KINDS]; /* tips whose first remedy it is */
  guint criticals, warned;      /* tips that became critical, and those of them that were a warning before */
  double lead_sec;              /* from warning to critical, their mean; NaN without any */
};
void tally_score(const struct tally *tally, const char *policy, struct tally_score *score);

struct tally_totals {
  guint64 rounds, evaluations, findings, failures, left_out; /* the last of tips, beyond TALLY_TIPS_MAX */
  gint64 played_sec; /* time in which rounds were made */
};
struct tally_totals tally_totals(const struct tally *tally);

/* The first error of a policy, or NULL. */
const char *tally_error(const struct tally *tally, const char *policy);
