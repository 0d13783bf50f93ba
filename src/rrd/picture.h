#pragma once
/*
 * One PNG picture, drawn by rrd_graph_v of librrd. What is drawn comes from here and from no file: librrd asks a
 * callback for its series, so that a picture never locks an RRD file. Drawing takes some tenths of a second of
 * computing and keeps state in librrd: do it in a process that ends behind it (rrd/graph.h).
 */
#include "model/tip.h"
#include "rrd/fetch.h"

struct picture_line {
  const char *label;
  struct series series;  /* means */
  struct series highest; /* of the same steps; no points where the means are the values themselves */
};

struct picture_threshold {
  double value;
  enum severity severity;
  const char *label;
};

/* A time in which something was the matter. */
struct picture_mark {
  gint64 from_sec, to_sec;
  enum severity severity;
  const char *label;
};

struct picture {
  const char *title, *unit; /* unit as in the metric catalogue */
  gint64 from_sec, to_sec;
  guint width, height; /* of the whole PNG, within the bounds of wire/graph.h */
  gboolean is_dark;
  GArray *lines, *thresholds, *marks; /* of the structs above */
};

/* The PNG, or NULL with a sentence: NOT_FOUND where no value is known in that time, UNAVAILABLE where there is no
 * font to write with. */
GBytes *picture_draw(const struct picture *picture, GError **error);
