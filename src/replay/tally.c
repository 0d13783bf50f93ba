#include "replay/tally.h"

#include <math.h>
#include <string.h>

#define DAY_SEC 86400

/* What was said last of a policy and a subject, which holds until something else is said. */
struct verdict_track {
  char *policy, *subject;
  enum finding_kind kind;
  gint64 since_sec; /* of the time played */
  gint64 spent_sec[FINDING_KINDS];
  struct tally_tip *open; /* or NULL; borrowed */
  struct tally_tip *loose; /* the open one where it is one too many to be kept; owned */
  gint64 cleared_sec;     /* stamp; 0: never */
  gint64 flaps;
};

struct tally {
  guint step_sec;
  GHashTable *tracks;  /* "POLICY SUBJECT" -> struct verdict_track */
  GPtrArray *tips;     /* struct tally_tip */
  GHashTable *errors;  /* policy -> text */
  struct tally_totals totals;
};

static void tally_tip_free(gpointer data)
{
  struct tally_tip *tip = data;
  g_free(tip->policy);
  g_free(tip->subject);
  g_free(tip->text);
  g_array_unref(tip->changes);
  g_ptr_array_unref(tip->remedies);
  g_free(tip);
}

static void track_free(gpointer data)
{
  struct verdict_track *track = data;
  g_clear_pointer(&track->loose, tally_tip_free);
  g_free(track->policy);
  g_free(track->subject);
  g_free(track);
}

struct tally *tally_new(void)
{
  struct tally *tally = g_new0(struct tally, 1);
  tally->tracks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, track_free);
  tally->tips = g_ptr_array_new_with_free_func(tally_tip_free);
  tally->errors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return tally;
}

void tally_free(struct tally *tally)
{
  if (!tally)
    return;
  g_hash_table_unref(tally->tracks);
  g_ptr_array_unref(tally->tips);
  g_hash_table_unref(tally->errors);
  g_free(tally);
}

void tally_set_step(struct tally *tally, guint step_sec)
{
  tally->step_sec = step_sec;
}

static struct verdict_track *track_of(const struct tally *tally, const char *policy, const char *subject)
{
  g_autofree char *key = g_strdup_printf("%s %s", policy, subject);
  return g_hash_table_lookup(tally->tracks, key);
}

/* The time until now belongs to what was said before. */
static void turn(const struct tally *tally, struct verdict_track *track, enum finding_kind kind)
{
  track->spent_sec[track->kind] += tally->totals.played_sec - track->since_sec;
  track->since_sec = tally->totals.played_sec;
  track->kind = kind;
}

static struct verdict_track *take_verdict(struct tally *tally, const struct finding *finding)
{
  struct verdict_track *track = track_of(tally, finding->policy, finding->subject);
  if (track) {
    turn(tally, track, finding->kind);
    return track;
  }
  track = g_new0(struct verdict_track, 1);
  track->policy = g_strdup(finding->policy);
  track->subject = g_strdup(finding->subject);
  track->kind = finding->kind;
  track->since_sec = tally->totals.played_sec;
  g_hash_table_insert(tally->tracks, g_strdup_printf("%s %s", finding->policy, finding->subject), track);
  return track;
}

static struct tally_tip *tip_of(const struct tally *tally, const struct finding *finding)
{
  struct tally_tip *tip = g_new0(struct tally_tip, 1);
  tip->policy = g_strdup(finding->policy);
  tip->subject = g_strdup(finding->subject);
  tip->text = g_strdup(finding->text);
  tip->raised_sec = finding->stamp_sec;
  tip->step_sec = tally->step_sec;
  tip->changes = g_array_new(FALSE, FALSE, sizeof(struct tally_change));
  tip->remedies = g_ptr_array_ref(finding->remedies);
  return tip;
}

static void raise_tip(struct tally *tally, struct verdict_track *track, const struct finding *finding)
{
  track->flaps += track->cleared_sec > 0 && finding->stamp_sec <= track->cleared_sec + TALLY_FLAP_SEC;
  track->open = tip_of(tally, finding);
  if (tally->tips->len < TALLY_TIPS_MAX) {
    g_ptr_array_add(tally->tips, track->open);
    return;
  }
  track->loose = track->open;
  tally->totals.left_out++;
}

static void clear_tip(struct verdict_track *track, gint64 stamp_sec)
{
  track->open->cleared_sec = track->cleared_sec = stamp_sec;
  track->open = NULL;
  g_clear_pointer(&track->loose, tally_tip_free);
}

static enum severity severity_now(const struct tally_tip *tip)
{
  return tip && tip->changes->len > 0
             ? g_array_index(tip->changes, struct tally_change, tip->changes->len - 1).severity
             : SEVERITY_NONE;
}

