/* The two programs as the core sees them: processes behind a socket. */
#include "rrd/process.h"

#include <signal.h>

static void send_store(struct role_process *writer, guint64 sequence, gint64 stamp_sec, double busy_pct)
{
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, busy_pct);
  g_autoptr(GVariant) body = batch_of(sequence, stamp_sec, "host:h1", &reading, 1);
  assert_true(channel_send(writer->channel, MESSAGE_STORE, body));
}

/* The next STORED with that sequence taken; those that only settle are passed by. Returns the number settled. */
static gsize assert_stored(struct role_process *writer, guint64 sequence, guint32 failed, const char *says)
{
  gsize n_settled = 0;
  guint64 taken = 0;
  while (taken == 0) {
    g_autoptr(GVariant) body = next_body(writer), settled = NULL;
    assert_non_null(body);
    guint32 is_failed;
    const char *failure;
    g_variant_get(body, "(t@atu&s)", &taken, &settled, &is_failed, &failure);
    n_settled += g_variant_n_children(settled);
    if (taken == 0)
      continue;
    assert_int_equal(taken, sequence);
    assert_int_equal(is_failed, failed);
    if (!strstr(failure, says) || !says[0] != !failure[0])
      fail_msg("'%s' does not say '%s'", failure, says);
  }
  return n_settled;
}

/* What waits of host:h1, or of all objects, is written. */
static void flush(struct role_process *writer, gboolean all)
{
  const char *objects[] = {all ? NULL : "host:h1", NULL};
  assert_true(channel_send(writer->channel, MESSAGE_FLUSH, g_variant_new("(t^as)", (guint64)9, objects)));
  gboolean is_flushed = FALSE;
  while (!is_flushed) {
    g_autoptr(GVariant) body = next_body(writer);
    assert_non_null(body);
    is_flushed = g_variant_is_of_type(body, G_VARIANT_TYPE("(t)"));
  }
}

/* The points of host:h1 from `from_sec` on. Caller unrefs the body that holds them. */
static GVariant *fetched(struct role_process *reader, gint64 from_sec, gint64 to_sec, const double **points,
                         gsize *n, const char *says)
{
  assert_true(channel_send(reader->channel, MESSAGE_FETCH,
                           g_variant_new("(tsqxxu)", (guint64)7, "host:h1",
                                         (guint16)METRIC_HOST_CPU_BUSY_PCT, from_sec, to_sec, (guint32)0)));
  GVariant *body = next_body(reader);
  assert_non_null(body);
  guint64 request;
  guint16 metric;
  guint32 step_sec;
  gint64 first_sec;
  const char *object, *failure;
  g_autoptr(GVariant) fixed = NULL;
  g_variant_get(body, "(t&sqxu@ad&s)", &request, &object, &metric, &first_sec, &step_sec, &fixed, &failure);
  assert_int_equal(request, 7);
  assert_string_equal(object, "host:h1");
  assert_int_equal(metric, METRIC_HOST_CPU_BUSY_PCT);
  if (!strstr(failure, says) || !says[0] != !failure[0])
    fail_msg("'%s' does not say '%s'", failure, says);
  if (!says[0]) {
    assert_int_equal(first_sec, from_sec);
    assert_int_equal(step_sec, 1);
  }
  *points = g_variant_get_fixed_array(fixed, n, sizeof **points);
  return body;
}

static gint64 now_sec(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

static void what_the_writer_flushed_the_reader_sees_at_once(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer, reader;
  role_begin(&writer, ROLE_RRD_WRITER);
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&writer, fixture->directory);
  role_configure(&reader, fixture->directory);
  gint64 begin = now_sec() - 100;
  for (guint i = 0; i < 100; i++) {
    const double *points;
    gsize n;
    send_store(&writer, i + 1, begin + i, i);
    flush(&writer, i % 2);
    g_autoptr(GVariant) series = fetched(&reader, begin, begin + i, &points, &n, "");
    assert_int_equal(n, i + 1);
    assert_true(fabs(points[i] - i) < 1e-9);
  }
  assert_true(writer.is_greeted && reader.is_greeted);
  role_end(&writer);
  role_end(&reader);
}

