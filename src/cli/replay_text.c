#include "cli/replay_text.h"

#include "cli/table.h"
#include "cli/text.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

static char *time_of(const json_t *object, const char *key)
{
  const char *text = reply_text(object, key);
  return *text ? text_time(text) : g_strdup("");
}

/* ---- how finely it was judged --------------------------------------------------------------------------- */

static void print_stretches(const json_t *replay)
{
  gsize i;
  const json_t *stretch;
  double interval_sec = reply_number(replay, "interval_sec");
  json_array_foreach (json_object_get(replay, "stretches"), i, stretch) {
    double step_sec = reply_number(stretch, "step_sec");
    g_autofree char *from = time_of(stretch, "from"), *to = time_of(stretch, "to"), *step = span_format(step_sec);
    text_print("  %s to %s: %s of %s", from, to, step_sec > interval_sec ? "means" : "every sample", step);
  }
}

static void print_head(const json_t *replay)
{
  g_autoptr(GString) packs = g_string_new(NULL);
  const json_t *subjects = json_object_get(replay, "subjects"), *pack;
  gsize i;
  json_array_foreach (json_object_get(replay, "packs"), i, pack)
    g_string_append_printf(packs, "%s%s %s", i > 0 ? ", " : "", reply_text(pack, "name"), reply_text(pack, "version"));
  text_print("%s; hosts: %.0f, guests: %.0f, devices: %.0f", packs->str, reply_number(subjects, "host"),
             reply_number(subjects, "guest"), reply_number(subjects, "device"));
  print_stretches(replay);
}

/* A policy that did not judge, failed, or saw too little. */
static void print_policy(const json_t *policy)
{
  const char *name = reply_text(policy, "name"), *reason = reply_text(policy, "reason");
  double coarse_sec = reply_number(policy, "coarse_step_sec");
  g_autofree char *window = span_format(reply_number(policy, "window_sec")), *coarse = span_format(coarse_sec);
  if (*reason && strcmp(reply_text(policy, "state"), "active") != 0)
    text_print("%s is %s: %s", name, reply_text(policy, "state"), reason);
  if (*reply_text(policy, "error"))
    text_print("%s failed: %s", name, reply_text(policy, "error"));
  if (coarse_sec > 0)
    text_print("%s looks back %s, and would need finer data than means of %s: they hide peaks and lows", name, window,
               coarse);
}

/* ---- tips, event by event ------------------------------------------------------------------------------- */

struct event {
  const char *at; /* borrowed */
  const json_t *tip;
  gsize change; /* of its changes; as many as there are: it clears */
};

static int by_time(gconstpointer a, gconstpointer b)
{
  return strcmp(((const struct event *)a)->at, ((const struct event *)b)->at);
}

static GArray *events_of(const json_t *tips)
{
  GArray *events = g_array_new(FALSE, FALSE, sizeof(struct event));
  gsize i, k;
  const json_t *tip, *change;
  json_array_foreach (tips, i, tip) {
    const json_t *changes = json_object_get(tip, "changes");
    json_array_foreach (changes, k, change) {
      struct event event = {reply_text(change, "time"), tip, k};
      g_array_append_val(events, event);
    }
    struct event end = {reply_text(tip, "cleared"), tip, json_array_size(changes)};
    if (*end.at)
      g_array_append_val(events, end);
  }
  g_array_sort(events, by_time);
  return events;
}

static char *remedies_of(const json_t *tip)
{
  GString *names = g_string_new(NULL);
  gsize i;
  const json_t *remedy;
  json_array_foreach (json_object_get(tip, "remedies"), i, remedy)
    g_string_append_printf(names, "%s%s", i > 0 ? ", else " : "", reply_text(remedy, "kind"));
  return g_string_free(names, FALSE);
}

