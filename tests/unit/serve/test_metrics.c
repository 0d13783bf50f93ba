/* History over the API: what is asked for, and the wait for the reader. */
#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#include <math.h>

#define NOW_SEC (RIG_NOW_US / G_USEC_PER_SEC)

static gboolean was_asked_to_fetch(gpointer data)
{
  return ((struct rig *)data)->fetches > 0;
}

static struct wire *fetch(struct rig *rig, const char *query)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *text =
      g_strdup_printf("GET /v1/metrics?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", query);
  rig->fetches = 0;
  wire_write(wire, text);
  rig_until(was_asked_to_fetch, rig);
  return wire;
}

static void answer_nothing(struct rig *rig, struct wire *wire)
{
  rig->series_done(&(struct series_points){"host:h1", METRIC_HOST_CPU_BUSY_PCT, 0, 10, NULL, 0}, NULL, rig->token);
  wire_read_all(wire);
  wire_free(wire);
}

static void points_are_times_and_values_or_null(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = fetch(rig, "subject=host:h1&metric=host.cpu.busy_pct");
  const double values[] = {97.5, (double)NAN, 0};
  assert_int_equal(wire->text->len, 0);
  assert_string_equal(rig->object, "host:h1");
  assert_int_equal(rig->metric, METRIC_HOST_CPU_BUSY_PCT);
  assert_true(rig->from_sec == NOW_SEC - 3600 && rig->to_sec == NOW_SEC && rig->step_sec == 0);
  rig->series_done(
      &(struct series_points){rig->object, rig->metric, NOW_SEC, 60, values, G_N_ELEMENTS(values)}, NULL, rig->token);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  json_auto_t *wanted =
      json_pack("{s:s, s:s, s:s, s:i, s:[[s,f],[s,n],[s,f]]}", "subject", "host:h1", "metric", "host.cpu.busy_pct",
                "unit", "%", "step_sec", 60, "points", "2026-01-02T03:00:00.000Z", 97.5, "2026-01-02T03:01:00.000Z",
                "2026-01-02T03:02:00.000Z", 0.0);
  assert_non_null(wanted);
  assert_true(json_equal(answer.json, wanted));
  json_decref(answer.json);
  wire_free(wire);
}

static void times_are_relative_absolute_or_seconds(void **state)
{
  struct rig *rig = *state;
  const char *series = "subject=h1&metric=host.cpu.busy_pct";
  g_autofree char *first = g_strdup_printf("%s&from=-2h&to=now&step=5m", series);
  g_autofree char *second = g_strdup_printf("%s&from=2026-01-02T01:00:00Z&to=1767319200", series);
  answer_nothing(rig, fetch(rig, first));
  assert_true(rig->from_sec == NOW_SEC - 7200 && rig->to_sec == NOW_SEC && rig->step_sec == 300);
  answer_nothing(rig, fetch(rig, second));
  assert_true(rig->from_sec == NOW_SEC - 7200 && rig->to_sec == NOW_SEC - 3600);
}

static void a_subject_is_what_a_person_calls_it(void **state)
{
  struct rig *rig = *state;
  answer_nothing(rig, fetch(rig, "subject=g1&metric=guest.cpu.used_pct"));
  assert_string_equal(rig->object, "guest:" RIG_UUID);
  answer_nothing(rig, fetch(rig, "subject=guest:g1%7Bdev=vda%7D&metric=guest.disk.rd_bytes_per_sec"));
  assert_string_equal(rig->object, "guest:" RIG_UUID "{dev=vda}");
  answer_nothing(rig, fetch(rig, "subject=h1%7Bif=eth0%7D&metric=host.net.rx_bytes_per_sec"));
  assert_string_equal(rig->object, "host:h1{if=eth0}");
  answer_nothing(rig, fetch(rig, "subject=guest:AAAAAAAA-2222-3333-4444-555555555555&metric=guest.cpu.used_pct"));
  assert_string_equal(rig->object, "guest:aaaaaaaa-2222-3333-4444-555555555555");
}

static void a_question_that_makes_no_sense_is_told_why(void **state)
{
  struct rig *rig = *state;
  expect_error(rig, "GET /v1/metrics", NULL, 400, "history is asked as");
  expect_error(rig, "GET /v1/metrics?subject=h1", NULL, 400, "history is asked as");
  expect_error(rig, "GET /v1/metrics?subject=h1&metric=host.cpu.busy", NULL, 404, "did you mean host.cpu.busy_pct?");
  expect_error(rig, "GET /v1/metrics?subject=h9&metric=host.cpu.busy_pct", NULL, 404, "no host and no guest");
  expect_error(rig, "GET /v1/metrics?subject=disk:x&metric=host.cpu.busy_pct", NULL, 400, "no host, guest, device or cluster");
  expect_error(rig, "GET /v1/metrics?subject=g1&metric=host.cpu.busy_pct", NULL, 400, "a metric of a host");
  expect_error(rig, "GET /v1/metrics?subject=h1&metric=host.net.rx_bytes_per_sec", NULL, 400, "host:h1{if=eth0}");
  expect_error(rig, "GET /v1/metrics?subject=h1%7Bif&metric=host.cpu.busy_pct", NULL, 400, "names no part");
  const char *series = "subject=h1&metric=host.cpu.busy_pct";
  const char *bad[] = {"from=yesterday", "from=-", "from=now", "from=-1h&to=-2h", "step=fast", "from=-90000d"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autofree char *request = g_strdup_printf("GET /v1/metrics?%s&%s", series, bad[i]);
    expect_error(rig, request, NULL, 400, "");
  }
  assert_int_equal(rig->fetches, 0);
}

static void too_many_points_are_refused(void **state)
{
  struct rig *rig = *state;
  static double values[10001];
  struct wire *wire = fetch(rig, "subject=h1&metric=host.cpu.busy_pct");
  rig->series_done(&(struct series_points){"host:h1", rig->metric, 0, 1, values, 10000}, NULL, rig->token);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 200 "));
  wire_free(wire);
  wire = fetch(rig, "subject=h1&metric=host.cpu.busy_pct");
  rig->series_done(&(struct series_points){"host:h1", rig->metric, 0, 1, values, 10001}, NULL, rig->token);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 413 "));
  wire_free(wire);
}

static void others_are_served_while_one_waits(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = fetch(rig, "subject=h1&metric=host.cpu.busy_pct");
  expect_json(rig, "/v1/status", "{'version':'x'}");
  assert_int_equal(wire->text->len, 0);
  answer_nothing(rig, wire);
}

static void a_client_that_left_takes_nothing_down(void **state)
{
  struct rig *rig = *state;
  wire_free(fetch(rig, "subject=h1&metric=host.cpu.busy_pct"));
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "no reader");
  rig->series_done(NULL, error, rig->token);
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(points_are_times_and_values_or_null, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(times_are_relative_absolute_or_seconds, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_subject_is_what_a_person_calls_it, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_question_that_makes_no_sense_is_told_why, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(too_many_points_are_refused, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(others_are_served_while_one_waits, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_client_that_left_takes_nothing_down, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
