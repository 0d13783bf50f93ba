#include "cli/plan.h"

#include "cli/by_hand.h"
#include "cli/table.h"
#include "cli/text.h"

#include "base/quantity.h"
#include "model/metrics.h"

#include <math.h>
#include <string.h>

/* "live, about 12 s, 0.3 s of downtime, 4.0 GiB". Caller frees. */
static char *forecast_text(const json_t *move)
{
  GString *text = g_string_new(reply_text(move, "method"));
  double duration = reply_number(move, "duration_sec"), downtime = reply_number(move, "downtime_sec");
  double bytes = reply_number(move, "bytes");
  g_autofree char *span = span_format(duration);
  if (!isnan(duration))
    g_string_append_printf(text, ", about %s", span);
  if (!isnan(downtime))
    g_string_append_printf(text, ", %.1f s of downtime", downtime);
  g_autofree char *size = isnan(bytes) ? NULL : size_format((guint64)bytes);
  if (size)
    g_string_append_printf(text, ", %s", size);
  return g_string_free(text, FALSE);
}

char *plan_move_text(const json_t *move)
{
  g_autofree char *forecast = forecast_text(move);
  return g_strdup_printf("move %s from %s to %s (%s)%s", reply_text(move, "guest"), reply_text(move, "from"), reply_text(move, "to"),
                         forecast, json_is_true(json_object_get(move, "parking")) ? ", for a while" : "");
}

static gboolean is_placement(const json_t *plan)
{
  return strcmp(reply_text(plan, "kind"), "place") == 0;
}

/* Why these, and why not others. */
static void print_why(const json_t *plan)
{
  const json_t *sentence;
  gsize i;
  if (*reply_text(plan, "why"))
    text_print("  why: %s", reply_text(plan, "why"));
  json_array_foreach (json_object_get(plan, "refused"), i, sentence)
    text_print("  not: %s", json_string_value(sentence));
}

/* Moves that go on at the same time have the same number. */
static void print_moves(const json_t *plan)
{
  const json_t *move;
  gsize i, n = json_array_size(json_object_get(plan, "moves"));
  json_array_foreach (json_object_get(plan, "moves"), i, move) {
    g_autofree char *text = plan_move_text(move);
    g_autofree char *wave = n > 1 ? g_strdup_printf("%.0f. ", 1 + reply_number(move, "wave")) : g_strdup("plan: ");
    text_print("%s%s", wave, text);
  }
  gboolean moves_nobody = is_placement(plan) || strcmp(reply_text(plan, "kind"), "resize") == 0;
  if (moves_nobody) /* nobody is moved, and why is all there is to say */
    text_print("%s", reply_text(plan, "why"));
  else if (n == 0)
    text_print("plan: nothing is to be moved");
  if (!moves_nobody)
    print_why(plan);
}

/* What each resource is of the stars, as of the best host. */
static void print_weights(const json_t *plan)
{
  const char *name;
  json_t *term;
  g_autoptr(GString) text = g_string_new(NULL);
  const json_t *best = json_array_get(json_object_get(plan, "candidates"), 0);
  json_object_foreach (json_object_get(best, "terms"), name, term)
    g_string_append_printf(text, "%s%s %.0f %%", text->len ? ", " : "", name, 100 * reply_number(term, "weight"));
  if (text->len > 0 && is_placement(plan))
    text_print("  what counts: %s", text->str);
}

static void print_candidates(const json_t *plan)
{
  const json_t *candidate;
  gsize i;
  struct table *table = table_new("HOST STARS REASON");
  json_array_foreach (json_object_get(plan, "candidates"), i, candidate) {
    const char *excluded = reply_text(candidate, "excluded");
    g_autofree char *stars = *excluded ? g_strdup("-") : text_stars(reply_number(candidate, "stars"));
    table_add(table, reply_text(candidate, "host"), stars, *excluded ? excluded : reply_text(candidate, "reason"), NULL);
  }
  table_end(table, "  ");
  print_weights(plan);
  if (*reply_text(plan, "flips"))
    text_print("  what would change it: %s", reply_text(plan, "flips"));
}

/* The object's name: hosts after their kind, guests by the name that the plan has for their UUID. */
static char *object_name(const json_t *plan, const char *object)
{
  const json_t *move;
  gsize i;
  json_array_foreach (json_object_get(plan, "moves"), i, move) {
    const char *uuid = reply_text(move, "guest_uuid");
    if (*uuid && g_str_has_prefix(object, "guest:") && g_str_has_prefix(object + strlen("guest:"), uuid))
      return g_strconcat(reply_text(move, "guest"), object + strlen("guest:") + strlen(uuid), NULL);
  }
  return g_strdup(g_str_has_prefix(object, "host:") ? object + strlen("host:") : object);
}

static void print_predictions(const json_t *plan)
{
  const json_t *prediction;
  gsize i;
  json_array_foreach (json_object_get(plan, "predictions"), i, prediction) {
    const char *metric = reply_text(prediction, "metric");
    enum metric_id id = metric_find(metric);
    const char *unit = id != METRIC_NONE ? metric_get(id)->unit : "";
    g_autofree char *name = object_name(plan, reply_text(prediction, "object"));
    g_autofree char *before = text_quantity(reply_number(prediction, "before"), unit);
    g_autofree char *after = text_quantity(reply_number(prediction, "after"), unit);
    text_print("  expected: %s of %s from %s to %s", metric, name, before, after);
  }
}

static void print_by_hand(const json_t *plan)
{
  const json_t *move;
  gsize i;
  json_array_foreach (json_object_get(plan, "moves"), i, move) {
    g_autofree char *command = by_hand_move(move);
    text_print("  by hand: %s", command);
  }
}

void plan_print_reasons(const json_t *plan)
{
  if (json_array_size(json_object_get(plan, "moves")) > 1)
    print_moves(plan);
  else if (json_array_size(json_object_get(plan, "moves")) == 1)
    print_why(plan);
  print_candidates(plan);
  print_predictions(plan);
}

void plan_print(const json_t *plan, int by_hand)
{
  print_moves(plan);
  print_candidates(plan);
  print_predictions(plan);
  if (by_hand)
    print_by_hand(plan);
}
