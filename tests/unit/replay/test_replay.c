/* Replays of a past that is known: replay.c with all its parts, and the real provost-policy. */
#include "past.h"
#include "unit.h"
#include "wire/policy_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HOUR 3600
#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"
#define GUEST "guest:" UUID

static const char busy_policy[] =
    "return { name = 'busy', title = 'Busy', subject = 'host', every = '30s',\n"
    "  needs = { ['host.cpu.busy_pct'] = '5m' },\n"
    "  settings = { warning = { default = 60, min = 0, max = 100 }, critical = { default = 75, min = 0, max = 100 },\n"
    "               clear = { default = 50, min = 0, max = 100 }, sustained = { default = '1m' } },\n"
    "  evaluate = function(host, set)\n"
    "    local w, why = host:window('host.cpu.busy_pct', set.sustained)\n"
    "    if not w then return nil, why end\n"
    "    local severity = provost.over(w:avg(), set)\n"
    "    if not severity then return end\n"
    "    return provost.tip { severity = severity, text = host.name .. ' is busy', evidence = { w },\n"
    "      remedy = provost.first_of { provost.migrate { from = host, relieve = 'cpu' }, provost.notify {} } }\n"
    "  end }\n";

static const char waiting_policy[] =
    "return { name = 'waiting', title = 'Waits', subject = 'guest',\n"
    "  needs = { ['guest.cpu.wait_pct'] = '2m', ['guest.disk.rd_latency_ms'] = '2m' },\n"
    "  evaluate = function(guest)\n"
    "    local w, why = guest:window('guest.cpu.wait_pct', '2m')\n"
    "    if not w then return nil, why end\n"
    "    local slow = 0\n"
    "    for _, disk in ipairs(guest:all('guest.disk.rd_latency_ms')) do\n"
    "      local l = disk:latest('guest.disk.rd_latency_ms')\n"
    "      if l and l > 20 then slow = slow + 1 end\n"
    "    end\n"
    "    if w:min() < 5 and slow == 0 then return end\n"
    "    return provost.tip { severity = slow > 0 and 'critical' or 'warning', evidence = { w }, remedy = provost.notify {},\n"
    "      text = guest.name .. ' waits on ' .. (guest.host and guest.host.name or 'no host') }\n"
    "  end }\n";

/* A walk between 0 and 100 that is the same in each run. */
static double wander(GRand *rand, double *at)
{
  *at = CLAMP(*at + g_rand_double_range(rand, -8, 8), 0, 100);
  return *at;
}

static void add_scene(struct past *past)
{
  g_ptr_array_add(past->subjects, scene_subject_new("cluster:lab", "lab", "", "up"));
  g_ptr_array_add(past->subjects, scene_subject_new("host:h1", "h1", "cluster:lab", "up"));
  g_ptr_array_add(past->subjects, scene_subject_new("host:h2", "h2", "cluster:lab", "up"));
  g_ptr_array_add(past->subjects, scene_subject_new(GUEST, "g1", "host:h1", "running"));
}

/* What a core would be: tallies, and tells its policies of open tips. */
struct core {
  struct judge *judge;
  struct tally *tally;
};

static void on_finding(const struct finding *finding, gpointer user)
{
  struct core *core = user;
  if (!tally_take(core->tally, finding))
    return;
  enum severity severity = tally_open_severity(core->tally, finding->policy, finding->subject);
  judge_tell(core->judge, MESSAGE_OPEN_TIP,
             g_variant_new("(ssy)", finding->policy, finding->subject, (guchar)severity));
}

static void core_start(struct core *core, const struct past *past)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  struct manifest *manifest = manifest_load(past->pack, faults);
  assert_non_null(manifest);
  g_ptr_array_add(packs, pack_text_read(past->pack, manifest, NULL));
  manifest_free(manifest);
  const struct judge_options options = {.packs = packs,
                                        .settings = past->settings,
                                        .interval_sec = PAST_STEP,
                                        .program = past->program,
                                        .finding = on_finding,
                                        .user = core};
  g_autoptr(GPtrArray) nothing = g_ptr_array_new();
  core->tally = tally_new();
  tally_set_step(core->tally, PAST_STEP);
  core->judge = judge_new(&options, &error);
  assert_no_error(error);
  struct scene *scene = scene_new(past->subjects, nothing, nothing);
  judge_tell(core->judge, MESSAGE_SUBJECTS, scene_message(scene));
  scene_free(scene);
}

