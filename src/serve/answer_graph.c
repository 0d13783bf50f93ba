#include "serve/routes.h"

#include "serve/history_query.h"
#include "serve/subject.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define WIDTH_DEFAULT 900
#define HEIGHT_DEFAULT 320
#define METRICS_MAX 12

static gboolean read_pixels(const struct call *call, const char *name, guint min, guint max, guint *pixels,
                            GError **error)
{
  const char *text = call_query(call, name);
  guint64 number;
  if (!text)
    return TRUE;
  if (!g_ascii_string_to_unsigned(text, 10, min, max, &number, NULL))
    return error_refuse(error, PROVOST_ERROR_INVALID, "%s=%s is no size: it is %u to %u pixels", name, text, min, max);
  *pixels = (guint)number;
  return TRUE;
}

static gboolean read_look(const struct call *call, struct graph *graph, GError **error)
{
  const char *theme = call_query(call, "theme");
  graph->width = WIDTH_DEFAULT;
  graph->height = HEIGHT_DEFAULT;
  if (theme && strcmp(theme, "dark") != 0 && strcmp(theme, "light") != 0)
    return error_refuse(error, PROVOST_ERROR_INVALID, "theme=%s is none: there are dark and light", theme);
  graph->is_dark = theme && strcmp(theme, "dark") == 0;
  return read_pixels(call, "width", GRAPH_WIDTH_MIN, GRAPH_WIDTH_MAX, &graph->width, error) &&
         read_pixels(call, "height", GRAPH_HEIGHT_MIN, GRAPH_HEIGHT_MAX, &graph->height, error);
}

/* ---- lines ---------------------------------------------------------------------------------------- */

static gboolean add_line(struct graph *graph, const char *object, enum metric_id metric, GError **error)
{
  const struct metric *added = metric_get(metric);
  if (graph->lines->len > 0) {
    const struct metric *first = metric_get(g_array_index(graph->lines, struct graph_line, 0).metric);
    if (strcmp(first->unit, added->unit) != 0)
      return error_refuse(error, PROVOST_ERROR_INVALID,
                          "a picture has one unit, but %s is in \"%s\" and %s in \"%s\": draw two pictures",
                          first->name, first->unit, added->name, added->unit);
  }
  if (graph->lines->len == GRAPH_LINES_MAX)
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "these are more than the %d lines that a picture has: name the parts, like %s", GRAPH_LINES_MAX,
                        object);
  const struct graph_line line = {g_strdup(object), metric, g_strdup("")};
  g_array_append_val(graph->lines, line);
  return TRUE;
}

/* Every part of the subject that has the metric. */
static gboolean add_parts(const struct call *call, struct graph *graph, const char *subject, enum metric_id metric,
                          GError **error)
{
  const struct fleet *fleet = call_options(call)->fleet;
  g_autofree char *whole = subject_whole(fleet, subject, error);
  if (!whole)
    return FALSE;
  g_autoptr(GPtrArray) objects = fleet_objects(fleet, whole);
  for (guint i = 0; i < objects->len; i++) {
    struct object object;
    if (object_parse(objects->pdata[i], &object) && object.class == metric_get(metric)->class &&
        !add_line(graph, objects->pdata[i], metric, error))
      return FALSE;
  }
  return TRUE;
}

/* "host.net.rx_bytes_per_sec", of all parts or of the subject's own part, or "...{if=eth0}". */
static gboolean add_metric(const struct call *call, struct graph *graph, const char *subject, const char *word,
                           GError **error)
{
  gsize length = strcspn(word, "{");
  enum metric_id metric;
  g_autofree char *name = g_strndup(word, length);
  g_autofree char *part = g_strconcat(subject, word + length, NULL);
  if (!query_metric(name, &metric, error))
    return FALSE;
  guint lines = graph->lines->len;
  if (!strchr(part, '{') && object_class_label(metric_get(metric)->class)) {
    if (!add_parts(call, graph, subject, metric, error))
      return FALSE;
    if (graph->lines->len > lines)
      return TRUE;
  }
  g_autofree char *object = subject_resolve(call_options(call)->fleet, part, metric, error);
  return object && add_line(graph, object, metric, error);
}

