#include "replay/replay.h"

#include "base/error.h"
#include "replay/usual.h"
#include "wire/policy_row.h"

#include <string.h>

/* Bytes of values that are held at a time. */
#define REEL_BYTES (128u << 20)
#define ROUNDS_MIN 64

/* As long as the fleet waits before it calls a value unknown: three intervals. */
#define PATIENCE 3

struct playing {
  const struct replay_order *order;
  struct replay *replay;
  struct recorded *recorded;
  GArray *needs;      /* struct reel_need, of the active policies */
  GPtrArray *objects; /* of recorded, that are worth reading */
  struct judge *judge;
  struct usual *usual; /* NULL: no policy asks */
  GPtrArray *samples; /* GVariant, of the round to come: put together while the judge computes */
};

/* ---- packs ----------------------------------------------------------------------------------------------- */

static void need(GArray *needs, enum metric_id metric, guint64 span_sec)
{
  for (guint i = 0; i < needs->len; i++) {
    struct reel_need *known = &g_array_index(needs, struct reel_need, i);
    if (known->metric == metric) {
      known->span_sec = MAX(known->span_sec, span_sec);
      return;
    }
  }
  const struct reel_need added = {metric, span_sec};
  g_array_append_val(needs, added);
}

static void take_policies(struct playing *playing)
{
  GVariant *policies = judge_policies(playing->judge);
  g_array_set_size(playing->needs, 0);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    g_autoptr(GVariant) needs = policy_row_needs(policies, i);
    for (gsize k = 0; k < g_variant_n_children(needs); k++) {
      guint16 metric;
      guint span_sec;
      g_variant_get_child(needs, k, "(qu)", &metric, &span_sec);
      if (metric < metric_count())
        need(playing->needs, metric, span_sec);
    }
  }
  g_clear_pointer(&playing->objects, g_ptr_array_unref);
  playing->objects = reel_wanted(playing->recorded->objects, playing->needs);
}

/* ---- playing ----------------------------------------------------------------------------------------------- */

static void tell_open_tip(const struct tally_tip *tip, gpointer user)
{
  const struct playing *playing = user;
  enum severity severity = tally_open_severity(playing->replay->tally, tip->policy, tip->subject);
  judge_tell(playing->judge, MESSAGE_OPEN_TIP, g_variant_new("(ssy)", tip->policy, tip->subject, (guchar)severity));
}

static void tell_open(const struct playing *playing, const struct replay_open *open)
{
  judge_tell(playing->judge, MESSAGE_OPEN_TIP, g_variant_new("(ssy)", open->policy, open->subject, (guchar)open->severity));
}

static void on_finding(const struct finding *finding, gpointer user)
{
  struct playing *playing = user;
  struct tally *tally = playing->replay->tally;
  if (!scene_has(playing->replay->scene, finding->subject) || !tally_take(tally, finding))
    return;
  enum severity severity = tally_open_severity(tally, finding->policy, finding->subject);
  judge_tell(playing->judge, MESSAGE_OPEN_TIP,
             g_variant_new("(ssy)", finding->policy, finding->subject, (guchar)severity));
}

static gboolean knows(const char *policy, const char *subject, enum severity severity, gpointer user)
{
  const struct playing *playing = user;
  return tally_knows(playing->replay->tally, policy, subject, severity);
}

static void tell_past(GVariant *series, gpointer user)
{
  judge_tell(user, MESSAGE_SERIES, series);
}

static void tell_usual(GVariant *baseline, gpointer user)
{
  judge_tell(user, MESSAGE_BASELINE, baseline);
}

static void keep_samples(GVariant *samples, gpointer user)
{
  g_ptr_array_add(user, g_variant_ref_sink(samples));
}

/* Without samples of anybody, or behind the last round, nothing is kept. */
static void prepare_round(struct playing *playing, struct reel *reel, guint round)
{
  g_ptr_array_set_size(playing->samples, 0);
  if (round < reel_rounds(reel))
    reel_each_samples(reel, round, keep_samples, playing->samples);
}

static void tell_samples(gpointer samples, gpointer judge)
{
  judge_tell(judge, MESSAGE_SAMPLES, samples);
}

static gboolean play_round(struct playing *playing, struct reel *reel, guint round, GError **error)
{
  struct replay *replay = playing->replay;
  guint patience = reel_step_sec(reel) == replay->interval_sec ? PATIENCE : 1;
  if (scene_turn(replay->scene, reel, round, patience))
    judge_tell(playing->judge, MESSAGE_SUBJECTS, scene_message(replay->scene));
  gboolean is_heard = playing->samples->len > 0;
  if (is_heard) {
    g_ptr_array_foreach(playing->samples, tell_samples, playing->judge);
    usual_turn(playing->usual, reel_stamp_sec(reel, round), tell_usual, playing->judge);
    judge_begin(playing->judge, reel_stamp_sec(reel, round));
  }
  prepare_round(playing, reel, round + 1);
  struct judge_round counts = {0};
  if (is_heard && !judge_await(playing->judge, &counts, error))
    return FALSE;
  if (is_heard)
    tally_take_round(replay->tally, counts.evaluations, counts.findings, counts.failures);
  return TRUE;
}

static gboolean play_reel(struct playing *playing, const struct reel_options *options, GError **error)
{
  struct reel *reel = reel_read(options);
  gboolean is_played = TRUE;
  prepare_round(playing, reel, 0);
  for (guint i = 0; is_played && i < reel_rounds(reel); i++)
    is_played = play_round(playing, reel, i, error);
  reel_free(reel);
  return is_played;
}