static void a_reader_says_what_it_does_not_have(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  const double *points;
  gsize n;
  role_begin(&reader, ROLE_RRD_READER);
  g_autoptr(GVariant) early = fetched(&reader, NOW, NOW, &points, &n, "not told yet");
  role_configure(&reader, fixture->directory);
  g_autoptr(GVariant) none = fetched(&reader, NOW, NOW, &points, &n, "no history of host:h1 yet");
  assert_int_equal(n, 0);
  role_end(&reader);
}

static void a_writer_that_was_not_configured_or_configured_wrongly_says_so(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer;
  role_begin(&writer, ROLE_RRD_WRITER);
  send_store(&writer, 1, now_sec(), 1);
  assert_stored(&writer, 1, 1, "not told yet");
  role_configure(&writer, "relative/path");
  assert_true(channel_send(writer.channel, MESSAGE_RRD_CONFIGURE, configuration_of(fixture->directory, 0)));
  assert_true(channel_send(writer.channel, MESSAGE_RRD_CONFIGURE,
                           configuration_of(fixture->directory, LIMIT_INTERVAL_SEC + 1)));
  send_store(&writer, 2, now_sec(), 1);
  assert_stored(&writer, 2, 1, "not told yet");
  role_configure(&writer, fixture->directory);
  send_store(&writer, 3, now_sec(), 1);
  assert_stored(&writer, 3, 0, "");
  role_end(&writer);
}

static void a_damaged_file_is_told_to_the_core(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer;
  g_autofree char *path = file_of(fixture->directory, "host:h1"), *aside = g_strconcat(path, ".bad-1", NULL);
  const char *object, *file, *put_aside, *reason;
  role_begin(&writer, ROLE_RRD_WRITER);
  role_configure(&writer, fixture->directory);
  send_store(&writer, 1, now_sec() - 1, 1);
  flush(&writer, FALSE);
  assert_true(g_file_set_contents(path, "", 0, NULL));
  send_store(&writer, 2, now_sec(), 2);
  assert_true(channel_send(writer.channel, MESSAGE_FLUSH, g_variant_new_parsed("(uint64 7, ['host:h1'])")));
  wait_until(writer.trouble);
  g_variant_get(writer.trouble, "(&s&s&s&s)", &object, &file, &put_aside, &reason);
  assert_string_equal(object, "host:h1");
  assert_string_equal(file, path);
  assert_string_equal(put_aside, aside);
  assert_string_equal(reason, "it is empty");
  role_end(&writer);
}

static void the_longest_interval_is_stored_too(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer;
  role_begin(&writer, ROLE_RRD_WRITER);
  assert_true(channel_send(writer.channel, MESSAGE_RRD_CONFIGURE,
                           configuration_of(fixture->directory, LIMIT_INTERVAL_SEC)));
  send_store(&writer, 1, now_sec(), 1);
  assert_int_equal(assert_stored(&writer, 1, 0, ""), 1);
  role_end(&writer);
}

