/* Damaged files: whatever is in them, librrd never gets to see it and the history goes on. */
#include "rrd/fixture.h"
#include "rrd/head.h"

#include <fcntl.h>
#define RRD_EXPORT_DEPRECATED /* for the file's structures only */
#include <rrd.h>

#define MUTATIONS 400

/* The file of host:h1 with one sample, read whole. */
static char *sound_file(struct fixture *fixture, char **path, gsize *length)
{
  char *bytes;
  *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, 10));
  assert_true(g_file_get_contents(*path, &bytes, length, NULL));
  return bytes;
}

static enum head_verdict verdict_of(const char *path)
{
  struct head head;
  int fd = open(path, O_RDONLY);
  assert_true(fd >= 0);
  enum head_verdict verdict = head_read(fd, &head, NULL);
  close(fd);
  return verdict;
}

static void overwrite(const char *path, const char *bytes, gsize length)
{
  int fd = open(path, O_WRONLY | O_TRUNC);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, length), length);
  close(fd);
}

static void assert_quarantined(struct fixture *fixture, const char *path, const char *bytes, gsize length)
{
  g_autofree char *aside = g_strconcat(path, ".bad-1", NULL);
  guint64 before = store_counts(fixture->store).histories.bad;
  overwrite(path, bytes, length);
  assert_int_equal(verdict_of(path), HEAD_BAD);
  assert_true(store_busy(fixture, 10, 20));
  assert_int_equal(store_counts(fixture->store).histories.bad, before + 1);
  assert_busy(fixture, 10, 20);
  g_autofree char *kept = NULL;
  gsize kept_length;
  assert_true(g_file_get_contents(aside, &kept, &kept_length, NULL));
  assert_int_equal(kept_length, length);
  g_unlink(aside);
}

static void what_librrd_made_is_sound_and_read_as_librrd_reads_it(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  for (guint i = 0; i < 50; i++)
    assert_true(store_busy(fixture, 7 * i * STEP, i));
  int fd = open(path, O_RDONLY);
  struct head head;
  assert_int_equal(head_read(fd, &head, NULL), HEAD_SOUND);
  close(fd);
  rrd_info_t *info = rrd_info_r(path);
  guint compared = 0;
  for (const rrd_info_t *row = info; row; row = row->next) {
    guint i;
    if (sscanf(row->key, "rra[%u].cur_row", &i) == 1 && strstr(row->key, "cur_row")) {
      assert_int_equal(head.archive[i].newest_row, row->value.u_cnt);
      compared++;
    } else if (strcmp(row->key, "last_update") == 0) {
      assert_int_equal(head.last_sec, row->value.u_cnt);
      compared++;
    }
  }
  rrd_info_free(info);
  assert_int_equal(compared, head.n_archives + 1);
}

static void an_empty_file_is_quarantined(void **state)
{
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length;
  bytes = sound_file(*state, &path, &length);
  assert_quarantined(*state, path, "", 0);
}

static void a_file_of_zeros_is_quarantined(void **state)
{
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length;
  bytes = sound_file(*state, &path, &length);
  memset(bytes, 0, length);
  assert_quarantined(*state, path, bytes, length);
}

static void a_truncated_or_longer_file_is_quarantined(void **state)
{
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length;
  bytes = sound_file(*state, &path, &length);
  bytes = g_realloc(bytes, length + 1);
  bytes[length] = 0;
  assert_quarantined(*state, path, bytes, 60);
  assert_quarantined(*state, path, bytes, 4096);
  assert_quarantined(*state, path, bytes, length - 8);
  assert_quarantined(*state, path, bytes, length + 1);
}

static void the_tenth_bad_file_takes_the_place_of_the_ninth(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length;
  bytes = sound_file(fixture, &path, &length);
  for (guint i = 1; i <= 11; i++) {
    overwrite(path, "junk", 4);
    assert_true(store_busy(fixture, i * STEP, 1));
  }
  for (guint i = 1; i <= 10; i++) {
    g_autofree char *aside = g_strdup_printf("%s.bad-%u", path, i);
    assert_int_equal(g_file_test(aside, G_FILE_TEST_EXISTS), i <= 9);
  }
}

/* Places in the header of host:h1: its data sources, 9 archives. */
#define SOURCES (METRIC_HOST_STORAGE_SIZE_BYTES - METRIC_HOST_CPU_BUSY_PCT) /* of a host: the first class */
#define SOURCE(member) (sizeof(stat_head_t) + offsetof(ds_def_t, member))
#define ARCHIVE(member) (sizeof(stat_head_t) + SOURCES * sizeof(ds_def_t) + offsetof(rra_def_t, member))
#define LIVE(member)                                                                                     \
  (sizeof(stat_head_t) + SOURCES * sizeof(ds_def_t) + 9 * sizeof(rra_def_t) + offsetof(live_head_t, member))
#define ROW(i)                                                                                           \
  (LIVE(last_up) + sizeof(live_head_t) + SOURCES * sizeof(pdp_prep_t) + 9 * SOURCES * sizeof(cdp_prep_t) +              \
   (i) * sizeof(rra_ptr_t))

