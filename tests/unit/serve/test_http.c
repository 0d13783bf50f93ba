/* Bad manners on the socket (faults H01, H02, H03): the core lives on and others are served. */
#include "serve/rig.h"
#include "unit.h"

#include <string.h>

#define GET_STATUS "GET /v1/status HTTP/1.1\r\nHost: x\r\n"
#define CLOSE      "Connection: close\r\n\r\n"

static void expect_alive(const struct rig *rig)
{
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

/* What comes back until the other side closes starts with `wanted`. */
static void expect_reply(const struct rig *rig, const char *request, const char *wanted)
{
  struct wire *wire = wire_new(rig);
  wire_write(wire, request);
  wire_read_all(wire);
  if (!g_str_has_prefix(wire->text->str, wanted))
    fail_msg("%s answered %s", request, wire->text->str);
  wire_free(wire);
}

static void unknown_paths_and_methods_are_told_so(void **state)
{
  expect_error(*state, "GET /", NULL, 404, "there is no / here");
  expect_error(*state, "GET /v1", NULL, 404, "there is no /v1 here");
  expect_error(*state, "GET /v1/hosts/", NULL, 404, "here");
  expect_error(*state, "GET /v1/hosts/h1/x", NULL, 404, "here");
  expect_error(*state, "GET /v1/hosts?x=1", NULL, 400, "no parameter \"x\"");
  expect_error(*state, "POST /v1/hosts", NULL, 405, "asked with GET");
  expect_error(*state, "GET /v1/moves", NULL, 405, "asked with POST");
  expect_error(*state, "DELETE /v1/tips/1", NULL, 405, "not DELETE");
}

static void a_form_is_no_json(void **state)
{
  expect_reply(*state,
               "POST /v1/moves HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n" CLOSE "{}",
               "HTTP/1.1 415 ");
  expect_reply(*state, "POST /v1/moves HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" CLOSE "{}", "HTTP/1.1 415 ");
  expect_reply(*state, "POST /v1/moves HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" CLOSE "0\r\n\r\n",
               "HTTP/1.1 415 ");
}

static void a_request_may_come_in_pieces(void **state)
{
  struct wire *wire = wire_new(*state);
  for (const char *p = GET_STATUS CLOSE; *p; p++) {
    assert_int_equal(wire_send(wire, p, 1), 1);
    g_main_context_iteration(NULL, FALSE);
  }
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 200 "));
  wire_free(wire);
}

static void a_connection_serves_several_requests(void **state)
{
  struct wire *wire = wire_new(*state);
  wire_write(wire, GET_STATUS "\r\n" GET_STATUS CLOSE);
  wire_read_all(wire);
  const char *second = strstr(wire->text->str + 1, "HTTP/1.1 200 ");
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 200 "));
  assert_non_null(second);
  wire_free(wire);
}

static void rubbish_is_closed(void **state)
{
  char rubbish[4096];
  for (gsize i = 0; i < sizeof rubbish; i++)
    rubbish[i] = (char)(i * 167 + 13);
  struct wire *wire = wire_new(*state);
  wire_send(wire, rubbish, sizeof rubbish);
  wire_send(wire, "\r\n\r\n", 4);
  wire_read_all(wire);
  wire_free(wire);
  expect_alive(*state);
}

static void half_a_request_is_closed_after_a_while(void **state)
{
  struct rig *rig = *state;
  rig->idle_sec = 1;
  rig_serve(rig);
  struct wire *wire = wire_new(rig), *silent = wire_new(rig);
  wire_write(wire, "GET /v1/sta");
  wire_read_all(wire);
  wire_read_all(silent);
  wire_free(wire);
  wire_free(silent);
  expect_alive(rig);
}

static void endless_headers_are_refused(void **state)
{
  struct wire *wire = wire_new(*state);
  wire_write(wire, GET_STATUS);
  for (int i = 0; i < 4000 && !wire->closed; i++) {
    wire_send(wire, "X-More: and more and more\r\n", 27);
    g_main_context_iteration(NULL, FALSE);
  }
  wire_read_all(wire);
  assert_true(wire->text->len == 0 || g_str_has_prefix(wire->text->str, "HTTP/1.1 4"));
  wire_free(wire);
  expect_alive(*state);
}

static char *move_of_size(gsize size)
{
  g_autofree char *padding = g_strnfill(size - strlen("{\"guest\":\"\"}"), 'g');
  return g_strdup_printf("{\"guest\":\"%s\"}", padding);
}

static gboolean was_asked_to_move(gpointer data)
{
  return ((struct rig *)data)->moves > 0;
}

static void a_body_of_64_kib_is_taken(void **state)
{
  struct rig *rig = *state;
  g_autofree char *body = move_of_size(65536);
  struct wire *wire = wire_new(rig);
  g_autofree char *head = g_strdup_printf(
      "POST /v1/moves HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
      strlen(body));
  wire_write(wire, head);
  wire_write(wire, body);
  rig_until(was_asked_to_move, rig);
  assert_int_equal(strlen(rig->guest), 65536 - strlen("{\"guest\":\"\"}"));
  wire_free(wire);
  rig->plan_done(NULL, 0, NULL, rig->token);
}

static void a_larger_body_is_refused_before_it_is_read(void **state)
{
  struct rig *rig = *state;
  g_autofree char *body = move_of_size(65537);
  expect_error(rig, "POST /v1/moves", body, 413, "larger than 65536");
  assert_int_equal(rig->moves, 0);
}

static void a_body_without_end_is_cut_off(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = wire_new(rig);
  g_autofree char *chunk = g_strnfill(4096, ' ');
  gsize sent = 0;
  wire_write(wire, "POST /v1/moves HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n");
  for (int i = 0; i < 10000 && !wire->closed; i++) {
    sent += wire_send(wire, "1000\r\n", 6) + wire_send(wire, chunk, 4096) + wire_send(wire, "\r\n", 2);
    g_main_context_iteration(NULL, FALSE);
  }
  assert_true(wire->closed);
  assert_in_range(sent, 65536, 4u << 20);
  assert_int_equal(rig->moves, 0);
  wire_free(wire);
  expect_alive(rig);
}

/* Fills the fleet so that the list of hosts is larger than what a socket holds. */
static void a_slow_reader_delays_nobody(void **state)
{
  struct rig *rig = *state;
  for (int i = 0; i < 5000; i++) {
    g_autofree char *name = g_strdup_printf("host-%d", i);
    fleet_add_host(rig->fleet, name, "lab", 1u << SOURCE_SNMP);
  }
  rig->idle_sec = 1;
  rig_serve(rig);
  struct wire *slow = wire_new(rig);
  g_clear_handle_id(&slow->watch, g_source_remove);
  wire_write(slow, "GET /v1/hosts?limit=1000 HTTP/1.1\r\nHost: x\r\n\r\n");
  for (int i = 0; i < 20; i++)
    expect_alive(rig);
  wire_free(slow);
  struct answer answer = ask(rig, "GET", "/v1/hosts?limit=1000", NULL);
  assert_int_equal(json_array_size(json_object_get(answer.json, "hosts")), 1000);
  json_decref(answer.json);
}

static gboolean all_are_closed(gpointer data)
{
  const GPtrArray *wires = data;
  for (guint i = 0; i < wires->len; i++)
    if (!((const struct wire *)wires->pdata[i])->closed)
      return FALSE;
  return TRUE;
}

static void hundreds_of_clients_are_all_answered(void **state)
{
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  for (int i = 0; i < 300; i++) {
    struct wire *wire = wire_new(*state);
    g_ptr_array_add(wires, wire);
    wire_write(wire, GET_STATUS CLOSE);
    g_main_context_iteration(NULL, FALSE);
  }
  rig_until(all_are_closed, wires);
  for (guint i = 0; i < wires->len; i++) {
    const struct wire *wire = wires->pdata[i];
    assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 200 "));
  }
}

static void idle_clients_beyond_the_limit_keep_nobody_out(void **state)
{
  struct rig *rig = *state;
  rig->idle_sec = 1;
  rig_serve(rig);
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  for (int i = 0; i < 300; i++) {
    g_ptr_array_add(wires, wire_new(rig));
    g_main_context_iteration(NULL, FALSE);
  }
  expect_alive(rig);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(unknown_paths_and_methods_are_told_so, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_form_is_no_json, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_request_may_come_in_pieces, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_connection_serves_several_requests, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(rubbish_is_closed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(half_a_request_is_closed_after_a_while, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(endless_headers_are_refused, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_body_of_64_kib_is_taken, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_larger_body_is_refused_before_it_is_read, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_body_without_end_is_cut_off, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_slow_reader_delays_nobody, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(hundreds_of_clients_are_all_answered, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(idle_clients_beyond_the_limit_keep_nobody_out, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
