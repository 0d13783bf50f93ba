#pragma once
/*
 * How busy a guest would like to be over time, in percent of its processors: by a formula, or recorded. A formula's noise
 * depends on seed, curve and time only, so that the same scenario is the same in every run. Files are read when the curve is
 * made; afterwards nothing blocks.
 */
#include <glib.h>

enum curve_shape { CURVE_CONSTANT, CURVE_SQUARE, CURVE_SINE, CURVE_RAMP, CURVE_SPIKES, CURVE_RECORDED, CURVE_SHAPES };

#define CURVE_VALUES_MAX 10000000 /* of one file */

struct curve {
  enum curve_shape shape;
  double low_pct, high_pct;
  guint64 period_sec;  /* of square, sine and spikes; how long a ramp takes, before it stays high */
  double duty_pct;     /* of a period it is high (square); or one spike lasts (spikes), at a random moment of each */
  guint64 shift_sec;   /* it is that much ahead of time */
  double noise_pct;    /* standard deviation of what is added to a formula, anew in each step */
  guint64 seed;
  guint64 step_sec;    /* of the noise, and of recorded values */
  double *values;      /* recorded: percent, from time 0 on, then again from the first; NaN where unknown; owned */
  gsize n_values;
};

/* 0 to 100; NaN: recorded as unknown. `at_sec` counts from the beginning of the scenario. */
double curve_at(const struct curve *curve, guint64 at_sec);

/* The values of a file that holds one percentage a line. NULL with a sentence (INVALID, STORAGE, LIMIT); `n` is at least 1. */
double *curve_read_lines(const char *path, gsize *n, GError **error);

/* A CSV file whose first line names the guests, one a column; an empty field is unknown. Other columns may hold anything. */
struct curve_table;
struct curve_table *curve_table_read(const char *path, GError **error);
void curve_table_free(struct curve_table *table);
const GPtrArray *curve_table_names(const struct curve_table *table); /* char *, of all columns */
double *curve_table_take(struct curve_table *table, const char *name, gsize *n, GError **error); /* NOT_FOUND, INVALID */
GPtrArray *curve_table_left(const struct curve_table *table); /* names that nobody took; the caller unrefs the array */

/* History of guest.cpu.used_pct in a folder of history files: points `step_sec` apart from `from_sec` on, for `length_sec`. */
struct curve_history {
  const char *folder, *uuid;
  gint64 from_sec;
  guint64 length_sec, step_sec;
};
double *curve_read_history(const struct curve_history *history, gsize *n, GError **error);