static void every_field_that_librrd_relies_on_is_checked(void **state)
{
  const struct { gsize offset; guint64 value; } damages[] = {
      {offsetof(stat_head_t, cookie), 0},         {offsetof(stat_head_t, version), 0x39393939},
      {offsetof(stat_head_t, float_cookie), 0},   {offsetof(stat_head_t, ds_cnt), 0},
      {offsetof(stat_head_t, ds_cnt), 3},         {offsetof(stat_head_t, ds_cnt), HEAD_SOURCES_MAX + 1},
      {offsetof(stat_head_t, ds_cnt), G_MAXUINT64}, {offsetof(stat_head_t, rra_cnt), 0},
      {offsetof(stat_head_t, rra_cnt), HEAD_ARCHIVES_MAX + 1}, {offsetof(stat_head_t, rra_cnt), G_MAXUINT64},
      {offsetof(stat_head_t, pdp_step), 0},       {offsetof(stat_head_t, pdp_step), G_MAXUINT64},
      {SOURCE(ds_nam), 0},                        {SOURCE(dst), 0x4554},
      {ARCHIVE(cf_nam), 0x4554},                  {ARCHIVE(row_cnt), 0},
      {ARCHIVE(row_cnt), 2159},                   {ARCHIVE(row_cnt), G_MAXUINT64 / 8 + 1},
      {ARCHIVE(pdp_cnt), 0},                      {ARCHIVE(pdp_cnt), G_MAXUINT64},
      {ARCHIVE(par), G_MAXUINT64},                {LIVE(last_up), G_MAXUINT64},
      {LIVE(last_up), G_MAXINT64},                {LIVE(last_up_usec), G_MAXUINT64},
      {LIVE(last_up_usec), 1000000},              {ROW(0), 2160},
      {ROW(0), G_MAXUINT64},                      {ROW(8), 2920},
  };
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length;
  bytes = sound_file(*state, &path, &length);
  for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
    g_autofree char *damaged = g_memdup2(bytes, length);
    memcpy(damaged + damages[i].offset, &damages[i].value, sizeof damages[i].value);
    overwrite(path, damaged, length);
    if (verdict_of(path) != HEAD_BAD)
      fail_msg("damage %zu at %zu was not seen", i, damages[i].offset);
  }
}

static void random_damage_to_the_header_never_crashes_and_history_goes_on(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = NULL, *bytes = NULL;
  gsize length, header = layout_header_bytes(4, LAYOUT_ARCHIVES_MAX);
  bytes = sound_file(fixture, &path, &length);
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(GRand) rand = g_rand_new_with_seed(20081124);
  guint quarantined = 0;
  for (guint i = 1; i <= MUTATIONS; i++) {
    g_autofree char *damaged = g_memdup2(bytes, length);
    /* most of the header is scratch space: every other file is hit in the part that is not */
    gsize end = i % 2 ? header : LIVE(last_up) + sizeof(live_head_t);
    for (gint n = g_rand_int_range(rand, 1, 20); n > 0; n--)
      damaged[g_rand_int_range(rand, 0, (gint32)end)] = (char)g_rand_int(rand);
    overwrite(path, damaged, length);
    quarantined += verdict_of(path) == HEAD_BAD ? 1 : 0;

    const struct fetch fetch = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, NOW - 3600, NOW, 0, FALSE};
    struct series series;
    if (fetch_series(fixture->directory, &fetch, &series, NULL))
      g_free(series.points);
    store_busy(fixture, 10, 20);
    assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
    g_free(series.points);
  }
  assert_in_range(quarantined, MUTATIONS / 3, MUTATIONS);
}

static void a_file_of_other_data_sources_is_kept_under_another_name(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *folder = g_path_get_dirname(path), *aside = g_strconcat(path, ".old-1", NULL);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  const char *arguments[] = {"DS:other:GAUGE:20:U:U", "RRA:AVERAGE:0.5:1:10"};
  rrd_clear_error();
  assert_int_equal(rrd_create_r2(path, STEP, NOW - STEP, 1, NULL, NULL, 2, arguments), 0);
  assert_int_equal(verdict_of(path), HEAD_SOUND);
  assert_true(store_busy(fixture, 0, 10));
  assert_busy(fixture, 0, 10);
  assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
}

static void a_computed_data_source_is_not_taken(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->directory, "c.rrd", NULL);
  const char *arguments[] = {"DS:a:GAUGE:20:U:U", "DS:b:COMPUTE:a,a,+", "RRA:AVERAGE:0.5:1:10"};
  rrd_clear_error();
  assert_int_equal(rrd_create_r2(path, STEP, NOW - STEP, 1, NULL, NULL, 3, arguments), 0);
  assert_int_equal(verdict_of(path), HEAD_BAD);
}

static void what_cannot_be_read_is_not_quarantined(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
  assert_false(store_busy(fixture, 0, 10));
  assert_int_equal(store_counts(fixture->store).histories.bad, 0);
  assert_int_equal(g_rmdir(path), 0);
  assert_true(store_busy(fixture, 10, 20));
  assert_busy(fixture, 0, 10, 20);
}

int main(void)
{
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      TEST(what_librrd_made_is_sound_and_read_as_librrd_reads_it),
      TEST(an_empty_file_is_quarantined),
      TEST(a_file_of_zeros_is_quarantined),
      TEST(a_truncated_or_longer_file_is_quarantined),
      TEST(the_tenth_bad_file_takes_the_place_of_the_ninth),
      TEST(every_field_that_librrd_relies_on_is_checked),
      TEST(random_damage_to_the_header_never_crashes_and_history_goes_on),
      TEST(a_file_of_other_data_sources_is_kept_under_another_name),
      TEST(a_computed_data_source_is_not_taken),
      TEST(what_cannot_be_read_is_not_quarantined),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
