/* GET /metrics: the text that Prometheus reads. */
#include "serve/exposition.h"
#include "serve/exposition_fleet.h"
#include "serve/rig.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static void labels_and_help_are_escaped(void **state)
{
  (void)state;
  g_autoptr(GString) labels = g_string_new(NULL), text = g_string_new(NULL);
  const struct exposition_family family = {"x", "gauge", "a \"b\"\\c\nd"};
  exposition_label(labels, "guest", "a\"b\\c\nd");
  exposition_label(labels, "kind", "{ä, b=}");
  assert_string_equal(labels->str, "guest=\"a\\\"b\\\\c\\nd\",kind=\"{ä, b=}\"");
  exposition_begin(text, &family);
  exposition_sample(text, "x", labels->str, 0.5);
  assert_string_equal(text->str, "# HELP x a \"b\"\\\\c\\nd\n# TYPE x gauge\n"
                                 "x{guest=\"a\\\"b\\\\c\\nd\",kind=\"{ä, b=}\"} 0.5\n");
}

static void numbers_are_whole_where_they_are(void **state)
{
  (void)state;
  g_autoptr(GString) text = g_string_new(NULL);
  static const double values[] = {0, 1e15 - 1, -1.25, 1e300, NAN, INFINITY, -INFINITY};
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
    exposition_sample(text, "x", "", values[i]);
  assert_string_equal(text->str, "x 0\nx 999999999999999\nx -1.25\nx 1e+300\nx NaN\nx +Inf\nx -Inf\n");
}