static void add_event(struct table *table, const struct event *event)
{
  const json_t *changes = json_object_get(event->tip, "changes");
  gboolean is_end = event->change == json_array_size(changes), is_begin = event->change == 0;
  const char *severity = is_end ? "" : reply_text(json_array_get(changes, event->change), "severity");
  g_autofree char *at = text_time(event->at), *remedies = is_begin ? remedies_of(event->tip) : g_strdup("");
  table_add(table, at, is_end ? "cleared" : is_begin ? "opened" : "now", severity, reply_text(event->tip, "policy"),
            reply_text(json_object_get(event->tip, "subject"), "name"), remedies,
            is_begin ? reply_text(event->tip, "text") : "", NULL);
}

static void print_tips(const json_t *replay)
{
  g_autoptr(GArray) events = events_of(json_object_get(replay, "tips"));
  struct table *table = table_new("TIME EVENT SEVERITY POLICY SUBJECT REMEDY TEXT");
  for (guint i = 0; i < events->len; i++)
    add_event(table, &g_array_index(events, struct event, i));
  text_print("%s", "");
  table_end(table, "");
  if (reply_number(replay, "tips_left_out") > 0)
    text_print("%.0f tips more are left out: a policy that raises so many is wrong", reply_number(replay, "tips_left_out"));
  if (events->len == 0)
    text_print("no tip would have been raised");
}

/* ---- the score card --------------------------------------------------------------------------------------- */

static char *counts_of(const json_t *remedies)
{
  GString *counts = g_string_new(NULL);
  const char *kind;
  json_t *count;
  json_object_foreach ((json_t *)remedies, kind, count)
    g_string_append_printf(counts, "%s%" JSON_INTEGER_FORMAT " %s", counts->len ? ", " : "", json_integer_value(count), kind);
  return g_string_free(counts, FALSE);
}

static void add_score(struct table *table, const char *which, const char *name, const json_t *score)
{
  double lead_sec = reply_number(score, "lead_sec"), day = reply_number(score, "tips_per_day");
  g_autofree char *tips = g_strdup_printf("%.0f", reply_number(score, "tips"));
  g_autofree char *per_day = isnan(day) ? g_strdup("") : g_strdup_printf("%.2f", day);
  g_autofree char *subjects = g_strdup_printf("%.0f", reply_number(score, "subjects"));
  g_autofree char *flaps = g_strdup_printf("%.0f", reply_number(score, "flaps"));
  g_autofree char *in_tip = g_strdup_printf("%.1f %%", reply_number(score, "tip_time_pct"));
  g_autofree char *no_data = g_strdup_printf("%.1f %%", reply_number(score, "no_data_pct"));
  g_autofree char *lead = isnan(lead_sec) ? g_strdup("") : span_format(lead_sec);
  g_autofree char *remedies = counts_of(json_object_get(score, "remedies"));
  table_add(table, name, which, tips, per_day, subjects, flaps, in_tip, no_data, lead, remedies, NULL);
}

static const json_t *policy_named(const json_t *replay, const char *name)
{
  gsize i;
  const json_t *policy;
  json_array_foreach (json_object_get(replay, "policies"), i, policy)
    if (strcmp(reply_text(policy, "name"), name) == 0)
      return policy;
  return NULL;
}

/* `b` may be NULL. Of two, each policy has two rows. */
static void print_scores(const json_t *a, const json_t *b)
{
  struct table *table = table_new("POLICY  >TIPS >PER_DAY >SUBJECTS >FLAPS >IN_TIP >NO_DATA >LEAD REMEDIES");
  gsize i;
  const json_t *policy;
  json_array_foreach (json_object_get(a, "policies"), i, policy) {
    const char *name = reply_text(policy, "name");
    const json_t *other = b ? policy_named(b, name) : NULL;
    add_score(table, b ? "a" : "", name, json_object_get(policy, "score"));
    if (other)
      add_score(table, "b", name, json_object_get(other, "score"));
  }
  json_array_foreach (json_object_get(b, "policies"), i, policy)
    if (!policy_named(a, reply_text(policy, "name")))
      add_score(table, "b", reply_text(policy, "name"), json_object_get(policy, "score"));
  add_score(table, b ? "a" : "", "all", json_object_get(a, "score"));
  if (b)
    add_score(table, "b", "all", json_object_get(b, "score"));
  text_print("%s", "");
  table_end(table, "");
}

