#include "wire/graph.h"

static void line_clear(gpointer data)
{
  struct graph_line *line = data;
  g_free(line->object);
  g_free(line->label);
}

static void threshold_clear(gpointer data)
{
  g_free(((struct graph_threshold *)data)->label);
}

static void mark_clear(gpointer data)
{
  g_free(((struct graph_mark *)data)->label);
}

static GArray *array_of(guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new(FALSE, FALSE, size);
  g_array_set_clear_func(array, clear);
  return array;
}

struct graph *graph_new(void)
{
  struct graph *graph = g_new0(struct graph, 1);
  graph->title = g_strdup("");
  graph->lines = array_of(sizeof(struct graph_line), line_clear);
  graph->thresholds = array_of(sizeof(struct graph_threshold), threshold_clear);
  graph->marks = array_of(sizeof(struct graph_mark), mark_clear);
  return graph;
}

void graph_free(struct graph *graph)
{
  if (!graph)
    return;
  g_free(graph->title);
  g_array_unref(graph->lines);
  g_array_unref(graph->thresholds);
  g_array_unref(graph->marks);
  g_free(graph);
}

GVariant *graph_message(const struct graph *graph, guint64 request)
{
  GVariantBuilder lines, thresholds, marks;
  g_variant_builder_init(&lines, G_VARIANT_TYPE("a(sqs)"));
  g_variant_builder_init(&thresholds, G_VARIANT_TYPE("a(dys)"));
  g_variant_builder_init(&marks, G_VARIANT_TYPE("a(xxys)"));
  for (guint i = 0; i < graph->lines->len; i++) {
    const struct graph_line *line = &g_array_index(graph->lines, struct graph_line, i);
    g_variant_builder_add(&lines, "(sqs)", line->object, (guint16)line->metric, line->label);
  }
  for (guint i = 0; i < graph->thresholds->len; i++) {
    const struct graph_threshold *threshold = &g_array_index(graph->thresholds, struct graph_threshold, i);
    g_variant_builder_add(&thresholds, "(dys)", threshold->value, (guchar)threshold->severity, threshold->label);
  }
  for (guint i = 0; i < graph->marks->len; i++) {
    const struct graph_mark *mark = &g_array_index(graph->marks, struct graph_mark, i);
    g_variant_builder_add(&marks, "(xxys)", mark->from_sec, mark->to_sec, (guchar)mark->severity, mark->label);
  }
  return g_variant_new("(tsxxuuba(sqs)a(dys)a(xxys))", request, graph->title, graph->from_sec, graph->to_sec,
                       graph->width, graph->height, graph->is_dark, &lines, &thresholds, &marks);
}