static gboolean read_lines(const struct call *call, struct graph *graph, const char *subject, GPtrArray *metrics,
                           GError **error)
{
  if (!subject || metrics->len == 0)
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "a picture is asked as /v1/graph?subject=host:h1&metric=host.cpu.busy_pct&from=-1h");
  if (metrics->len > METRICS_MAX)
    return error_refuse(error, PROVOST_ERROR_INVALID, "a picture has at most %d metrics", METRICS_MAX);
  for (guint i = 0; i < metrics->len; i++)
    if (!add_metric(call, graph, subject, metrics->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* ---- words ---------------------------------------------------------------------------------------- */

static const struct graph_line *line_of(const struct graph *graph, guint i)
{
  return &g_array_index(graph->lines, struct graph_line, i);
}

static void name_lines(struct graph *graph)
{
  gboolean is_one_metric = TRUE, is_one_object = TRUE;
  for (guint i = 1; i < graph->lines->len; i++) {
    is_one_metric = is_one_metric && line_of(graph, i)->metric == line_of(graph, 0)->metric;
    is_one_object = is_one_object && strcmp(line_of(graph, i)->object, line_of(graph, 0)->object) == 0;
  }
  for (guint i = 0; i < graph->lines->len; i++) {
    struct graph_line *line = &g_array_index(graph->lines, struct graph_line, i);
    struct object object;
    g_autofree char *title = metric_title(metric_get(line->metric));
    g_free(line->label);
    if (!object_parse(line->object, &object) || !object.instance[0] || (is_one_object && !is_one_metric))
      line->label = g_strdup(title);
    else if (is_one_metric)
      line->label = g_strdup(object.instance);
    else
      line->label = g_strdup_printf("%s %s", object.instance, title);
  }
}

/* "host h1 · CPU busy", "guest db1 · disk read, disk write". */
static char *title_of(const struct call *call, const struct graph *graph, const char *subject)
{
  struct object object;
  g_autoptr(GString) title = g_string_new(NULL);
  if (object_parse(subject, &object))
    g_string_printf(title, "%s %s · ", subject_kind_name(object.kind),
                    fleet_subject_name(call_options(call)->fleet, subject));
  gsize head = title->len;
  for (guint i = 0; i < graph->lines->len; i++) {
    g_autofree char *metric = metric_title(metric_get(line_of(graph, i)->metric));
    if (!strstr(title->str + head, metric))
      g_string_append_printf(title, "%s%s", title->len > head ? ", " : "", metric);
  }
  struct object part;
  if (graph->lines->len == 1 && object_parse(line_of(graph, 0)->object, &part) && part.instance[0] &&
      !strstr(title->str + head, part.instance))
    g_string_append_printf(title, " of %s", part.instance);
  return text_clean(title->str, LIMIT_OBJECT);
}

static void add_mark(struct graph *graph, const struct tip *tip, gint64 now_us)
{
  struct graph_mark mark = {tip->raised_us / G_USEC_PER_SEC,
                            (tip_is_finished(tip) ? tip->updated_us : MAX(now_us, tip->raised_us)) / G_USEC_PER_SEC,
                            tip->severity, NULL};
  if (mark.to_sec < graph->from_sec || mark.from_sec > graph->to_sec || mark.from_sec > mark.to_sec)
    return;
  mark.label = g_strdup_printf("tip %" G_GUINT64_FORMAT " %s, %s: %s", tip->id, severity_name(tip->severity),
                               tip_state_name(tip->state), tip->text);
  g_array_append_val(graph->marks, mark);
}

static void add_marks(const struct call *call, struct graph *graph, const char *subject)
{
  const struct serve_options *options = call_options(call);
  g_autoptr(GPtrArray) tips = tipbook_list(options->tips);
  for (guint i = 0; i < tips->len && graph->marks->len < GRAPH_MARKS_MAX; i++) {
    const struct tip *tip = tips->pdata[i];
    if (strcmp(tip->subject, subject) == 0)
      add_mark(graph, tip, clock_wall_us(options->clock));
  }
}

/* ---- the call ------------------------------------------------------------------------------------- */

static void on_picture(gconstpointer png, gsize size, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error)
    call_fail(call, error);
  else
    call_answer_bytes(call, "image/png", png, size);
}

void answer_graph(struct call *call)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) metrics = call_query_all(call, "metric");
  const struct serve_options *options = call_options(call);
  struct graph *graph = graph_new();
  if (read_lines(call, graph, call_query(call, "subject"), metrics, &error) &&
      query_times(call, &graph->from_sec, &graph->to_sec, &error) && read_look(call, graph, &error)) {
    const char *object = line_of(graph, 0)->object;
    g_autofree char *subject = g_strndup(object, strcspn(object, "{"));
    name_lines(graph);
    g_free(graph->title);
    graph->title = title_of(call, graph, subject);
    add_marks(call, graph, subject);
    options->verbs->graph(graph, on_picture, call_wait(call), options->user);
  } else {
    call_fail(call, error);
  }
  graph_free(graph);
}
