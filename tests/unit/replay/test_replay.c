/* Replays of a past that is known: replay.c with all its parts, and the real provost-policy. */
#include "past.h"
#include "unit.h"

#include <math.h>
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
  g_autoptr(GPtrArray) packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_free);
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
  judge_evaluate(core->judge, stamp_sec, &round, &error);
  assert_no_error(error);
  tally_take_round(core->tally, round.evaluations, round.failures);
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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_replay_of_every_sample_raises_the_tips_that_were_raised_then),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
