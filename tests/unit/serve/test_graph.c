/* Pictures over the API: what is drawn, and the wait for the reader. */
#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#define FROM "1767319200" /* RIG_NOW_US - 1 h */
#define NOW "1767322800"

static gboolean was_asked_to_draw(gpointer data)
{
  return ((struct rig *)data)->graphs > 0;
}

static struct wire *graph(struct rig *rig, const char *query)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *text = g_strdup_printf("GET /v1/graph?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", query);
  rig->graphs = 0;
  wire_write(wire, text);
  rig_until(was_asked_to_draw, rig);
  return wire;
}

/* The order for `query`, as text, is `wanted`. */
static void expect_order(struct rig *rig, const char *query, const char *wanted)
{
  struct wire *wire = graph(rig, query);
  g_autofree char *order = g_variant_print(rig->graph, FALSE);
  rig->picture_done("png", 3, NULL, rig->token);
  wire_read_all(wire);
  wire_free(wire);
  assert_string_equal(order, wanted);
}

static void a_picture_is_bytes_of_its_own_type(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = graph(rig, "subject=h2&metric=host.cpu.busy_pct");
  assert_int_equal(wire->text->len, 0);
  rig->picture_done("\x89PNG\0end", 8, NULL, rig->token);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 200 "));
  assert_non_null(strstr(wire->text->str, "Content-Type: image/png\r\n"));
  assert_memory_equal(wire->text->str + wire->text->len - 8, "\x89PNG\0end", 8);
  wire_free(wire);
}

static void the_tips_of_the_subject_are_marked_from_their_raising_to_now_or_their_end(void **state)
{
  struct rig *rig = *state;
  rig->clock.wall_us += G_USEC_PER_SEC * 60;
  expect_order(rig, "subject=h1&metric=host.cpu.busy_pct&from=-1h",
               "(7, 'host h1 · CPU busy', 1767319260, 1767322860, 900, 320, false, "
               "[('host:h1', 0, 'CPU busy')], [], "
               "[(" NOW ", 1767322860, 0x02, 'tip 1 warning, open: processors of h1 are busy')])");
  expect_order(rig, "subject=h2&metric=host.cpu.busy_pct&from=-1h",
               "(7, 'host h2 · CPU busy', 1767319260, 1767322860, 900, 320, false, "
               "[('host:h2', 0, 'CPU busy')], [], "
               "[(" NOW ", " NOW ", 0x02, 'tip 2 warning, dismissed: processors of h2 are busy')])");
  expect_order(rig, "subject=h1&metric=host.cpu.busy_pct&from=-3h&to=-2h",
               "(7, 'host h1 · CPU busy', 1767312060, 1767315660, 900, 320, false, "
               "[('host:h1', 0, 'CPU busy')], [], [])");
}

static void all_parts_are_drawn_where_none_is_named(void **state)
{
  struct rig *rig = *state;
  const struct reading reading[] = {reading_known(METRIC_HOST_NET_TX_BYTES_PER_SEC, 1)};
  fleet_take_readings(rig->fleet, SOURCE_SNMP, 1767322800, "host:h2{if=eth0}", reading, 1);
  fleet_take_readings(rig->fleet, SOURCE_SNMP, 1767322800, "host:h2{if=eth1}", reading, 1);
  g_autofree char *both = g_strdup_printf(
      "(7, 'host h2 · network received', " FROM ", " NOW ", 400, 2500, true, "
      "[('host:h2{if=eth0}', %d, 'eth0'), ('host:h2{if=eth1}', %d, 'eth1')], [], "
      "[(" NOW ", " NOW ", 0x02, 'tip 2 warning, dismissed: processors of h2 are busy')])",
      METRIC_HOST_NET_RX_BYTES_PER_SEC, METRIC_HOST_NET_RX_BYTES_PER_SEC);
  expect_order(rig, "subject=h2&metric=host.net.rx_bytes_per_sec&width=400&height=2500&theme=dark", both);
}