static void a_killed_writer_is_replaced_and_takes_the_same_batches_again(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer, reader;
  const double *points;
  gsize n;
  gint64 begin = now_sec() - 100;
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&reader, fixture->directory);
  for (guint life = 0; life < 5; life++) {
    role_begin(&writer, ROLE_RRD_WRITER);
    role_configure(&writer, fixture->directory);
    for (guint i = 0; i < 100; i++)
      send_store(&writer, i + 1, begin + i, i);
    for (guint i = 0; i < 20 * life; i++)
      assert_stored(&writer, i + 1, 0, "");
    g_subprocess_force_exit(writer.process);
    wait_until(writer.is_closed);
    role_end(&writer);
  }
  role_begin(&writer, ROLE_RRD_WRITER);
  role_configure(&writer, fixture->directory);
  for (guint i = 0; i < 100; i++)
    send_store(&writer, i + 1, begin + i, i);
  gsize settled = 0;
  for (guint i = 0; i < 100; i++)
    settled += assert_stored(&writer, i + 1, 0, "");
  assert_in_range(settled, 100 - HISTORY_BATCH, 100); /* the others wait in memory */
  flush(&writer, FALSE);
  g_autoptr(GVariant) series = fetched(&reader, begin, begin + 99, &points, &n, "");
  assert_int_equal(n, 100);
  for (guint i = 0; i < 100; i++)
    assert_true(fabs(points[i] - i) < 1e-9);
  role_end(&writer);
  role_end(&reader);
}

/* The core may go with it, and what it keeps. */
static void a_writer_that_is_told_to_stop_writes_what_waits(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer, reader;
  const double *points;
  gsize n;
  gint64 begin = now_sec() - 5;
  role_begin(&writer, ROLE_RRD_WRITER);
  role_configure(&writer, fixture->directory);
  for (guint i = 0; i < 5; i++)
    send_store(&writer, i + 1, begin + i, i);
  for (guint i = 0; i < 5; i++)
    assert_stored(&writer, i + 1, 0, "");
  channel_close(writer.channel);
  assert_true(g_subprocess_wait_check(writer.process, NULL, NULL));
  role_end(&writer);
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&reader, fixture->directory);
  g_autoptr(GVariant) series = fetched(&reader, begin, begin + 4, &points, &n, "");
  assert_int_equal(n, 5);
  for (guint i = 0; i < n; i++)
    assert_true(fabs(points[i] - i) < 1e-9);
  role_end(&reader);
}

static void counters_come_by_themselves(void **state)
{
  struct fixture *fixture = *state;
  struct role_process writer;
  role_begin(&writer, ROLE_RRD_WRITER);
  role_configure(&writer, fixture->directory);
  send_store(&writer, 1, now_sec(), 1);
  assert_stored(&writer, 1, 0, "");
  flush(&writer, FALSE);
  g_clear_pointer(&writer.counters, g_variant_unref);
  wait_until(writer.counters);
  guint64 files = 0, values = 0, created = 0;
  assert_true(g_variant_lookup(writer.counters, "files", "t", &files));
  assert_true(g_variant_lookup(writer.counters, "values", "t", &values));
  assert_true(g_variant_lookup(writer.counters, "created", "t", &created));
  assert_true(files == 1 && values == 1 && created == 1);
  role_end(&writer);
}

static void both_stop_when_the_core_goes_or_asks(void **state)
{
  struct fixture *fixture = *state;
  struct role_process role;
  const enum role roles[] = {ROLE_RRD_WRITER, ROLE_RRD_READER};
  for (gsize i = 0; i < 2 * G_N_ELEMENTS(roles); i++) {
    role_begin(&role, roles[i / 2]);
    role_configure(&role, fixture->directory);
    wait_until(role.counters); /* its loop runs */
    if (i % 2 == 0)
      channel_close(role.channel);
    else
      g_subprocess_send_signal(role.process, SIGTERM);
    assert_true(g_subprocess_wait_check(role.process, NULL, NULL));
    role_end(&role);
  }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      TEST(what_the_writer_flushed_the_reader_sees_at_once),
      TEST(a_reader_says_what_it_does_not_have),
      TEST(a_writer_that_was_not_configured_or_configured_wrongly_says_so),
      TEST(a_damaged_file_is_told_to_the_core),
      TEST(the_longest_interval_is_stored_too),
      TEST(a_killed_writer_is_replaced_and_takes_the_same_batches_again),
      TEST(a_writer_that_is_told_to_stop_writes_what_waits),
      TEST(counters_come_by_themselves),
      TEST(both_stop_when_the_core_goes_or_asks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
