/* Who has an answer already is told so, and sent nothing. */
#include "serve/etag.h"
#include "serve/rig.h"
#include "unit.h"

#include <string.h>

/* Of `request`, "GET /v1/tips", with the header If-None-Match where `known` is one: all that came. Caller frees. */
static char *reply_to(const struct rig *rig, const char *request, const char *known)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *header = known ? g_strdup_printf("If-None-Match: %s\r\n", known) : g_strdup("");
  g_autofree char *text = g_strdup_printf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", request, header);
  wire_write(wire, text);
  wire_read_all(wire);
  char *reply = g_strdup(wire->text->str);
  wire_free(wire);
  return reply;
}

/* The value of a header of the reply, "" where it has none. Caller frees. */
static char *header_of(const char *reply, const char *name)
{
  g_autofree char *line = g_strdup_printf("\r\n%s: ", name);
  const char *at = strstr(reply, line);
  at = at ? at + strlen(line) : "\r";
  return g_strndup(at, strcspn(at, "\r"));
}

static char *tag_of(const struct rig *rig, const char *request)
{
  g_autofree char *reply = reply_to(rig, request, NULL);
  return header_of(reply, "ETag");
}

static void expect_status(const struct rig *rig, const char *request, const char *known, const char *status)
{
  g_autofree char *reply = reply_to(rig, request, known);
  g_autofree char *wanted = g_strdup_printf("HTTP/1.1 %s ", status);
  if (!g_str_has_prefix(reply, wanted))
    fail_msg("%s with %s: %s", request, known, reply);
}

static void the_same_again_is_sent_without_a_body(void **state)
{
  static const char *const paths[] = {"GET /v1/tips", "GET /v1/tips/1", "GET /v1/hosts/h1", "GET /v1/actions", "GET /v1/status"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autofree char *tag = tag_of(*state, paths[i]);
    assert_int_equal(strlen(tag), 42);
    g_autofree char *reply = reply_to(*state, paths[i], tag);
    assert_true(g_str_has_prefix(reply, "HTTP/1.1 304 "));
    assert_true(g_str_has_suffix(reply, "\r\n\r\n"));
    assert_owned_string_equal(header_of(reply, "ETag"), tag);
    assert_owned_string_equal(header_of(reply, "Cache-Control"), "no-cache");
  }
}

static void what_changed_is_sent_with_another_tag(void **state)
{
  struct rig *rig = *state;
  g_autofree char *before = tag_of(rig, "GET /v1/tips?limit=1"), *other = tag_of(rig, "GET /v1/tips?after=2");
  rig_raise_tip(rig, "host:h3", "h3");
  g_autofree char *after = tag_of(rig, "GET /v1/tips?limit=1");
  assert_string_not_equal(before, after);
  expect_status(rig, "GET /v1/tips?limit=1", before, "200");
  expect_status(rig, "GET /v1/tips?limit=1", after, "304");
  expect_status(rig, "GET /v1/tips?after=2", other, "304");
}

static void a_tag_is_known_in_a_list_as_weak_and_as_any(void **state)
{
  g_autofree char *tag = tag_of(*state, "GET /v1/hosts");
  g_autofree char *list = g_strdup_printf("\"a\", %s,\"b\"", tag), *weak = g_strdup_printf("W/%s", tag);
  g_autofree char *bare = g_strndup(tag + 1, 40);
  expect_status(*state, "GET /v1/hosts", list, "304");
  expect_status(*state, "GET /v1/hosts", weak, "304");
  expect_status(*state, "GET /v1/hosts", "*", "304");
  expect_status(*state, "GET /v1/hosts", bare, "200");
  expect_status(*state, "GET /v1/hosts", "\"*\"", "200");
  expect_status(*state, "GET /v1/hosts", "", "200");
}

static void errors_and_orders_have_none(void **state)
{
  struct rig *rig = *state;
  g_autofree char *error = reply_to(rig, "GET /v1/tips/99", "*"), *order = reply_to(rig, "POST /v1/pause", "*");
  assert_true(g_str_has_prefix(error, "HTTP/1.1 404 ") && g_str_has_prefix(order, "HTTP/1.1 200 "));
  assert_owned_string_equal(header_of(error, "ETag"), "");
  assert_owned_string_equal(header_of(order, "ETag"), "");
  assert_owned_string_equal(header_of(order, "Cache-Control"), "no-store");
  assert_non_null(fleet_paused(rig->fleet));
}

static void nothing_has_a_tag_too(void **state)
{
  (void)state;
  g_autofree char *tag = etag_of("", 0), *other = etag_of("x", 1);
  assert_string_not_equal(tag, other);
  assert_false(etag_is_known(NULL, tag));
  assert_false(etag_is_known(other, tag));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_same_again_is_sent_without_a_body, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(what_changed_is_sent_with_another_tag, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_tag_is_known_in_a_list_as_weak_and_as_any, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(errors_and_orders_have_none, rig_up, rig_down),
      cmocka_unit_test(nothing_has_a_tag_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
