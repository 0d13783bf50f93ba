#pragma once
/*
 * The subjects that policies judge, how they hang together, and the recent past of the metrics that some
 * policy needs. Fed from SUBJECTS, SAMPLES and SERIES; what nobody needs and what belongs to no subject is
 * not kept. Owns all it returns; a subject lives until the next subjects_replace. Never blocks.
 */
#include "model/tip.h"
#include "policy/outside.h"
#include "policy/subject.h"

struct subjects;

struct subjects *subjects_new(guint interval_sec);
void subjects_free(struct subjects *subjects);
guint subjects_interval_sec(const struct subjects *subjects);

/* One interval has passed; and how long, in intervals that were evaluated, the subject's state has been as it is. Clocks
 * that are set, and pauses, do not count. */
void subjects_next_round(struct subjects *subjects);
/* What has changed is looked at between two intervals. */
void subjects_look_again(struct subjects *subjects);
guint64 subjects_state_age_sec(const struct subjects *subjects, const struct subject *subject);

/* From now on at least `span_sec` of this metric is kept; or nothing more of any, until it is needed again. What is kept
 * already stays until _forget_unneeded. */
void subjects_need(struct subjects *subjects, enum metric_id metric, guint64 span_sec);
void subjects_need_nothing(struct subjects *subjects);
void subjects_forget_unneeded(struct subjects *subjects);

/* The list replaces the former one; what is kept of a subject that stays, stays. Rows that are no subject
 * are ignored. */
struct subject_row {
  const char *subject, *name, *parent, *state;
  gboolean ha;
  char **labels;      /* as in struct subject */
  const char **serves; /* hosts, written; NULL-terminated, NULL: none */
};
void subjects_replace(struct subjects *subjects, const struct subject_row *rows, gsize n);

/* What others say of a subject, and that they say it no more: each is a service, which is a subject as long as whose it is is one.
 * FALSE: that is as before. */
gboolean subjects_take_alert(struct subjects *subjects, const struct alert *alert);
gboolean subjects_drop_alert(struct subjects *subjects, const char *subject, const char *name);
/* All that they say, few, in the place of what they said before. */
void subjects_take_alerts(struct subjects *subjects, const struct alert *alerts, gsize n);
/* const struct alert *, by name; NULL: nothing is said of it. */
const GPtrArray *subject_alerts(const struct subjects *subjects, const struct subject *subject);
/* What is said of a service; NULL: nothing, or no more. */
const struct alert *subject_alert(const struct subjects *subjects, const struct subject *service);

/* Whether the subject's state, or what others say of it, is another one since that evaluation. */
gboolean subject_changed_since(const struct subject *subject, guint64 look);
guint64 subjects_look(const struct subjects *subjects);

/* Unknown objects and metrics that nobody needs are ignored; a value older than WINDOW_AGE_INTERVALS periods of its
 * source is unknown. */
void subjects_put(struct subjects *subjects, const struct value_round *values);

/* History older than what is here. Points of another step than the interval are ignored: their minimum
 * and maximum would be of something else. */
struct history {
  const char *object;
  guint metric;
  gint64 first_sec;
  guint step_sec;
  const double *values;
  gsize n;
};
void subjects_backfill(struct subjects *subjects, const struct history *history);

/* What is usual of the object's metric in an hour; takes the baseline. Ignored where nobody needs the metric. */
void subjects_take_baseline(struct subjects *subjects, const char *object, enum metric_id metric,
                            struct baseline *baseline);

const struct subject *subjects_find(const struct subjects *subjects, const char *key); /* or NULL */
const GPtrArray *subjects_of(const struct subjects *subjects, enum subject_kind kind); /* struct subject * */

/* For the counters. */
guint64 subjects_series(const struct subjects *subjects);
guint64 subjects_ring_bytes(const struct subjects *subjects);