static void a_part_is_named_with_the_metric_or_with_the_subject(void **state)
{
  struct rig *rig = *state;
  g_autofree char *two = g_strdup_printf(
      "(7, 'guest g1 · disk read, disk write', " FROM ", " NOW ", 900, 320, false, [('guest:" RIG_UUID
      "{dev=vda}', %d, 'disk read'), ('guest:" RIG_UUID "{dev=vda}', %d, 'disk write')], [], [])",
      METRIC_GUEST_DISK_RD_BYTES_PER_SEC, METRIC_GUEST_DISK_WR_BYTES_PER_SEC);
  expect_order(rig,
               "subject=g1&metric=guest.disk.rd_bytes_per_sec%7Bdev=vda%7D&"
               "metric=guest.disk.wr_bytes_per_sec%7Bdev=vda%7D",
               two);
  g_autofree char *one = g_strdup_printf("(7, 'guest g1 · disk read of vda', " FROM ", " NOW
                                         ", 900, 320, false, [('guest:" RIG_UUID "{dev=vda}', %d, 'vda')], [], [])",
                                         METRIC_GUEST_DISK_RD_BYTES_PER_SEC);
  expect_order(rig, "subject=guest:g1%7Bdev=vda%7D&metric=guest.disk.rd_bytes_per_sec", one);
}

static void a_question_that_makes_no_sense_is_told_why(void **state)
{
  struct rig *rig = *state;
  expect_error(rig, "GET /v1/graph", NULL, 400, "a picture is asked as");
  expect_error(rig, "GET /v1/graph?subject=h1", NULL, 400, "a picture is asked as");
  expect_error(rig, "GET /v1/graph?subject=h1&metric=host.cpu.busy", NULL, 404, "did you mean host.cpu.busy_pct?");
  expect_error(rig, "GET /v1/graph?subject=h9&metric=host.cpu.busy_pct", NULL, 404, "no host and no guest");
  expect_error(rig, "GET /v1/graph?subject=g1&metric=host.cpu.busy_pct", NULL, 400, "a metric of a host");
  expect_error(rig, "GET /v1/graph?subject=h2&metric=host.net.rx_bytes_per_sec", NULL, 400, "none seen yet");
  expect_error(rig, "GET /v1/graph?subject=h1%7Bif=a%7D&metric=host.net.rx_bytes_per_sec%7Bif=b%7D", NULL, 400,
               "names no part");
  expect_error(rig, "GET /v1/graph?subject=h1&metric=host.cpu.busy_pct&metric=host.mem.total_bytes", NULL, 400,
               "a picture has one unit");
  const char *bad[] = {"width=399", "width=4001", "height=199", "height=2501", "width=x", "theme=pink",
                       "from=now", "to=tomorrow"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autofree char *request = g_strdup_printf("GET /v1/graph?subject=h1&metric=host.cpu.busy_pct&%s", bad[i]);
    expect_error(rig, request, NULL, 400, "");
  }
  assert_int_equal(rig->graphs, 0);
}

static void more_lines_than_a_picture_has_are_refused(void **state)
{
  struct rig *rig = *state;
  const struct reading reading[] = {reading_known(METRIC_HOST_NET_TX_BYTES_PER_SEC, 1)};
  for (guint i = 0; i <= GRAPH_LINES_MAX; i++) {
    g_autofree char *object = g_strdup_printf("host:h2{if=eth%u}", i);
    fleet_take_readings(rig->fleet, SOURCE_SNMP, 1767322800, object, reading, 1);
    if (i + 1 < GRAPH_LINES_MAX)
      continue;
    if (i + 1 == GRAPH_LINES_MAX) {
      struct wire *wire = graph(rig, "subject=h2&metric=host.net.tx_bytes_per_sec");
      rig->picture_done("png", 3, NULL, rig->token);
      wire_read_all(wire);
      wire_free(wire);
    } else {
      expect_error(rig, "GET /v1/graph?subject=h2&metric=host.net.tx_bytes_per_sec", NULL, 400, "name the parts");
    }
  }
}

static void a_reader_that_drew_nothing_is_quoted_and_a_client_may_leave(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "no value is known");
  struct wire *wire = graph(rig, "subject=h1&metric=host.cpu.busy_pct");
  rig->picture_done(NULL, 0, error, rig->token);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 404 "));
  assert_non_null(strstr(wire->text->str, "{\"error\":\"no value is known\"}"));
  wire_free(wire);
  wire_free(graph(rig, "subject=h1&metric=host.cpu.busy_pct"));
  rig->picture_done("png", 3, NULL, rig->token);
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_picture_is_bytes_of_its_own_type, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(the_tips_of_the_subject_are_marked_from_their_raising_to_now_or_their_end, rig_up,
                                      rig_down),
      cmocka_unit_test_setup_teardown(all_parts_are_drawn_where_none_is_named, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_part_is_named_with_the_metric_or_with_the_subject, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_question_that_makes_no_sense_is_told_why, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(more_lines_than_a_picture_has_are_refused, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_reader_that_drew_nothing_is_quoted_and_a_client_may_leave, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