static void print_effort(const json_t *replay)
{
  g_autofree char *played = span_format(reply_number(replay, "played_sec"));
  double failures = reply_number(replay, "failures"), damaged = reply_number(replay, "damaged_files");
  text_print("%.0f evaluations in %.0f rounds, which stand for %s, took %.1f s", reply_number(replay, "evaluations"),
             reply_number(replay, "rounds"), played, reply_number(replay, "took_sec"));
  if (failures > 0)
    text_print("%.0f evaluations failed", failures);
  if (damaged > 0)
    text_print("%.0f history files could not be read and are left out", damaged);
}

static void print_assumptions(const json_t *replay)
{
  gsize i;
  const json_t *assumption;
  json_array_foreach (json_object_get(replay, "assumptions"), i, assumption)
    text_print("assumed: %s", json_string_value(assumption));
}

void replay_print(const json_t *replay)
{
  gsize i;
  const json_t *policy;
  print_head(replay);
  json_array_foreach (json_object_get(replay, "policies"), i, policy)
    print_policy(policy);
  print_tips(replay);
  print_scores(replay, NULL);
  print_effort(replay);
  print_assumptions(replay);
}

/* ---- side by side ------------------------------------------------------------------------------------------ */

#define COURSE_MAX 3 /* changes that are told one by one */

/* "warning 10:05:00, critical 10:10:00 to 11:00:00 (notify)". */
static char *course_of(const json_t *tip)
{
  GString *course = g_string_new(NULL);
  const json_t *changes = json_object_get(tip, "changes"), *change;
  gsize i, n = json_array_size(changes);
  json_array_foreach (changes, i, change) {
    g_autofree char *at = time_of(change, "time");
    if (i < COURSE_MAX - 1 || n <= COURSE_MAX)
      g_string_append_printf(course, "%s%s %s", i > 0 ? ", " : "", reply_text(change, "severity"), at);
  }
  g_autofree char *cleared = time_of(tip, "cleared"), *remedies = remedies_of(tip);
  if (n > COURSE_MAX)
    g_string_append_printf(course, ", %zu changes more", n - COURSE_MAX + 1);
  if (n > 0)
    g_string_append_printf(course, " to %s (%s)", *cleared ? cleared : "the end", *remedies ? remedies : "no remedy");
  return g_string_free(course, FALSE);
}

void replay_print_comparison(const json_t *a, const json_t *b, const json_t *comparison)
{
  gsize i;
  const json_t *difference, *policy, *differences = json_object_get(comparison, "differences");
  struct table *table = table_new("POLICY SUBJECT WHAT A B");
  text_print("a:");
  print_head(a);
  text_print("b:");
  print_head(b);
  json_array_foreach (json_object_get(a, "policies"), i, policy)
    print_policy(policy);
  json_array_foreach (json_object_get(b, "policies"), i, policy)
    print_policy(policy);
  json_array_foreach (differences, i, difference) {
    g_autofree char *of_a = course_of(json_object_get(difference, "a")), *of_b = course_of(json_object_get(difference, "b"));
    table_add(table, reply_text(difference, "policy"), reply_text(json_object_get(difference, "subject"), "name"),
              reply_text(difference, "what"), of_a, of_b, NULL);
  }
  text_print("%s", "");
  table_end(table, "");
  text_print("tips that differ: %zu, that are alike: %.0f", json_array_size(differences), reply_number(comparison, "alike"));
  print_scores(a, b);
  print_effort(a);
  print_effort(b);
  print_assumptions(a);
}