static void core_evaluate(struct core *core, gint64 stamp_sec)
{
  g_autoptr(GError) error = NULL;
  struct judge_round round;
  judge_begin(core->judge, stamp_sec);
  judge_await(core->judge, &round, &error);
  assert_no_error(error);
  tally_take_round(core->tally, round.evaluations, round.findings, round.failures);
}

/* Samples of one moment; some are missing, but never three of a subject in a row. */
static void add_samples(struct past *past, GRand *rand, double at[4], guint i)
{
  double h1 = wander(rand, &at[0]), h2 = wander(rand, &at[1]), wait = wander(rand, &at[2]), latency = wander(rand, &at[3]);
  past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, i % 7 == 3 ? (double)NAN : h1);
  past_add(past, "host:h1", METRIC_HOST_CPU_COUNT, 4);
  past_add(past, "host:h2", METRIC_HOST_CPU_BUSY_PCT, i / 90 % 5 == 4 ? (double)NAN : h2);
  past_add(past, "host:h2", METRIC_HOST_CPU_COUNT, 4);
  past_add(past, GUEST, METRIC_GUEST_CPU_WAIT_PCT, i == 0 ? (double)NAN : wait / 5);
  past_add(past, GUEST, METRIC_GUEST_CPU_COUNT, 2);
  if (i > 40) /* the disk is plugged in later */
    past_add(past, GUEST "{dev=vda}", METRIC_GUEST_DISK_RD_LATENCY_MS, latency / 4);
}

static void a_replay_of_every_sample_raises_the_tips_that_were_raised_then(void **state)
{
  (void)state;
  const gint64 begin_sec = PAST_END - 5 * HOUR;
  struct past *past = past_new(begin_sec);
  past_write(past, "busy.lua", busy_policy);
  past_write(past, "waiting.lua", waiting_policy);
  add_scene(past);
  struct core core;
  core_start(&core, past);
  GRand *rand = g_rand_new_with_seed(4);
  double at[4] = {40, 60, 20, 50};
  guint i = 0;
  for (gint64 now_sec = begin_sec + PAST_STEP; now_sec <= PAST_END; now_sec += PAST_STEP) {
    add_samples(past, rand, at, i++);
    GVariant *samples = past_settle(past, now_sec);
    judge_tell(core.judge, MESSAGE_SAMPLES, samples);
    g_variant_unref(samples);
    core_evaluate(&core, now_sec);
  }
  g_rand_free(rand);
  past_flush(past);
  struct replay *replay = past_replay(past, begin_sec, PAST_END);
  g_autofree char *then = past_tips(core.tally), *now = past_tips(replay->tally);
  assert_true(tally_tips(core.tally)->len > 20);
  assert_string_equal(now, then);
  assert_int_equal(tally_totals(replay->tally).evaluations, tally_totals(core.tally).evaluations);
  assert_int_equal(tally_totals(replay->tally).failures, 0);
  replay_free(replay);
  judge_free(core.judge);
  tally_free(core.tally);
  past_free(past);
}


/* ---- coarser archives --------------------------------------------------------------------------------- */

static gboolean is_hot(gint64 now_sec)
{
  gint64 ago = PAST_END - now_sec;
  return (ago <= 30 * HOUR && ago > 28 * HOUR) || (ago <= 7 * HOUR && ago > 5 * HOUR);
}

static struct past *two_days(void)
{
  struct past *past = past_new(PAST_END - 48 * HOUR);
  past_write(past, "busy.lua", busy_policy);
  add_scene(past);
  for (gint64 now_sec = PAST_END - 48 * HOUR + PAST_STEP; now_sec <= PAST_END; now_sec += PAST_STEP) {
    past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, is_hot(now_sec) ? 70 : 20);
    g_variant_unref(past_settle(past, now_sec));
  }
  past_flush(past);
  return past;
}

static void assert_near(gint64 sec, gint64 hours_ago, gint64 within_sec)
{
  if (ABS(sec - (PAST_END - hours_ago * HOUR)) > within_sec)
    fail_msg("%" G_GINT64_FORMAT " s before the end is not near %" G_GINT64_FORMAT " h", PAST_END - sec, hours_ago);
}

