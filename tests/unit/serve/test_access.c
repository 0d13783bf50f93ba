/* Who may do what, and from where (faults H04, H08). What comes of users of the machine is tried in tests/integration/test_access.py. */
#include "serve/stream.h"
#include "serve/tcp.h"

#include "unit.h"

#include <grp.h>
#include <limits.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How many refusals are to stand in the journal, by whom. */
struct audits {
  sqlite3_stmt *statement;
  int n;
};

static gboolean are_there(gpointer data)
{
  struct audits *audits = data;
  assert_int_equal(sqlite3_step(audits->statement), SQLITE_ROW);
  int n = sqlite3_column_int(audits->statement, 0);
  sqlite3_reset(audits->statement);
  assert_true(n <= audits->n);
  return n == audits->n;
}

static gboolean on_tick(gpointer user)
{
  (void)user;
  return G_SOURCE_CONTINUE;
}

/* The journal's thread says nothing when it has stored an audit row. */
static void expect_audits(struct rig *rig, const char *by, int n)
{
  sqlite3 *database;
  struct audits audits = {.n = n};
  g_autofree char *path = g_build_filename(rig->folder, "provost.db", NULL);
  assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
  sqlite3_busy_timeout(database, 1000);
  assert_int_equal(sqlite3_prepare_v2(database, "SELECT count(*) FROM audit WHERE event = 'refused' AND \"by\" = ?", -1,
                                      &audits.statement, NULL), SQLITE_OK);
  sqlite3_bind_text(audits.statement, 1, by, -1, SQLITE_STATIC);
  guint tick = g_timeout_add(10, on_tick, NULL);
  rig_until(are_there, &audits);
  g_source_remove(tick);
  sqlite3_finalize(audits.statement);
  sqlite3_close(database);
}

static guint refused(const struct rig *rig)
{
  json_auto_t *json = serve_to_json(rig->serve);
  return (guint)json_integer_value(json_object_get(json, "refused"));
}

