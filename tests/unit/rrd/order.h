#pragma once
/* Orders for pictures of host:h1, and a look at what came. */
#include "rrd/fixture.h"
#include "wire/graph.h"

/* The last hour before `to_sec`, 900x320, light, one line. */
static inline struct graph *graph_of_busy(gint64 to_sec)
{
  struct graph *graph = graph_new();
  g_free(graph->title);
  graph->title = g_strdup("host h1 · CPU busy <&>: 100 %");
  graph->from_sec = to_sec - 3600;
  graph->to_sec = to_sec;
  graph->width = 900;
  graph->height = 320;
  const struct graph_line line = {g_strdup("host:h1"), METRIC_HOST_CPU_BUSY_PCT, g_strdup("CPU: busy <b> \\")};
  g_array_append_val(graph->lines, line);
  return graph;
}

/* Sinks nothing; frees the graph. Caller unrefs. */
static inline GVariant *order_of(struct graph *graph, guint64 request)
{
  GVariant *order = g_variant_ref_sink(graph_message(graph, request));
  graph_free(graph);
  return order;
}

static inline guint big_endian(const guint8 *bytes)
{
  return (guint)bytes[0] << 24 | (guint)bytes[1] << 16 | (guint)bytes[2] << 8 | bytes[3];
}

/* That these bytes are a whole PNG of that size. */
static inline void assert_png(const guint8 *bytes, gsize size, guint width, guint height)
{
  assert_true(size > 33);
  assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  assert_int_equal(big_endian(bytes + 16), width);
  assert_int_equal(big_endian(bytes + 20), height);
  assert_memory_equal(bytes + size - 8, "IEND", 4);
}
