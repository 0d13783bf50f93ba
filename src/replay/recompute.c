#include "replay/recompute.h"

#include "base/error.h"
#include "wire/policy_row.h"

#include <string.h>

#define ABOUT_POLICY "policy"

const char *recomputed_name(enum recomputed kind)
{
  static const char *const names[RECOMPUTED_KINDS] = {"same", "other", "unknown"};
  return names[kind];
}

static void line_free(gpointer data)
{
  struct recomputed_line *line = data;
  g_free(line->text);
  g_free(line);
}

GPtrArray *recomputed_lines_new(void)
{
  return g_ptr_array_new_with_free_func(line_free);
}

void recomputed_add(GPtrArray *lines, enum recomputed kind, const char *about, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  struct recomputed_line *line = g_new(struct recomputed_line, 1);
  *line = (struct recomputed_line){kind, about, g_strdup_vprintf(format, arguments)};
  va_end(arguments);
  g_ptr_array_add(lines, line);
}

gboolean recomputed_matches(const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (((const struct recomputed_line *)lines->pdata[i])->kind != RECOMPUTED_SAME)
      return FALSE;
  return lines->len > 0;
}

/* When it was found: the end of its newest evidence; 0: it has none. */
static gint64 stamp_of(const struct tip *tip)
{
  gint64 stamp_sec = 0;
  for (guint i = 0; i < tip->evidence->len; i++)
    stamp_sec = MAX(stamp_sec, ((const struct evidence *)tip->evidence->pdata[i])->to_sec);
  return stamp_sec;
}

static GPtrArray *settings_of(const struct tip *tip)
{
  GPtrArray *settings = g_ptr_array_new_with_free_func(judge_setting_free);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, tip->settings);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    struct judge_setting *setting = g_new(struct judge_setting, 1);
    *setting = (struct judge_setting){g_strdup(tip->policy), g_strdup(name), g_strdup(value)};
    g_ptr_array_add(settings, setting);
  }
  return settings;
}

static const struct tally_tip *found_again(const struct replay *replay, const struct tip *tip)
{
  const GPtrArray *tips = tally_tips(replay->tally);
  for (guint i = 0; i < tips->len; i++) {
    const struct tally_tip *found = tips->pdata[i];
    if (strcmp(found->policy, tip->policy) == 0 && strcmp(found->subject, tip->subject) == 0)
      return found;
  }
  return NULL;
}

static enum severity severity_of(const struct tally_tip *found)
{
  return g_array_index(found->changes, struct tally_change, 0).severity;
}

/* The same sentence, whatever its figures are. */
static gboolean reads_alike(const char *a, const char *b)
{
  static const char figures[] = "0123456789.";
  while (*a && *b) {
    gsize of_a = strspn(a, figures), of_b = strspn(b, figures);
    if ((of_a > 0) != (of_b > 0) || (of_a == 0 && *a != *b))
      return FALSE;
    a += MAX(of_a, 1);
    b += MAX(of_b, 1);
  }
  return *a == *b;
}

static gboolean is_alike(const struct tally_tip *found, const struct tip *tip)
{
  return found && severity_of(found) == tip->severity && strcmp(found->text, tip->text) == 0;
}

/* Why the policy said nothing: it is not in the pack, was refused, or failed. NULL: it judged. */
static char *why_not_judged(const struct replay *replay, const struct tip *tip)
{
  gsize i;
  struct policy_row row;
  const char *error = tally_error(replay->tally, tip->policy);
  if (!policy_row_find(replay->policies, tip->policy, &i))
    return g_strdup_printf("the pack has no policy %s any more", tip->policy);
  policy_row_read(replay->policies, i, &row);
  if (row.state != POLICY_ACTIVE)
    return g_strdup_printf("policy %s is %s: %s", tip->policy, policy_state_name(row.state), row.reason);
  return error ? g_strdup_printf("policy %s fails: %s", tip->policy, error) : NULL;
}

static void compare_remedies(const struct tally_tip *found, const struct tip *tip, GPtrArray *lines)
{
  const struct remedy *now = found->remedies->len ? found->remedies->pdata[0] : NULL;
  const struct remedy *then = tip->remedies->len ? tip->remedies->pdata[0] : NULL;
  const char *proposed = now ? remedy_kind_name(now->kind) : "nothing", *stored = then ? remedy_kind_name(then->kind) : "nothing";
  recomputed_add(lines, strcmp(proposed, stored) == 0 ? RECOMPUTED_SAME : RECOMPUTED_OTHER, ABOUT_POLICY,
                 "policy %s proposes %s first%s%s", tip->policy, proposed, strcmp(proposed, stored) == 0 ? "" : ", the tip says ",
                 strcmp(proposed, stored) == 0 ? "" : stored);
}

