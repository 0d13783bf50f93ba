/* Crowds and dawdlers at the doors (faults H02, H03, H11): others are served meanwhile. */
#include "serve/tcp.h"

#include "unit.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CROWD 5000

static void expect_alive(const struct rig *rig)
{
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

/* FALSE: this machine does not let us have so many descriptors. */
static gboolean may_open(rlim_t n)
{
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = MIN(MAX(limit.rlim_cur, n), limit.rlim_max);
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= n;
}

static gboolean is_open(const struct wire *wire)
{
  return !wire->closed;
}

static int count(const GPtrArray *wires, gboolean (*is)(const struct wire *wire))
{
  int n = 0;
  for (guint i = 0; i < wires->len; i++)
    n += is(wires->pdata[i]);
  return n;
}

static void h03_five_thousand_connections_over_tcp_do_not_reach_the_socket(void **state)
{
  struct rig *rig = *state;
  if (!may_open(CROWD + 500))
    skip();
  rig_listen(rig, NULL);
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  for (int i = 0; i < CROWD; i++) {
    g_ptr_array_add(wires, tcp_wire(rig));
    g_main_context_iteration(NULL, FALSE);
    if (i % 500 == 0)
      expect_alive(rig);
  }
  expect_alive(rig);
  tcp_expect(rig, "GET /v1/status", NULL, 200, "version");
  assert_in_range(count(wires, is_open), 200, 256);
}

static void h03_the_last_comers_of_a_crowd_at_the_socket_are_served(void **state)
{
  struct rig *rig = *state;
  if (!may_open(CROWD + 500))
    skip();
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  for (int i = 0; i < CROWD; i++) {
    g_ptr_array_add(wires, wire_new(rig));
    for (int k = 0; k < 3; k++)
      g_main_context_iteration(NULL, FALSE);
    if (i % 500 == 0)
      expect_alive(rig);
  }
  expect_alive(rig);
  assert_in_range(count(wires, is_open), 200, 256);
}

/* One that goes when it is closed, else says a byte of a header each time. */
static gboolean drip(gpointer user)
{
  struct wire *wire = user;
  if (!wire->closed)
    wire_send(wire, "x", 1);
  return G_SOURCE_CONTINUE;
}

static gboolean is_closed(gpointer data)
{
  return ((struct wire *)data)->closed;
}

static void expect_closed_though_it_drips(struct rig *rig, const char *beginning)
{
  struct wire *wire = wire_new(rig);
  wire_write(wire, beginning);
  guint source = g_timeout_add(200, drip, wire);
  gint64 since_us = g_get_monotonic_time();
  rig_until(is_closed, wire);
  assert_true(g_get_monotonic_time() - since_us > G_USEC_PER_SEC); /* not for a fault in what it said */
  g_source_remove(source);
  wire_free(wire);
  expect_alive(rig);
}

static void h11_who_drips_headers_or_a_body_is_closed_though_never_idle(void **state)
{
  struct rig *rig = *state;
  rig->idle_sec = 1;
  rig_serve(rig);
  expect_closed_though_it_drips(rig, "GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  expect_closed_though_it_drips(rig, "POST /v1/pause HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n");
  assert_null(fleet_paused(rig->fleet));
}

#define SIP_MAX 10000

struct sip {
  struct wire *wire;
  gsize size; /* bytes, SIP_MAX at most */
  gboolean has_end;
};

/* Reads a little of an answer each time. */
static gboolean sip(gpointer user)
{
  char part[SIP_MAX];
  struct sip *reading = user;
  reading->has_end = reading->has_end || recv(reading->wire->fd, part, reading->size, MSG_DONTWAIT) == 0;
  return G_SOURCE_CONTINUE;
}

static gboolean has_end(gpointer data)
{
  return ((struct sip *)data)->has_end || send(((struct sip *)data)->wire->fd, "", 0, MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
}

static void expect_closed_though_it_sips(struct rig *rig, const char *request, gsize size)
{
  struct wire *wire = wire_new(rig);
  struct sip reading = {wire, size, FALSE};
  int small = 4096;
  setsockopt(wire->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  g_clear_handle_id(&wire->watch, g_source_remove);
  wire_write(wire, request);
  guint source = g_timeout_add(50, sip, &reading);
  rig_until(has_end, &reading); /* ends within LEAVE_IDLES seconds, or rig_until fails */
  g_source_remove(source);
  wire_free(wire);
  expect_alive(rig);
}

static void h02_who_sips_an_answer_is_closed_though_never_idle(void **state)
{
  struct rig *rig = *state;
  for (int i = 0; i < 40000; i++) {
    g_autofree char *name = g_strdup_printf("host-%d", i);
    fleet_add_host(rig->fleet, name, "lab", 1u << SOURCE_SNMP);
  }
  rig->idle_sec = 1;
  rig_serve(rig);
  expect_closed_though_it_sips(rig, "GET /v1/hosts?limit=1000 HTTP/1.1\r\nHost: x\r\n\r\n", 256);
  expect_closed_though_it_sips(rig, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", SIP_MAX); /* some MB, so that it is never idle */
}

/* SIGSTOP: never reads at all. */
static void h02_listeners_who_stand_still_delay_nobody(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  for (int i = 0; i < 20; i++) {
    struct wire *wire = wire_new(rig);
    g_clear_handle_id(&wire->watch, g_source_remove);
    wire_write(wire, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
    g_ptr_array_add(wires, wire);
  }
  g_autofree char *large = g_strnfill(4000, 'x');
  for (int i = 0; i < 300; i++) {
    event_book_add(rig->events, &(struct news){"tip", 1, "open", g_strdup_printf("\"%s\"", large)});
    g_main_context_iteration(NULL, FALSE);
  }
  gint64 since_us = g_get_monotonic_time();
  for (int i = 0; i < 20; i++)
    expect_alive(rig);
  assert_true(g_get_monotonic_time() - since_us < 5 * G_USEC_PER_SEC);
}

/* What it is answered, or "" where it is only closed. Caller frees. */
static char *answer_to(struct rig *rig, const char *request)
{
  struct wire *wire = wire_new(rig);
  wire_send(wire, request, strlen(request));
  shutdown(wire->fd, SHUT_WR);
  wire_read_all(wire);
  char *text = g_strdup(wire->text->str);
  wire_free(wire);
  return text;
}

static void h11_tricks_with_the_length_of_a_body_order_nothing(void **state)
{
  static const char *const requests[] = {
      "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\n2{}\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}",
      "Content-Length: -2\r\n\r\n{}",
      "Content-Length: 2x\r\n\r\n{}",
      "Content-Length: 99999999999999999999\r\n\r\n{}",
      "Content-Length: 3\r\n\r\n{}",
  };
  struct rig *rig = *state;
  rig->idle_sec = 1; /* what lacks its end is waited for */
  rig_serve(rig);
  for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
    g_autofree char *request =
        g_strconcat("POST /v1/pause HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n", requests[i], NULL);
    g_autofree char *answer = answer_to(rig, request);
    if (answer[0] && !g_str_has_prefix(answer, "HTTP/1.1 4"))
      fail_msg("%s answered %s", request, answer);
    if (fleet_paused(rig->fleet))
      fail_msg("%s was carried out", request);
  }
  expect_alive(rig);
}

static void h11_no_path_leads_out(void **state)
{
  static const char *const paths[] = {"/v1/../../etc/passwd", "/../etc/passwd", "/v1/hosts/../status/x", "/v1/%2e%2e/%2e%2e/etc/passwd",
                                      "/v1/hosts/%2e%2e%2fstatus", "//etc/passwd", "/v1//status", "/v1/status/"};
  struct rig *rig = *state;
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autofree char *request = g_strdup_printf("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", paths[i]);
    g_autofree char *answer = answer_to(rig, request);
    if (!g_str_has_prefix(answer, "HTTP/1.1 4") || strstr(answer, "root:"))
      fail_msg("%s answered %s", paths[i], answer);
  }
  expect_alive(rig);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(h03_five_thousand_connections_over_tcp_do_not_reach_the_socket, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h03_the_last_comers_of_a_crowd_at_the_socket_are_served, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h11_who_drips_headers_or_a_body_is_closed_though_never_idle, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h02_who_sips_an_answer_is_closed_though_never_idle, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h02_listeners_who_stand_still_delay_nobody, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h11_tricks_with_the_length_of_a_body_order_nothing, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h11_no_path_leads_out, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