static void names_are_in_base_units(void **state)
{
  (void)state;
  static const struct {
    const char *ours, *theirs;
    double factor;
  } names[] = {
      {"host.cpu.busy_pct", "provost_host_cpu_busy_ratio", 0.01},
      {"host.mem.total_bytes", "provost_host_mem_total_bytes", 1},
      {"host.system.uptime_sec", "provost_host_system_uptime_seconds", 1},
      {"guest.mem.swap_in_bytes_per_sec", "provost_guest_mem_swap_in_bytes_per_second", 1},
      {"guest.disk.rd_latency_ms", "provost_guest_disk_rd_latency_seconds", 0.001},
      {"guest.cpu.count", "provost_guest_cpus", 1},
      {"host.cpu.load_1min", "provost_host_cpu_load_1min", 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    double factor;
    assert_owned_string_equal(exposition_name(metric_get(metric_find(names[i].ours)), &factor), names[i].theirs);
    assert_true(factor == names[i].factor);
  }
}

/* All of GET /metrics, in one piece, as HTTP 1.0 has it. Caller frees. */
static char *scrape(const struct rig *rig)
{
  struct wire *wire = wire_new(rig);
  wire_write(wire, "GET /metrics HTTP/1.0\r\nHost: x\r\n\r\n");
  wire_read_all(wire);
  char *text = g_strdup(wire->text->str);
  wire_free(wire);
  return text;
}

static void expect_line(const char *text, const char *line)
{
  g_autofree char *whole = g_strdup_printf("\n%s\n", line);
  if (!strstr(text, whole))
    fail_msg("no line %s in\n%s", line, text);
}

static void what_is_known_is_told(void **state)
{
  struct rig *rig = *state;
  virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  g_autofree char *text = scrape(rig);
  assert_true(g_str_has_prefix(text, "HTTP/1.1 200 ") || g_str_has_prefix(text, "HTTP/1.0 200 "));
  assert_non_null(strstr(text, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  static const char *const lines[] = {
      "provost_build_info{version=\"x\"} 1",
      "provost_guests{state=\"running\"} 1",
      "provost_guests{state=\"off\"} 0",
      "provost_tips{state=\"dismissed\"} 1",
      "provost_open_tips{policy=\"host-cpu\",severity=\"warning\"} 1",
      "provost_open_tips{policy=\"host-cpu\",severity=\"critical\"} 0",
      "provost_actions{state=\"acting\"} 0",
      "provost_automation_paused 0",
      "# TYPE provost_host_cpu_busy_ratio gauge",
      "provost_host_cpu_busy_ratio{host=\"h1\"} 0.965",
      "provost_host_mem_total_bytes{host=\"h1\"} 2147483648",
      "provost_host_age_seconds{host=\"h1\"} 2",
      "provost_host_info{host=\"h2\",cluster=\"lab\",state=\"down\"} 1",
      "provost_guest_info{guest=\"g1\",uuid=\"" RIG_UUID "\",host=\"h1\",cluster=\"lab\",state=\"running\"} 1",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    expect_line(text, lines[i]);
}

static void what_is_unknown_is_left_out(void **state)
{
  struct rig *rig = *state;
  g_autofree char *fresh = scrape(rig);
  assert_null(strstr(fresh, "provost_guest_cpu_used_ratio"));
  assert_null(strstr(fresh, "{host=\"h2\"}"));
  assert_null(strstr(fresh, "provost_uptime_seconds")); /* the status of this test has none */
  virtual_clock_advance(&rig->clock, 31 * G_USEC_PER_SEC);
  g_autofree char *stale = scrape(rig);
  assert_null(strstr(stale, "provost_host_cpu_busy_ratio"));
  expect_line(stale, "provost_host_age_seconds{host=\"h1\"} 31");
}

static void see_guests(struct rig *rig, guint n)
{
  g_autofree struct sighting *sightings = g_new0(struct sighting, n);
  for (guint i = 0; i < n; i++) {
    g_snprintf(sightings[i].uuid, sizeof sightings[i].uuid, "11111111-2222-3333-4444-%012x", i);
    g_snprintf(sightings[i].name, sizeof sightings[i].name, "\"%u\\", i);
    sightings[i].state = GUEST_RUNNING;
  }
  fleet_take_sightings(rig->fleet, "h1", sightings, n);
}

static guint count(const char *text, const char *words)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
    n++;
  return n;
}

static void a_large_fleet_is_told_in_pieces_each_guest_once(void **state)
{
  struct rig *rig = *state;
  see_guests(rig, 1000);
  g_autofree char *text = scrape(rig);
  assert_int_equal(count(text, "\nprovost_guest_info{guest=\"\\\""), 1000);
  assert_int_equal(count(text, "# TYPE provost_guest_info "), 1);
  expect_line(text, "provost_guest_info{guest=\"\\\"999\\\\\",uuid=\"11111111-2222-3333-4444-0000000003e7\",host=\"h1\","
                    "cluster=\"lab\",state=\"running\"} 1");
}

static void tell_rest(struct exposition_fleet *fleet, GString *text)
{
  while (exposition_fleet_next(fleet, text))
    assert_true(text->len < EXPOSITION_PIECE * 10000);
}

static void who_goes_meanwhile_is_left_out(void **state)
{
  struct rig *rig = *state;
  see_guests(rig, EXPOSITION_PIECE + 1);
  g_autoptr(GString) text = g_string_new(NULL);
  struct exposition_fleet *fleet = exposition_fleet_new(rig->fleet);
  assert_true(exposition_fleet_next(fleet, text));
  guint told = count(text->str, "\nprovost_guest_info{");
  assert_in_range(told, 1, EXPOSITION_PIECE);
  see_guests(rig, 0);
  tell_rest(fleet, text);
  assert_int_equal(count(text->str, "\nprovost_guest_info{"), told);
  exposition_fleet_free(fleet);
}

static void a_scrape_may_be_left_in_the_middle(void **state)
{
  struct rig *rig = *state;
  see_guests(rig, 4000);
  struct wire *wire = wire_new(rig);
  wire_write(wire, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  while (wire->text->len < 20000)
    g_main_context_iteration(NULL, TRUE);
  wire_free(wire);
  expect_json(rig, "/v1/status", "{'version':'x'}");
  expect_error(rig, "POST /metrics", NULL, 405, "asked with GET");
  expect_error(rig, "GET /metrics?x=1", NULL, 400, "has no parameter");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_and_help_are_escaped),
      cmocka_unit_test(numbers_are_whole_where_they_are),
      cmocka_unit_test(names_are_in_base_units),
      cmocka_unit_test_setup_teardown(what_is_known_is_told, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(what_is_unknown_is_left_out, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_large_fleet_is_told_in_pieces_each_guest_once, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(who_goes_meanwhile_is_left_out, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_scrape_may_be_left_in_the_middle, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
