#pragma once
/*
 * A picture as the core orders it of the history reader: what stands in GRAPH. Owns its texts. Plain values.
 */
#include "model/tip.h"
#include "wire/messages.h"

#define GRAPH_LINES_MAX 12
#define GRAPH_THRESHOLDS_MAX 16
#define GRAPH_MARKS_MAX 32
#define GRAPH_WIDTH_MIN 400
#define GRAPH_WIDTH_MAX 4000
#define GRAPH_HEIGHT_MIN 200
#define GRAPH_HEIGHT_MAX 2500

struct graph {
  char *title;
  gint64 from_sec, to_sec;
  guint width, height; /* pixels of the whole picture, within the bounds above */
  gboolean is_dark;
  GArray *lines, *thresholds, *marks; /* of the structs below, at most as many as above */
};

struct graph_line {
  char *object; /* written form */
  enum metric_id metric; /* all of one unit */
  char *label;
};

struct graph_threshold {
  double value; /* in the unit of the lines */
  enum severity severity;
  char *label;
};

/* A time in which something was the matter. */
struct graph_mark {
  gint64 from_sec, to_sec;
  enum severity severity;
  char *label;
};

struct graph *graph_new(void);
void graph_free(struct graph *graph);

/* The body of GRAPH. Floating. */
GVariant *graph_message(const struct graph *graph, guint64 request);
