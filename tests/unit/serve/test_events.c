/* GET /v1/events: what listeners are told, how they go on, and how they end. */
#include "serve/rig.h"
#include "serve/stream.h"
#include "unit.h"

#include <string.h>

static void add(struct rig *rig, const char *kind, const char *state, const char *data)
{
  event_book_add(rig->events, &(struct news){kind, 1, state, g_strdup(data)});
}

static struct wire *listen_with(struct rig *rig, const char *query, const char *header)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *request = g_strdup_printf("GET /v1/events%s HTTP/1.1\r\nHost: x\r\n%s\r\n", query, header);
  wire_write(wire, request);
  return wire;
}

struct hope {
  struct wire *wire;
  const char *text;
};

static gboolean has_come(gpointer data)
{
  const struct hope *hope = data;
  return strstr(hope->wire->text->str, hope->text) != NULL;
}

/* What was told before the text is forgotten. */
static void expect(struct wire *wire, const char *text)
{
  struct hope hope = {wire, text};
  rig_until(has_come, &hope);
  g_string_erase(wire->text, 0, strstr(wire->text->str, text) - wire->text->str);
}

static void a_listener_is_told_what_happens_from_now_on(void **state)
{
  struct rig *rig = *state;
  add(rig, "tip", "open", "{\"old\":1}");
  struct wire *wire = listen_with(rig, "", "");
  expect(wire, "Content-Type: text/event-stream\r\n");
  expect(wire, STREAM_BEAT);
  add(rig, "action", "acting", "{\"id\":1}");
  expect(wire, "id: life1.2\nevent: action\ndata: {\"id\":1}\n\n");
  add(rig, "tip", "failed", "{\"id\":2}");
  expect(wire, "id: life1.3\nevent: tip\ndata: {\"id\":2}\n\n");
  assert_null(strstr(wire->text->str, "old"));
  wire_free(wire);
}

static void a_listener_goes_on_where_he_was(void **state)
{
  struct rig *rig = *state;
  add(rig, "tip", "open", "{\"n\":1}");
  add(rig, "tip", "accepted", "{\"n\":2}");
  struct wire *wire = listen_with(rig, "", "Last-Event-ID: life1.1\r\n");
  expect(wire, "id: life1.2\nevent: tip\ndata: {\"n\":2}\n\n");
  expect(wire, STREAM_BEAT);
  wire_free(wire);
  wire = listen_with(rig, "?after=0", "");
  expect(wire, "\nid: life1.1\nevent: tip\ndata: {\"n\":1}\n\n");
  expect(wire, "id: life1.2\n");
  wire_free(wire);
}

/* Of an earlier life of provostd, or too long ago: what there is comes behind a word that it is not all. */
static void what_is_not_kept_is_said_to_be_lost(void **state)
{
  struct rig *rig = *state;
  add(rig, "tip", "open", "{\"n\":1}");
  struct wire *wire = listen_with(rig, "?after=life0.77", "");
  expect(wire, "id: life1.0\nevent: lost\ndata: {}\n\nid: life1.1\n");
  wire_free(wire);
  for (guint i = 0; i < EVENTS_MAX + 1; i++)
    add(rig, "tip", i % 2 ? "open" : "failed", "{}");
  wire = listen_with(rig, "?after=life1.1", "");
  expect(wire, "id: life1.2\nevent: lost\ndata: {}\n\nid: life1.3\n");
  g_autofree char *last = g_strdup_printf("id: life1.%d\n", EVENTS_MAX + 2);
  expect(wire, last);
  wire_free(wire);
}

static void what_is_no_id_is_refused(void **state)
{
  struct rig *rig = *state;
  static const char *const ids[] = {"", "1", "life1", "life1.x", "life1.1", "life1.0.0", "life0.-1", "00"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
    g_autofree char *query = g_strdup_printf("GET /v1/events?after=%s", ids[i]);
    expect_error(rig, query, NULL, 400, "is no id of an event");
  }
}

static gboolean is_closed(gpointer data)
{
  return ((struct wire *)data)->closed;
}

static void listeners_are_bounded_and_those_who_go_make_room(void **state)
{
  struct rig *rig = *state;
  struct wire *wires[STREAMS_MAX];
  for (guint i = 0; i < STREAMS_MAX; i++) {
    wires[i] = listen_with(rig, "", "");
    expect(wires[i], STREAM_BEAT);
  }
  expect_error(rig, "GET /v1/events", NULL, 503, "64 already listen");
  wire_free(wires[0]);
  add(rig, "tip", "open", "{}"); /* it is noticed by telling him */
  expect(wires[1], "data: {}");
  wires[0] = listen_with(rig, "", "");
  expect(wires[0], "200");
  for (guint i = 0; i < STREAMS_MAX; i++)
    wire_free(wires[i]);
}

static void a_listener_is_told_the_end(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = listen_with(rig, "", "");
  expect(wire, STREAM_BEAT);
  rig_serve(rig); /* the old one goes */
  rig_until(is_closed, wire);
  wire_free(wire);
}

/* He is not waited for, and what he takes at last is whole. */
static void a_slow_listener_holds_up_nobody(void **state)
{
  struct rig *rig = *state;
  struct wire *slow = listen_with(rig, "", ""), *wire = listen_with(rig, "", "");
  expect(slow, STREAM_BEAT);
  expect(wire, STREAM_BEAT);
  g_autofree char *text = g_strnfill(100000, 'x');
  g_autofree char *data = g_strdup_printf("{\"text\":\"%s\"}", text);
  g_source_remove(slow->watch);
  slow->watch = 0;
  for (guint i = 0; i < 40; i++)
    add(rig, "tip", i % 2 ? "open" : "failed", data);
  expect(wire, "id: life1.40\n");
  expect_json(rig, "/v1/status", "{'version':'x'}");
  wire_free(slow);
  wire_free(wire);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)
  const struct CMUnitTest tests[] = {
      TEST(a_listener_is_told_what_happens_from_now_on), TEST(a_listener_goes_on_where_he_was),
      TEST(what_is_not_kept_is_said_to_be_lost),         TEST(what_is_no_id_is_refused),
      TEST(listeners_are_bounded_and_those_who_go_make_room), TEST(a_listener_is_told_the_end),
      TEST(a_slow_listener_holds_up_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
