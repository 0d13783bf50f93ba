#pragma once
/*
 * What hosts and guests use of each resource, as placement counts it (model/load_digest.h): made from their samples as they
 * come, the memory behind fleet_load(). Of a host: the share of its processors that is busy in percent, memory in use, and
 * the traffic of its busiest disk and interface, since bridges, bonds and slaves carry the same bytes. Of a guest: how
 * many processors it uses, what its process holds of memory, and the traffic of all its disks and interfaces. Never blocks;
 * one thread.
 */
#include "model/load_digest.h"
#include "model/sample.h"

struct load_book;

struct load_book *load_book_new(void);
void load_book_free(struct load_book *book);

/* Takes of the round what counts; anything else is left out. host_cpus: the processors of a guest's host; NaN: unknown. */
void load_book_take(struct load_book *book, const struct value_round *round, double host_cpus);

/* The metrics from which history can tell what a subject used before, by number from 0 on; METRIC_NONE behind the last. Those
 * of the subjects themselves: the windows of disks and networks begin anew with provostd. */
enum metric_id load_book_past(guint i);

/* Points of such a metric (load_digest_fill()); `of` is what it is a share of: the last known value of
 * load_book_whole(), where it is METRIC_NONE of a guest the processors of its host; NaN: unknown. Ignored for what was never heard of. */
struct load_points {
  enum metric_id metric;
  gint64 first_sec;
  guint step_sec;
  const double *points;
  gsize n;
  double of;
};
void load_book_fill(struct load_book *book, const char *subject, const struct load_points *points);

/* The metric that a past one is a share of, or taken from: host.mem.total_bytes of available ones; METRIC_NONE. */
enum metric_id load_book_whole(enum metric_id past);

/* All NaN where it was never heard of. */
struct load load_book_read(const struct load_book *book, const char *subject, enum resource resource, gint64 now_sec,
                           gint64 stale_sec);

/* Forgets the subjects for which `is_gone` says so, which gets the subject and `user`. */
void load_book_forget(struct load_book *book, GHRFunc is_gone, gpointer user);