static void what_is_older_is_judged_by_means_and_a_tip_outlives_the_change_of_resolution(void **state)
{
  (void)state;
  struct past *past = two_days();
  struct replay *replay = past_replay(past, PAST_END - 40 * HOUR, PAST_END);
  assert_int_equal(replay->stretches->len, 3);
  const struct stretch *stretches = (const void *)replay->stretches->data;
  assert_int_equal(stretches[0].step_sec, 300);
  assert_int_equal(stretches[1].step_sec, 60);
  assert_int_equal(stretches[2].step_sec, 10);
  assert_near(stretches[1].from_sec, 24, 300);
  assert_near(stretches[2].from_sec, 6, 60);
  assert_int_equal(stretches[0].to_sec, stretches[1].from_sec);
  assert_int_equal(stretches[1].to_sec, stretches[2].from_sec);
  const GPtrArray *tips = tally_tips(replay->tally);
  assert_int_equal(tips->len, 2);
  const struct tally_tip *old = tips->pdata[0], *newer = tips->pdata[1];
  assert_int_equal(old->step_sec, 300);
  assert_near(old->raised_sec, 30, 300);
  assert_near(old->cleared_sec, 28, 300);
  assert_int_equal(newer->step_sec, 60);
  assert_near(newer->raised_sec, 7, 120);
  assert_near(newer->cleared_sec, 5, 60); /* in samples by then */
  assert_int_equal(newer->changes->len, 1);
  replay_free(replay);
  past_free(past);
}

static void a_replay_can_be_told_to_judge_no_finer(void **state)
{
  (void)state;
  struct past *past = two_days();
  const struct replay_order order = {past->pack, past->settings, past->directory, past->program, PAST_END - 40 * HOUR,
                                     PAST_END, 300, past->subjects, past->moves, NULL};
  g_autoptr(GError) error = NULL;
  struct replay *replay = replay_run(&order, &error);
  assert_no_error(error);
  assert_int_equal(replay->stretches->len, 1);
  assert_int_equal(g_array_index(replay->stretches, struct stretch, 0).step_sec, 300);
  assert_int_equal(tally_totals(replay->tally).rounds, 40 * 12);
  assert_int_equal(tally_tips(replay->tally)->len, 2);
  replay_free(replay);
  past_free(past);
}

static void a_time_before_all_history_is_an_error_that_names_the_newest_sample(void **state)
{
  (void)state;
  struct past *past = two_days();
  const struct replay_order order = {past->pack, past->settings, past->directory, past->program, PAST_END + HOUR,
                                     PAST_END + 2 * HOUR, 0, past->subjects, past->moves, NULL};
  g_autoptr(GError) error = NULL;
  assert_null(replay_run(&order, &error));
  assert_error_says(error, "nothing is recorded in that time");
  past_free(past);
}

/* ---- who was where, and how ------------------------------------------------------------------------------ */

static const char state_policy[] =
    "return { name = 'silent', title = 'Silent', subject = 'host', needs = { ['host.cpu.count'] = '1m' },\n"
    "  evaluate = function(host)\n"
    "    if host.state == 'up' then return end\n"
    "    return provost.tip { severity = 'critical', text = host.name .. ' is ' .. host.state, remedy = provost.notify {} }\n"
    "  end }\n";

/* An hour; the second host is silent in it from the 10th minute to the 20th, both (nobody watches) from the 30th to the 40th. */
static void a_host_without_values_is_down_unless_nobody_watched(void **state)
{
  (void)state;
  struct past *past = past_new(PAST_END - HOUR);
  past_write(past, "silent.lua", state_policy);
  add_scene(past);
  for (gint64 sec = PAST_STEP; sec <= HOUR; sec += PAST_STEP) {
    gboolean is_watched = sec <= 1800 || sec > 2400;
    if (is_watched)
      past_add(past, "host:h1", METRIC_HOST_CPU_COUNT, 4);
    if (is_watched && (sec <= 600 || sec > 1200))
      past_add(past, "host:h2", METRIC_HOST_CPU_COUNT, 4);
    g_variant_unref(past_settle(past, PAST_END - HOUR + sec));
  }
  past_flush(past);
  struct replay *replay = past_replay(past, PAST_END - HOUR, PAST_END);
  g_autofree char *tips = past_tips(replay->tally);
  /* Three intervals without a value, as live. */
  assert_string_equal(tips, "silent host:h2 critical -2970 cleared -2390");
  assert_int_equal(tally_totals(replay->tally).rounds, 300);
  replay_free(replay);
  past_free(past);
}

