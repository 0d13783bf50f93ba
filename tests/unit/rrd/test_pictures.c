/* The reader as it draws: beside its fetches, and beside the writer. */
#include "rrd/order.h"
#include "rrd/process.h"

#include <sys/stat.h>

#define MANY 60

static void send_graph(struct role_process *reader, struct graph *graph, guint64 request)
{
  g_autoptr(GVariant) order = order_of(graph, request);
  assert_true(channel_send(reader->channel, MESSAGE_GRAPH, order));
}

/* The picture's error, "" where it is a PNG. Caller frees. */
static char *picture_of(GVariant *body, guint64 *request)
{
  gsize size;
  char *failure;
  assert_true(g_variant_is_of_type(body, G_VARIANT_TYPE("(tays)")));
  g_autoptr(GVariant) png = NULL;
  g_variant_get(body, "(t@ays)", request, &png, &failure);
  const guint8 *bytes = g_variant_get_fixed_array(png, &size, 1);
  if (!*failure)
    assert_png(bytes, size, 900, 320);
  else
    assert_int_equal(size, 0);
  return failure;
}

static void fill(struct fixture *fixture)
{
  for (gint64 i = 0; i <= 360; i++)
    assert_true(store_busy(fixture, i * STEP - 3600, 50));
}

static void expect_failure(struct role_process *reader, struct graph *graph, const char *says)
{
  guint64 request;
  send_graph(reader, graph, 5);
  g_autoptr(GVariant) body = next_body(reader);
  assert_non_null(body);
  g_autofree char *failure = picture_of(body, &request);
  assert_int_equal(request, 5);
  if (!strstr(failure, says))
    fail_msg("'%s' does not say '%s'", failure, says);
}

static void a_reader_draws_and_says_why_it_does_not(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  fill(fixture);
  role_begin(&reader, ROLE_RRD_READER);
  expect_failure(&reader, graph_of_busy(NOW), "not told yet");
  role_configure(&reader, fixture->directory);
  expect_failure(&reader, graph_of_busy(NOW), "");
  expect_failure(&reader, graph_of_busy(NOW - 86400), "is known in that time");
  role_end(&reader);
}

static void without_a_font_there_is_a_sentence(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  fill(fixture);
  g_autofree char *fonts = g_build_filename(fixture->directory, "fonts.conf", NULL);
  assert_true(g_file_set_contents(fonts, "<?xml version='1.0'?><fontconfig></fontconfig>", -1, NULL));
  g_setenv("FONTCONFIG_FILE", fonts, TRUE);
  role_begin(&reader, ROLE_RRD_READER);
  g_unsetenv("FONTCONFIG_FILE");
  role_configure(&reader, fixture->directory);
  expect_failure(&reader, graph_of_busy(NOW), "install a font package");
  role_end(&reader);
}

static void fetches_do_not_wait_for_pictures_and_too_many_pictures_are_refused(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  guint drawn = 0, refused = 0, before_series = 0;
  gboolean has_series = FALSE;
  fill(fixture);
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&reader, fixture->directory);
  for (guint i = 0; i < MANY; i++)
    send_graph(&reader, graph_of_busy(NOW), i);
  assert_true(channel_send(reader.channel, MESSAGE_FETCH,
                           g_variant_new("(tsqxxu)", (guint64)7, "host:h1", (guint16)METRIC_HOST_CPU_BUSY_PCT,
                                         (gint64)(NOW - 60), (gint64)NOW, (guint32)0)));
  while (drawn + refused < MANY || !has_series) {
    guint64 request;
    g_autoptr(GVariant) body = next_body(&reader);
    assert_non_null(body);
    if (!g_variant_is_of_type(body, G_VARIANT_TYPE("(tays)"))) {
      has_series = TRUE;
      before_series = drawn;
      continue;
    }
    g_autofree char *failure = picture_of(body, &request);
    drawn += !*failure;
    refused += strstr(failure, "too many pictures") != NULL;
    assert_true(!*failure || strstr(failure, "too many pictures"));
  }
  assert_true(before_series < drawn);
  assert_true(drawn >= 18 && refused > 0);
  role_end(&reader);
}

static void pictures_never_make_an_update_fail(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  guint64 request;
  guint answered = 0;
  fill(fixture);
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&reader, fixture->directory);
  for (guint i = 0; i < 10; i++)
    send_graph(&reader, graph_of_busy(NOW + 3600), i);
  for (gint64 i = 1; answered < 10; i++) {
    g_main_context_iteration(NULL, FALSE);
    if (i < 10000)
      assert_true(store_busy(fixture, 3600 + i * STEP, 60));
    if (g_queue_is_empty(&reader.bodies))
      continue;
    g_autoptr(GVariant) body = next_body(&reader);
    g_autofree char *failure = picture_of(body, &request);
    assert_string_equal(failure, "");
    answered++;
  }
  role_end(&reader);
}

/* librrd locks a file for each update, and fails where another has locked it. */
static void long_fetches_leave_the_file_to_its_writer(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  guint answered = 0;
  fill(fixture);
  role_begin(&reader, ROLE_RRD_READER);
  role_configure(&reader, fixture->directory);
  for (guint i = 0; i < 1000; i++)
    assert_true(channel_send(reader.channel, MESSAGE_FETCH,
                             g_variant_new("(tsqxxu)", (guint64)i, "host:h1", (guint16)METRIC_HOST_CPU_BUSY_PCT,
                                           (gint64)(NOW - 730 * 86400), (gint64)NOW, (guint32)(i % 2 ? 21600 : 0))));
  for (gint64 i = 1; answered < 1000; i++) {
    g_main_context_iteration(NULL, FALSE);
    if (i <= 5000)
      assert_true(store_busy(fixture, i * STEP, 60));
    for (; !g_queue_is_empty(&reader.bodies); answered++)
      g_variant_unref(next_body(&reader));
  }
  role_end(&reader);
}

static void a_picture_that_dies_is_a_sentence_and_the_reader_goes_on(void **state)
{
  struct fixture *fixture = *state;
  struct role_process reader;
  fill(fixture);
  g_autofree char *pipe = g_build_filename(fixture->directory, "fonts.conf", NULL);
  assert_int_equal(mkfifo(pipe, 0600), 0);
  g_setenv("FONTCONFIG_FILE", pipe, TRUE); /* reading it takes for ever */
  role_begin(&reader, ROLE_RRD_READER);
  g_unsetenv("FONTCONFIG_FILE");
  role_configure(&reader, fixture->directory);
  expect_failure(&reader, graph_of_busy(NOW), "was not drawn within");
  assert_true(channel_send(reader.channel, MESSAGE_FETCH,
                           g_variant_new("(tsqxxu)", (guint64)7, "host:h1", (guint16)METRIC_HOST_CPU_BUSY_PCT,
                                         (gint64)(NOW - 60), (gint64)NOW, (guint32)0)));
  g_autoptr(GVariant) series = next_body(&reader);
  assert_non_null(series);
  role_end(&reader);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_reader_draws_and_says_why_it_does_not),
      TEST(without_a_font_there_is_a_sentence),
      TEST(fetches_do_not_wait_for_pictures_and_too_many_pictures_are_refused),
      TEST(pictures_never_make_an_update_fail),
      TEST(long_fetches_leave_the_file_to_its_writer),
      TEST(a_picture_that_dies_is_a_sentence_and_the_reader_goes_on),
  };
  g_log_set_default_handler(quiet, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