static void without_tokens_one_may_look_over_tcp_and_change_nothing(void **state)
{
  struct rig *rig = *state;
  rig_listen(rig, NULL);
  tcp_expect(rig, "GET /v1/status", NULL, 200, "{\"version\":\"x\"}");
  tcp_expect(rig, "POST /v1/pause", NULL, 403, "POST /v1/pause is for operators");
  tcp_expect(rig, "POST /v1/pause", NULL, 403, "without a token one may only look over TCP");
  tcp_expect(rig, "POST /v1/reload", NULL, 403, "is for admins");
  tcp_expect(rig, "GET /v1/status", TOKEN_ADMIN, 401, "this token is none of those");
  assert_null(fleet_paused(rig->fleet));
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

static void with_tokens_nobody_even_looks_without_one(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules;
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  tcp_expect(rig, "GET /v1/status", NULL, 401, "GET /v1/status needs a token over TCP");
  tcp_expect(rig, "GET /v1/status", NULL, 401, "WWW-Authenticate: Bearer realm=\"provost\"");
  tcp_expect(rig, "GET /v1/status", TOKEN_VIEWER, 200, "{\"version\":\"x\"}");
  g_autofree char *basic = tcp_ask(rig, "GET /v1/status", NULL, "Authorization: Basic " TOKEN_VIEWER "\r\n");
  assert_true(g_str_has_prefix(basic, "HTTP/1.1 401 "));
  serve_free(g_steal_pointer(&rig->serve));
  access_done(&rules);
}

static void each_role_may_what_its_rows_say(void **state)
{
  static const struct {
    const char *token, *request;
    guint status;
    const char *words;
  } rows[] = {
      {TOKEN_VIEWER, "GET /v1/hosts", 200, "hosts"},
      {TOKEN_VIEWER, "POST /v1/pause", 403, "POST /v1/pause is for operators, and token v is a viewer"},
      {TOKEN_VIEWER, "POST /v1/tips/1/accept", 403, "is for operators"},
      {TOKEN_VIEWER, "POST /v1/moves", 403, "is for operators"},
      {TOKEN_OPERATOR, "POST /v1/pause", 200, "paused by token o"},
      {TOKEN_OPERATOR, "POST /v1/policies/reload", 403, "is for admins, and token o is an operator"},
      {TOKEN_OPERATOR, "POST /v1/policies/p/enable", 403, "is for admins"},
      {TOKEN_OPERATOR, "POST /v1/reload", 403, "is for admins"},
      {TOKEN_ADMIN, "POST /v1/policies/reload", 200, "{\"by\":\"token a\"}"},
      {TOKEN_ADMIN, "POST /v1/resume", 200, "paused"},
      {TOKEN_ADMIN, "GET /v1/nothing", 404, "there is no"},
  };
  struct rig *rig = *state;
  struct access_rules rules;
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    tcp_expect(rig, rows[i].request, rows[i].token, rows[i].status, rows[i].words);
  assert_int_equal(rig->moves, 0);
  assert_int_equal(rig->reloads, 0);
  assert_int_equal(refused(rig), 6);
  expect_audits(rig, "token v", 3);
  serve_free(g_steal_pointer(&rig->serve));
  access_done(&rules);
}

static void a_wrong_token_is_answered_late_and_audited(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules;
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  gint64 since_us = g_get_monotonic_time();
  tcp_expect(rig, "POST /v1/pause", TOKEN_ADMIN "x", 401, "this token is none of those");
  assert_true(g_get_monotonic_time() - since_us >= 900000);
  assert_null(fleet_paused(rig->fleet));
  g_autofree char *by = g_strdup_printf("anonymous at %s", rig->listen);
  expect_audits(rig, by, 1);
  serve_free(g_steal_pointer(&rig->serve));
  access_done(&rules);
}

static void a_client_that_goes_before_its_wrong_token_is_answered_harms_nobody(void **state)
{
  struct rig *rig = *state;
  rig_listen(rig, NULL);
  struct wire *wire = tcp_wire(rig);
  g_autofree char *request = g_strdup_printf("GET /v1/status HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer x\r\n\r\n", rig->listen);
  wire_write(wire, request);
  for (int i = 0; i < 10; i++)
    expect_json(rig, "/v1/status", "{'version':'x'}");
  wire_free(wire);
  tcp_expect(rig, "GET /v1/status", "y", 401, "this token is none of those");
}

static void h04_who_asks_in_vain_for_ever_does_not_fill_the_disk(void **state)
{
  struct rig *rig = *state;
  rig_listen(rig, NULL);
  for (int i = 0; i < 100; i++)
    tcp_expect(rig, "POST /v1/pause", NULL, 403, "is for operators");
  g_autofree char *by = g_strdup_printf("anonymous at %s", rig->listen);
  assert_int_equal(refused(rig), 100);
  virtual_clock_advance(&rig->clock, 60 * G_USEC_PER_SEC);
  tcp_expect(rig, "POST /v1/pause", NULL, 403, "is for operators");
  tcp_expect(rig, "POST /v1/pause", NULL, 403, "is for operators");
  expect_audits(rig, by, 21);
}

static void other_rules_hold_for_connections_that_are_there(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules, none = {0};
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  struct wire *wire = tcp_wire(rig);
  g_autofree char *request = g_strdup_printf("GET /v1/status HTTP/1.1\r\nHost: %s\r\n\r\n", rig->listen);
  g_autofree char *last = g_strdup_printf("GET /v1/status HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", rig->listen);
  wire_write(wire, request);
  tcp_expect(rig, "GET /v1/status", TOKEN_VIEWER, 200, "version");
  serve_set_access(rig->serve, &none);
  access_done(&rules);
  wire_write(wire, last);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 401 "));
  assert_non_null(strstr(wire->text->str, "HTTP/1.1 200 "));
  wire_free(wire);
}

static void with_groups_everybody_may_connect_and_ours_is_an_admin(void **state)
{
  struct rig *rig = *state;
  struct stat found;
  const struct access_rules rules = {.groups = {[ACCESS_ADMIN] = (char *)"nobody-has-it"}, .gids = {0, 0, 0, ACCESS_NO_GID}};
  const struct access_rules none = {0};
  rig->access = &rules;
  rig_serve(rig);
  assert_int_equal(stat(rig->socket, &found), 0);
  assert_int_equal(found.st_mode & 0777, 0666);
  struct answer answer = ask(rig, "POST", "/v1/policies/reload", NULL);
  assert_int_equal(answer.status, 200);
  json_decref(answer.json);
  serve_set_access(rig->serve, &none);
  assert_int_equal(stat(rig->socket, &found), 0);
  assert_int_equal(found.st_mode & 0777, 0660);
}

static void listeners_over_tcp_take_no_place_at_the_socket(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GPtrArray) wires = g_ptr_array_new_with_free_func((GDestroyNotify)wire_free);
  rig_listen(rig, NULL);
  g_autofree char *request = g_strdup_printf("GET /v1/events HTTP/1.1\r\nHost: %s\r\n\r\n", rig->listen);
  for (int i = 0; i < STREAMS_MAX; i++) {
    g_ptr_array_add(wires, tcp_wire(rig));
    wire_write(wires->pdata[i], request);
    expect_json(rig, "/v1/status", "{'version':'x'}");
  }
  tcp_expect(rig, "GET /v1/events", NULL, 503, "already listen to events");
  struct wire *wire = wire_new(rig);
  wire_write(wire, "GET /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect_json(rig, "/v1/status", "{'version':'x'}");
  serve_free(g_steal_pointer(&rig->serve));
  wire_read_all(wire);
  assert_non_null(strstr(wire->text->str, "HTTP/1.1 200 "));
  wire_free(wire);
}

/* A connection of user 65534, who is in no group. */
static struct wire *strangers_wire(const struct rig *rig)
{
  gid_t groups[NGROUPS_MAX];
  int n = getgroups(NGROUPS_MAX, groups);
  assert_int_equal(chmod(rig->folder, 0711), 0);
  assert_true(n >= 0 && setgroups(0, NULL) == 0 && setegid(65534) == 0 && seteuid(65534) == 0);
  struct wire *wire = wire_new(rig);
  assert_true(seteuid(0) == 0 && setegid(0) == 0 && setgroups((gsize)n, groups) == 0);
  return wire;
}

static void who_came_while_groups_were_asked_is_no_admin_without_them(void **state)
{
  struct rig *rig = *state;
  const struct access_rules rules = {.groups = {[ACCESS_ADMIN] = (char *)"nobody-has-it"}, .gids = {0, 0, 0, ACCESS_NO_GID}};
  const struct access_rules none = {0};
  if (geteuid() != 0)
    skip();
  rig->access = &rules;
  rig_serve(rig);
  struct wire *early = strangers_wire(rig), *late = strangers_wire(rig);
  wire_write(early, "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n");
  struct answer answer = ask(rig, "GET", "/v1/status", NULL);
  assert_int_equal(answer.status, 200);
  json_decref(answer.json);
  serve_set_access(rig->serve, &none);
  wire_write(early, "POST /v1/policies/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  wire_write(late, "POST /v1/policies/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  wire_read_all(early);
  wire_read_all(late);
  assert_null(strstr(early->text->str, "HTTP/1.1 200 "));
  assert_non_null(strstr(early->text->str, "/v1/policies/reload is for admins"));
  assert_non_null(strstr(late->text->str, "/v1/policies/reload is for admins"));
  wire_free(early);
  wire_free(late);
}

static void events_are_told_over_tcp_to_who_has_a_token(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules;
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  tcp_expect(rig, "GET /v1/events", NULL, 401, "needs a token");
  struct wire *wire = tcp_wire(rig);
  g_autofree char *request = g_strdup_printf("GET /v1/events HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n",
                                             rig->listen, TOKEN_VIEWER);
  wire_write(wire, request);
  tcp_expect(rig, "GET /v1/status", TOKEN_VIEWER, 200, "version");
  event_book_add(rig->events, &(struct news){"tip", 1, "open", g_strdup("{\"n\":1}")});
  tcp_expect(rig, "GET /v1/status", TOKEN_VIEWER, 200, "version");
  serve_free(g_steal_pointer(&rig->serve));
  wire_read_all(wire);
  assert_non_null(strstr(wire->text->str, "data: {\"n\":1}"));
  wire_free(wire);
  access_done(&rules);
}

static void events_are_told_no_longer_than_the_token_holds(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules, fewer;
  access_with_tokens(&rules);
  access_with_tokens(&fewer);
  g_ptr_array_remove_index(fewer.tokens, 0); /* the viewer's */
  rig_listen(rig, &rules);
  static const char *const tokens[] = {TOKEN_VIEWER, TOKEN_OPERATOR};
  struct wire *wires[] = {tcp_wire(rig), tcp_wire(rig)};
  for (gsize i = 0; i < G_N_ELEMENTS(wires); i++) {
    g_autofree char *request = g_strdup_printf("GET /v1/events HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n",
                                               rig->listen, tokens[i]);
    wire_write(wires[i], request);
  }
  tcp_expect(rig, "GET /v1/status", TOKEN_VIEWER, 200, "version");
  serve_set_access(rig->serve, &fewer);
  access_done(&rules);
  event_book_add(rig->events, &(struct news){"tip", 1, "open", g_strdup("{\"n\":1}")});
  wire_read_all(wires[0]);
  assert_non_null(strstr(wires[0]->text->str, ": nothing new"));
  assert_null(strstr(wires[0]->text->str, "data: {\"n\":1}"));
  assert_false(wires[1]->closed);
  serve_free(g_steal_pointer(&rig->serve));
  wire_read_all(wires[1]);
  assert_non_null(strstr(wires[1]->text->str, "data: {\"n\":1}"));
  wire_free(wires[0]);
  wire_free(wires[1]);
  access_done(&fewer);
}

static void h08_pages_of_others_change_nothing(void **state)
{
  struct rig *rig = *state;
  struct access_rules rules;
  access_with_tokens(&rules);
  rig_listen(rig, &rules);
  static const char *const origins[] = {"http://evil.example", "null", "https://evil.example:8480", "http://127.0.0.1", "127.0.0.1", ""};
  for (gsize i = 0; i < G_N_ELEMENTS(origins); i++) {
    g_autofree char *header = g_strdup_printf("Origin: %s\r\n", origins[i]);
    g_autofree char *text = tcp_ask(rig, "POST /v1/pause", TOKEN_ADMIN, header);
    if (!g_str_has_prefix(text, "HTTP/1.1 403 ") || !strstr(text, "its origin is not ours"))
      fail_msg("%s: %s", origins[i], text);
  }
  assert_null(fleet_paused(rig->fleet));
  g_autofree char *ours = g_strdup_printf("Origin: http://%s\r\n", rig->listen);
  g_autofree char *text = tcp_ask(rig, "POST /v1/pause", TOKEN_ADMIN, ours);
  assert_true(g_str_has_prefix(text, "HTTP/1.1 200 "));
  assert_non_null(strstr(text, "X-Content-Type-Options: nosniff\r\n"));
  assert_non_null(strstr(text, "Cache-Control: no-store\r\n"));
  assert_null(strstr(text, "Access-Control-"));
  serve_free(g_steal_pointer(&rig->serve));
  access_done(&rules);
}

static void h08_a_name_bound_to_loopback_is_not_answered(void **state)
{
  struct rig *rig = *state;
  rig_listen(rig, NULL);
  g_autofree char *evil = tcp_ask(rig, "GET /v1/status", NULL, "Host: evil.example:8480\r\n");
  assert_true(g_str_has_prefix(evil, "HTTP/1.1 403 "));
  assert_non_null(strstr(evil, "\\\"evil.example:8480\\\", which is not this machine"));
  g_autofree char *ours = tcp_ask(rig, "GET /v1/status", NULL, "Host: localhost:9000\r\n");
  assert_true(g_str_has_prefix(ours, "HTTP/1.1 200 "));
}

/* A GET is answered out of what is known: none of the verbs that change something is asked. */
static void h08_no_get_changes_anything(void **state)
{
  static const char *const paths[] = {"/v1/pause", "/v1/resume", "/v1/reload", "/v1/moves", "/v1/resizes", "/v1/placements", "/v1/plans",
                                      "/v1/tips/1/accept", "/v1/tips/1/dismiss", "/v1/actions/1/cancel", "/v1/hosts/h1/restrict",
                                      "/v1/hosts/h1/evacuate", "/v1/policies/p/enable", "/v1/history/flush"};
  struct rig *rig = *state;
  rig_listen(rig, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autofree char *request = g_strdup_printf("GET %s", paths[i]);
    tcp_expect(rig, request, NULL, 405, "is asked with POST");
  }
  assert_int_equal(rig->moves + rig->reloads, 0);
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_OPEN);
}

static void a_port_in_use_is_named(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  rig_listen(rig, NULL);
  g_autofree char *socket = g_build_filename(rig->folder, "other.sock", NULL);
  struct serve *other = serve_new(&(struct serve_options){.socket_path = socket,
                                                          .listen = rig->listen,
                                                          .clock = &rig->clock.clock,
                                                          .journal = rig->journal,
                                                          .events = rig->events}, &error);
  assert_null(other);
  assert_non_null(strstr(error->message, "another program listens at 127.0.0.1:"));
  assert_non_null(strstr(error->message, "api.listen"));
}

static void a_certificate_that_is_none_is_named(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  rig_listen(rig, NULL);
  g_autofree char *socket = g_build_filename(rig->folder, "other.sock", NULL), *address = g_strdup(rig->listen);
  serve_free(g_steal_pointer(&rig->serve));
  struct serve *other = serve_new(&(struct serve_options){.socket_path = socket,
                                                          .listen = address,
                                                          .certificate = "no certificate",
                                                          .key = "no key",
                                                          .clock = &rig->clock.clock,
                                                          .journal = rig->journal,
                                                          .events = rig->events}, &error);
  assert_null(other);
  assert_non_null(strstr(error->message, "cannot serve the API at 127.0.0.1:"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(without_tokens_one_may_look_over_tcp_and_change_nothing, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(with_tokens_nobody_even_looks_without_one, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(each_role_may_what_its_rows_say, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_wrong_token_is_answered_late_and_audited, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_client_that_goes_before_its_wrong_token_is_answered_harms_nobody, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h04_who_asks_in_vain_for_ever_does_not_fill_the_disk, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(other_rules_hold_for_connections_that_are_there, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(with_groups_everybody_may_connect_and_ours_is_an_admin, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(listeners_over_tcp_take_no_place_at_the_socket, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(who_came_while_groups_were_asked_is_no_admin_without_them, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(events_are_told_over_tcp_to_who_has_a_token, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(events_are_told_no_longer_than_the_token_holds, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h08_pages_of_others_change_nothing, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h08_a_name_bound_to_loopback_is_not_answered, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(h08_no_get_changes_anything, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_port_in_use_is_named, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_certificate_that_is_none_is_named, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