static void a_guest_is_on_the_host_it_was_moved_from_until_then(void **state)
{
  (void)state;
  struct past *past = past_new(PAST_END - HOUR);
  past_write(past, "waiting.lua", waiting_policy);
  add_scene(past);
  struct scene_move *move = g_new(struct scene_move, 1);
  *move = (struct scene_move){g_strdup(GUEST), g_strdup("host:h2"), g_strdup("host:h1"), PAST_END - HOUR / 2};
  g_ptr_array_add(past->moves, move);
  for (gint64 sec = PAST_STEP; sec <= HOUR; sec += PAST_STEP) {
    past_add(past, GUEST, METRIC_GUEST_CPU_WAIT_PCT, sec / 600 % 2 ? 50 : 0);
    past_add(past, "host:h1", METRIC_HOST_CPU_COUNT, 4);
    past_add(past, "host:h2", METRIC_HOST_CPU_COUNT, 4);
    g_variant_unref(past_settle(past, PAST_END - HOUR + sec));
  }
  past_flush(past);
  struct replay *replay = past_replay(past, PAST_END - HOUR, PAST_END);
  const GPtrArray *tips = tally_tips(replay->tally);
  assert_int_equal(tips->len, 3);
  assert_string_equal(((const struct tally_tip *)tips->pdata[0])->text, "g1 waits on h2");
  assert_string_equal(((const struct tally_tip *)tips->pdata[2])->text, "g1 waits on h1");
  replay_free(replay);
  past_free(past);
}

static void without_a_fleet_subjects_are_those_of_the_files(void **state)
{
  (void)state;
  struct past *past = two_days();
  g_ptr_array_set_size(past->subjects, 0);
  struct replay *replay = past_replay(past, PAST_END - 8 * HOUR, PAST_END);
  assert_int_equal(scene_count(replay->scene, SUBJECT_HOST), 1);
  assert_string_equal(scene_name(replay->scene, "host:h1"), "h1");
  assert_int_equal(tally_tips(replay->tally)->len, 1);
  replay_free(replay);
  past_free(past);
}

/* ---- settings, packs and files that are bad ----------------------------------------------------------------- */

static void other_settings_give_other_tips(void **state)
{
  (void)state;
  struct past *past = two_days();
  g_ptr_array_add(past->settings, judge_setting_parse("busy.warning=71", NULL));
  struct replay *replay = past_replay(past, PAST_END - 40 * HOUR, PAST_END);
  assert_int_equal(tally_tips(replay->tally)->len, 0);
  assert_true(tally_totals(replay->tally).evaluations > 1000);
  replay_free(replay);
  past_free(past);
}

static void a_setting_must_be_written_as_one(void **state)
{
  (void)state;
  static const char *const wrong[] = {"", "busy", "busy.warning", "busy.=1", ".warning=1", "busy=1.5", "busy.warning="};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(judge_setting_parse(wrong[i], &error));
    assert_error_says(error, "POLICY.NAME=VALUE");
  }
  struct judge_setting *setting = judge_setting_parse("host-cpu.sustained=5m", NULL);
  assert_string_equal(setting->policy, "host-cpu");
  assert_string_equal(setting->name, "sustained");
  assert_string_equal(setting->value, "5m");
  judge_setting_free(setting);
}

static const char *reason_of(const struct replay *replay, const char *policy)
{
  for (gsize i = 0; i < policy_rows(replay->policies); i++) {
    struct policy_row row;
    policy_row_read(replay->policies, i, &row);
    if (strcmp(row.name, policy) == 0)
      return row.reason;
  }
  return NULL;
}

static void a_policy_that_is_refused_or_runs_wild_says_so_and_the_others_are_replayed(void **state)
{
  (void)state;
  struct past *past = two_days();
  past_write(past, "wild.lua", "return { name = 'wild', title = 'W', subject = 'host', needs = { ['host.cpu.count'] = '1m' },\n"
                               "  evaluate = function(host) while true do end end }\n");
  past_write(past, "wrong.lua", "return { name = 'wrong', title = 'W', subject = 'host' }\n");
  past_write(past, "failing.lua", "return { name = 'failing', title = 'F', subject = 'host',\n"
                                  "  needs = { ['host.cpu.count'] = '1m' }, evaluate = function(host) return host.nmae end }\n");
  struct replay *replay = past_replay(past, PAST_END - 8 * HOUR, PAST_END);
  assert_int_equal(tally_tips(replay->tally)->len, 1);
  assert_non_null(strstr(reason_of(replay, "wild"), "too long"));
  assert_non_null(strstr(reason_of(replay, "wrong"), "evaluate"));
  assert_non_null(strstr(tally_error(replay->tally, "failing"), "nmae"));
  struct tally_score score;
  tally_score(replay->tally, "failing", &score);
  assert_true(score.failed_pct > 99);
  replay_free(replay);
  past_free(past);
}