/* In pieces that memory can hold. */
static gboolean play_pieces(struct playing *playing, const struct stretch *stretch, GError **error)
{
  struct reel_options options = {playing->order->directory, playing->objects, playing->needs, *stretch};
  gsize values = MAX(reel_round_values(playing->objects, playing->needs), 1);
  gint64 span_sec = (gint64)MAX(REEL_BYTES / (values * sizeof(double)), ROUNDS_MIN) * stretch->step_sec;
  gboolean is_played = TRUE;
  for (gint64 from_sec = stretch->from_sec; is_played && from_sec < stretch->to_sec; from_sec += span_sec) {
    options.stretch.from_sec = from_sec;
    options.stretch.to_sec = MIN(from_sec + span_sec, stretch->to_sec);
    is_played = play_reel(playing, &options, error);
  }
  return is_played;
}

static gboolean play_stretch(struct playing *playing, const struct stretch *stretch, GError **error)
{
  struct replay *replay = playing->replay;
  const struct judge_options options = {.packs = playing->replay->packs,
                                        .settings = playing->order->settings,
                                        .former = replay->policies,
                                        .interval_sec = stretch->step_sec,
                                        .program = playing->order->program,
                                        .finding = on_finding,
                                        .knows = knows,
                                        .user = playing};
  playing->judge = judge_new(&options, error);
  if (!playing->judge)
    return FALSE;
  take_policies(playing);
  if (!replay->scene)
    replay->scene = scene_new(playing->order->subjects, playing->order->moves, playing->objects);
  const struct reel_options past = {playing->order->directory, playing->objects, playing->needs, *stretch};
  tally_set_step(replay->tally, stretch->step_sec);
  judge_tell(playing->judge, MESSAGE_SUBJECTS, scene_message(replay->scene));
  tally_each_open(replay->tally, tell_open_tip, playing);
  if (playing->order->open)
    tell_open(playing, playing->order->open);
  reel_each_past(&past, tell_past, playing->judge);
  const struct usual_options usual = {playing->order->directory, playing->recorded, playing->objects,
                                      judge_baselines(playing->judge), *stretch};
  playing->usual = usual_read(&usual);
  gboolean is_played = play_pieces(playing, stretch, error);
  g_clear_pointer(&playing->usual, usual_free);
  g_clear_pointer(&replay->policies, g_variant_unref);
  replay->policies = g_variant_ref(judge_policies(playing->judge));
  g_clear_pointer(&playing->judge, judge_free);
  return is_played;
}

static gboolean play(struct playing *playing, GError **error)
{
  struct replay *replay = playing->replay;
  gboolean is_played = TRUE;
  for (guint i = 0; is_played && i < replay->stretches->len; i++)
    is_played = play_stretch(playing, &g_array_index(replay->stretches, struct stretch, i), error);
  return is_played;
}

static gboolean has_anything(const struct replay *replay, const struct recorded *recorded, GError **error)
{
  if (replay->stretches->len > 0)
    return TRUE;
  g_autoptr(GDateTime) newest = g_date_time_new_from_unix_local(recorded->newest_sec);
  g_autofree char *text = g_date_time_format(newest, "%F %T");
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
              "nothing is recorded in that time: the newest sample is of %s", text);
  return FALSE;
}

static gboolean begin(struct playing *playing, GError **error)
{
  const struct replay_order *order = playing->order;
  struct replay *replay = playing->replay;
  judge_read_packs(order->pack, replay->packs);
  if (replay->packs->len == 0) {
    g_autofree char *why = packs_none_text(order->pack);
    g_set_error_literal(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, why);
    return FALSE;
  }
  playing->recorded = recorded_scan(order->directory, error);
  if (!playing->recorded)
    return FALSE;
  replay->interval_sec = playing->recorded->interval_sec;
  replay->damaged = playing->recorded->damaged;
  replay->stretches = recorded_stretches(playing->recorded, order->from_sec, order->to_sec, order->step_sec);
  return has_anything(replay, playing->recorded, error);
}

struct replay *replay_run(const struct replay_order *order, GError **error)
{
  gint64 begin_us = g_get_monotonic_time();
  struct replay *replay = g_new0(struct replay, 1);
  replay->packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  replay->tally = tally_new();
  struct playing playing = {.order = order, .replay = replay};
  playing.needs = g_array_new(FALSE, FALSE, sizeof(struct reel_need));
  playing.samples = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
  gboolean is_done = begin(&playing, error) && play(&playing, error);
  replay->took_us = g_get_monotonic_time() - begin_us;
  judge_free(playing.judge);
  g_array_unref(playing.needs);
  g_ptr_array_unref(playing.samples);
  g_clear_pointer(&playing.objects, g_ptr_array_unref);
  recorded_free(playing.recorded);
  if (is_done)
    return replay;
  replay_free(replay);
  return NULL;
}

void replay_free(struct replay *replay)
{
  if (!replay)
    return;
  g_clear_pointer(&replay->stretches, g_array_unref);
  g_clear_pointer(&replay->policies, g_variant_unref);
  g_clear_pointer(&replay->scene, scene_free);
  g_ptr_array_unref(replay->packs);
  tally_free(replay->tally);
  g_free(replay);
}