/* ", judged upon means of 60 s" where history is no finer any more. */
static char *resolution_of(const struct replay *replay)
{
  guint step_sec = g_array_index(replay->stretches, struct stretch, 0).step_sec;
  return step_sec > replay->interval_sec ? g_strdup_printf(", judged upon means of %u s", step_sec) : g_strdup("");
}

static void compare_finding(const struct replay *replay, const struct tally_tip *found, const struct tip *tip, GPtrArray *lines)
{
  g_autofree char *why = found ? NULL : why_not_judged(replay, tip);
  g_autofree char *resolution = resolution_of(replay);
  if (why)
    recomputed_add(lines, RECOMPUTED_NOT, ABOUT_POLICY, "%s", why);
  else if (!found)
    recomputed_add(lines, RECOMPUTED_OTHER, ABOUT_POLICY, "policy %s finds nothing wrong with %s at that moment%s", tip->policy,
                   tip->subject_name, resolution);
  else if (is_alike(found, tip))
    recomputed_add(lines, RECOMPUTED_SAME, ABOUT_POLICY, "policy %s says the same again: %s, %s", tip->policy,
                   severity_name(tip->severity), tip->text);
  else if (*resolution && severity_of(found) == tip->severity && reads_alike(found->text, tip->text))
    recomputed_add(lines, RECOMPUTED_SAME, ABOUT_POLICY, "policy %s says as much: %s, %s%s; the tip says: %s", tip->policy,
                   severity_name(tip->severity), found->text, resolution, tip->text);
  else
    recomputed_add(lines, RECOMPUTED_OTHER, ABOUT_POLICY, "policy %s says now: %s, %s%s; the tip says: %s, %s", tip->policy,
                   severity_name(severity_of(found)), found->text, resolution, severity_name(tip->severity), tip->text);
  if (found)
    compare_remedies(found, tip, lines);
}

/* The one round at that moment, or right before it, at the finest resolution that is kept of it. FALSE with error. */
static gboolean choose_round(struct replay_order *order, gint64 stamp_sec, GError **error)
{
  struct recorded *recorded = recorded_scan(order->directory, error);
  gboolean is_kept = FALSE;
  for (guint i = 0; recorded && !is_kept && i < recorded->archives->len; i++) {
    order->step_sec = g_array_index(recorded->archives, struct recorded_archive, i).step_sec;
    order->from_sec = stamp_sec - order->step_sec;
    order->to_sec = stamp_sec;
    g_autoptr(GArray) stretches = recorded_stretches(recorded, order->from_sec, order->to_sec, order->step_sec);
    is_kept = stretches->len > 0;
  }
  if (recorded && !is_kept)
    error_refuse(error, PROVOST_ERROR_NOT_FOUND, "history does not reach back to it any more");
  recorded_free(recorded);
  return is_kept;
}

/* As it was found again while it was open, where it was; else as it was raised. */
static struct replay *judge_again(const struct replay_order *order, const struct tip *tip, GError **error)
{
  struct replay *replay = replay_run(order, error);
  if (!replay || !order->open || is_alike(found_again(replay, tip), tip))
    return replay;
  struct replay_order raised = *order;
  raised.open = NULL;
  replay_free(replay);
  return replay_run(&raised, error);
}

void recompute_policy(const struct replay_order *asked, const struct tip *tip, GPtrArray *lines)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) settings = settings_of(tip);
  const struct replay_open open = {tip->policy, tip->subject, tip->severity};
  struct replay_order order = *asked;
  gint64 stamp_sec = stamp_of(tip);
  if (stamp_sec == 0) {
    recomputed_add(lines, RECOMPUTED_NOT, ABOUT_POLICY, "the tip rests on no series: when it was found cannot be told from it");
    return;
  }
  order.settings = settings;
  order.open = tip->refreshed > 0 ? &open : NULL;
  struct replay *replay = choose_round(&order, stamp_sec, &error) ? judge_again(&order, tip, &error) : NULL;
  if (replay)
    compare_finding(replay, found_again(replay, tip), tip, lines);
  else
    recomputed_add(lines, RECOMPUTED_NOT, ABOUT_POLICY, "policy %s cannot judge that moment again: %s", tip->policy, error->message);
  replay_free(replay);
}