static void a_damaged_file_is_left_out_and_counted(void **state)
{
  (void)state;
  struct past *past = two_days();
  g_autofree char *folder = g_build_filename(past->directory, "host", "h7", NULL);
  g_autofree char *file = g_build_filename(folder, "host.rrd", NULL);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  assert_true(g_file_set_contents(file, "RRD", 3, NULL));
  struct replay *replay = past_replay(past, PAST_END - 8 * HOUR, PAST_END);
  assert_int_equal(replay->damaged, 1);
  assert_int_equal(tally_tips(replay->tally)->len, 1);
  replay_free(replay);
  past_free(past);
}

/* ---- what was usual -------------------------------------------------------------------------------------------- */

static const char unusual_policy[] =
    "return { name = 'unusual', title = 'Unusual', subject = 'host',\n"
    "  needs = { ['host.cpu.busy_pct'] = { back = '1m', baseline = true } },\n"
    "  evaluate = function(host)\n"
    "    local usual, why = host:baseline('host.cpu.busy_pct')\n"
    "    if not usual then return nil, why end\n"
    "    local now = host:latest('host.cpu.busy_pct')\n"
    "    if not now or now < usual:high() + 10 then return end\n"
    "    return provost.tip { severity = 'warning', text = 'unusual', remedy = provost.notify {} }\n"
    "  end }\n";

/* Three weeks and some days; each day is busy at the same hour, and in the last days once at another. */
static void what_is_usual_is_what_was_before_that_hour(void **state)
{
  (void)state;
  const gint64 begin_sec = PAST_END - 24 * 86400;
  struct past *past = past_new(begin_sec);
  past_write(past, "unusual.lua", unusual_policy);
  add_scene(past);
  for (gint64 now_sec = begin_sec + PAST_STEP; now_sec <= PAST_END; now_sec += PAST_STEP) {
    gint64 hour = now_sec / HOUR % 24, ago = PAST_END - now_sec;
    gboolean is_unusual = ago <= 2 * HOUR && ago > HOUR;
    past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, hour == 8 ? 80 : is_unusual ? 60 : 10);
    g_variant_unref(past_settle(past, now_sec));
  }
  past_flush(past);
  struct replay *replay = past_replay(past, PAST_END - 2 * 86400, PAST_END);
  const GPtrArray *tips = tally_tips(replay->tally);
  assert_string_equal(reason_of(replay, "unusual"), "");
  assert_int_equal(tips->len, 1);
  assert_near(((const struct tally_tip *)tips->pdata[0])->raised_sec, 2, 20);
  assert_near(((const struct tally_tip *)tips->pdata[0])->cleared_sec, 1, 20);
  replay_free(replay);
  past_free(past);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_replay_of_every_sample_raises_the_tips_that_were_raised_then),
      cmocka_unit_test(what_is_older_is_judged_by_means_and_a_tip_outlives_the_change_of_resolution),
      cmocka_unit_test(a_replay_can_be_told_to_judge_no_finer),
      cmocka_unit_test(a_time_before_all_history_is_an_error_that_names_the_newest_sample),
      cmocka_unit_test(a_host_without_values_is_down_unless_nobody_watched),
      cmocka_unit_test(a_guest_is_on_the_host_it_was_moved_from_until_then),
      cmocka_unit_test(without_a_fleet_subjects_are_those_of_the_files),
      cmocka_unit_test(other_settings_give_other_tips),
      cmocka_unit_test(a_setting_must_be_written_as_one),
      cmocka_unit_test(a_policy_that_is_refused_or_runs_wild_says_so_and_the_others_are_replayed),
      cmocka_unit_test(a_damaged_file_is_left_out_and_counted),
      cmocka_unit_test(what_is_usual_is_what_was_before_that_hour),
  };
  setenv("TZ", "UTC", 1);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
