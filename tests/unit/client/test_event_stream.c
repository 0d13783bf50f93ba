/* Server-sent events, however they are cut. */
#include "client/event_stream.h"
#include "unit.h"

#include <string.h>

static gboolean note(const struct told *told, gpointer user)
{
  GString *text = user;
  g_autofree char *data = told->kind ? json_dumps(told->data, JSON_COMPACT) : NULL;
  g_string_append_printf(text, "%s %s %s|", told->kind ? told->id : "-", told->kind ? told->kind : "all", data ? data : "");
  return strstr(text->str, "stop") == NULL;
}

#define TWO ":\n\nid: a.1\nevent: tip\ndata: {\"n\":1}\n\nid: a.2\nunknown: x\nevent: action\ndata: {}\n\n:\n\n"

static void events_are_whole_wherever_they_were_cut(void **state)
{
  (void)state;
  for (gsize size = 1; size <= strlen(TWO); size++) {
    GString *text = g_string_new(NULL);
    struct event_stream *stream = event_stream_new(note, text);
    for (gsize at = 0; at < strlen(TWO); at += size)
      assert_true(event_stream_feed(stream, TWO + at, MIN(size, strlen(TWO) - at)));
    assert_string_equal(text->str, "- all |a.1 tip {\"n\":1}|a.2 action {}|- all |");
    assert_false(event_stream_is_broken(stream));
    event_stream_free(stream);
    g_string_free(text, TRUE);
  }
}

static gboolean feed(const char *bytes, gboolean *is_broken, char **told)
{
  GString *text = g_string_new(NULL);
  struct event_stream *stream = event_stream_new(note, text);
  gboolean goes_on = event_stream_feed(stream, bytes, strlen(bytes));
  *is_broken = event_stream_is_broken(stream);
  event_stream_free(stream);
  *told = g_string_free(text, FALSE);
  return goes_on;
}

static void who_wants_no_more_is_told_no_more(void **state)
{
  (void)state;
  gboolean is_broken;
  g_autofree char *told = NULL;
  assert_false(feed("id: a.1\nevent: stop\ndata: {}\n\nid: a.2\nevent: tip\ndata: {}\n\n", &is_broken, &told));
  assert_string_equal(told, "a.1 stop {}|");
  assert_false(is_broken);
}

static void half_an_event_is_none_and_data_that_is_no_object_breaks_the_stream(void **state)
{
  (void)state;
  gboolean is_broken;
  g_autofree char *half = NULL, *broken = NULL;
  assert_true(feed("id: a.1\ndata: {}\n\nevent: tip\n\n", &is_broken, &half));
  assert_string_equal(half, "");
  assert_false(feed("id: a.1\nevent: tip\ndata: [1]\n\n", &is_broken, &broken));
  assert_true(is_broken);
}

static void a_line_without_end_is_not_kept_for_ever(void **state)
{
  (void)state;
  GString *text = g_string_new(NULL);
  struct event_stream *stream = event_stream_new(note, text);
  g_autofree char *part = g_strnfill(1 << 20, 'x');
  guint parts = 0;
  while (event_stream_feed(stream, part, 1 << 20))
    assert_true(++parts < 100);
  assert_true(event_stream_is_broken(stream));
  event_stream_free(stream);
  g_string_free(text, TRUE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(events_are_whole_wherever_they_were_cut),
      cmocka_unit_test(who_wants_no_more_is_told_no_more),
      cmocka_unit_test(half_an_event_is_none_and_data_that_is_no_object_breaks_the_stream),
      cmocka_unit_test(a_line_without_end_is_not_kept_for_ever),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