gboolean tally_take(struct tally *tally, const struct finding *finding)
{
  struct verdict_track *track = take_verdict(tally, finding);
  enum severity before = severity_now(track->open);
  if (finding->kind == FINDING_ERROR && !g_hash_table_contains(tally->errors, finding->policy))
    g_hash_table_insert(tally->errors, g_strdup(finding->policy), g_strdup(finding->text));
  if (finding->kind == FINDING_CLEAR && track->open)
    clear_tip(track, finding->stamp_sec);
  if (finding->kind != FINDING_TIP)
    return before != severity_now(track->open);
  if (!track->open)
    raise_tip(tally, track, finding);
  if (before == finding->severity)
    return FALSE;
  struct tally_change change = {finding->stamp_sec, finding->severity};
  g_array_append_val(track->open->changes, change);
  return TRUE;
}

enum severity tally_open_severity(const struct tally *tally, const char *policy, const char *subject)
{
  const struct verdict_track *track = track_of(tally, policy, subject);
  return track ? severity_now(track->open) : SEVERITY_NONE;
}

gboolean tally_knows(const struct tally *tally, const char *policy, const char *subject, enum severity severity)
{
  const struct verdict_track *track = track_of(tally, policy, subject);
  return track && track->kind == FINDING_TIP && severity != SEVERITY_NONE && severity_now(track->open) == severity;
}

void tally_each_open(const struct tally *tally, tally_take_open take, gpointer user)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, tally->tracks);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const struct verdict_track *track = value;
    if (track->open)
      take(track->open, user);
  }
}

void tally_take_round(struct tally *tally, guint evaluations, guint findings, guint failures)
{
  tally->totals.findings += findings;
  tally->totals.rounds++;
  tally->totals.evaluations += evaluations;
  tally->totals.failures += failures;
  tally->totals.played_sec += tally->step_sec;
}

const GPtrArray *tally_tips(const struct tally *tally)
{
  return tally->tips;
}

struct tally_totals tally_totals(const struct tally *tally)
{
  return tally->totals;
}

const char *tally_error(const struct tally *tally, const char *policy)
{
  return g_hash_table_lookup(tally->errors, policy);
}

/* ---- the score -------------------------------------------------------------------------------------------- */

/* When the tip first had the severity; 0: never. */
static gint64 reached_sec(const struct tally_tip *tip, enum severity severity)
{
  for (guint i = 0; i < tip->changes->len; i++) {
    const struct tally_change *change = &g_array_index(tip->changes, struct tally_change, i);
    if (change->severity == severity)
      return change->at_sec;
  }
  return 0;
}

static void score_tips(const struct tally *tally, const char *policy, struct tally_score *score)
{
  g_autoptr(GHashTable) subjects = g_hash_table_new(g_str_hash, g_str_equal);
  double lead_sec = 0;
  for (guint i = 0; i < tally->tips->len; i++) {
    const struct tally_tip *tip = tally->tips->pdata[i];
    if (policy && strcmp(tip->policy, policy) != 0)
      continue;
    gint64 warning_sec = reached_sec(tip, SEVERITY_WARNING), critical_sec = reached_sec(tip, SEVERITY_CRITICAL);
    score->tips++;
    g_hash_table_add(subjects, tip->subject);
    if (tip->remedies->len > 0)
      score->remedies[((const struct remedy *)tip->remedies->pdata[0])->kind]++;
    score->criticals += critical_sec > 0;
    if (warning_sec > 0 && critical_sec > warning_sec) {
      score->warned++;
      lead_sec += (double)(critical_sec - warning_sec);
    }
  }
  score->subjects = g_hash_table_size(subjects);
  score->lead_sec = score->warned > 0 ? lead_sec / score->warned : (double)NAN;
}

void tally_score(const struct tally *tally, const char *policy, struct tally_score *score)
{
  *score = (struct tally_score){0};
  score_tips(tally, policy, score);
  double spent_sec[FINDING_KINDS] = {0}, all_sec = 0;
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, tally->tracks);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    struct verdict_track *track = value;
    if (policy && strcmp(track->policy, policy) != 0)
      continue;
    turn(tally, track, track->kind);
    score->flaps += (guint)track->flaps;
    for (guint kind = 0; kind < FINDING_KINDS; kind++) {
      spent_sec[kind] += (double)track->spent_sec[kind];
      all_sec += (double)track->spent_sec[kind];
    }
  }
  double to_pct = all_sec > 0 ? 100 / all_sec : 0;
  score->tip_pct = spent_sec[FINDING_TIP] * to_pct;
  score->no_data_pct = spent_sec[FINDING_NO_DATA] * to_pct;
  score->failed_pct = spent_sec[FINDING_ERROR] * to_pct;
  double days = (double)tally->totals.played_sec / DAY_SEC;
  score->per_day = days >= 1 ? score->tips / days : (double)NAN;
}
