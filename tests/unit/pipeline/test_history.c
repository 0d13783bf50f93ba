#include "pipeline/history.h"

#include "base/error.h"
#include "base/limits.h"
#include "wire/samples.h"

#include "channels.h"
#include "unit.h"

#define AT G_GINT64_CONSTANT(1790000000)

/* The core's history; the test plays writer and reader. */
struct desk {
  struct virtual_clock clock;
  struct channel *writer, *reader;         /* the core's ends */
  struct channel *writer_role, *reader_role; /* ours */
  struct history *history;
  GArray *stored; /* guint64: sequences as they came */
  GArray *asked;  /* guint64: ids as they came */
  guint n_stored, n_flushed, n_asked, answers, failures;
  int code; /* of the last failure */
  char *failure;
};

static void core_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct desk *desk = user;
  history_take_message(desk->history, kind, body);
}

static void role_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct desk *desk = user;
  guint64 id;
  g_variant_get_child(body, 0, "t", &id);
  if (kind == MESSAGE_FLUSH) {
    desk->n_flushed++;
    return;
  }
  g_array_append_val(kind == MESSAGE_STORE ? desk->stored : desk->asked, id);
  *(kind == MESSAGE_STORE ? &desk->n_stored : &desk->n_asked) += 1;
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  (void)user;
}

static const struct channel_events core_events = {core_hears, on_closed};
static const struct channel_events role_events = {role_hears, on_closed};

static void open_writer(struct desk *desk)
{
  channels_connect(desk->writer, desk->writer_role);
}

static void close_writer(struct desk *desk)
{
  channel_close(desk->writer_role);
  channel_close(desk->writer);
  history_writer_is_down(desk->history);
  g_array_set_size(desk->stored, 0);
  desk->n_stored = 0;
}

static int set_up(void **state)
{
  struct desk *desk = g_new0(struct desk, 1);
  virtual_clock_init(&desk->clock, AT * G_USEC_PER_SEC);
  desk->writer = channel_new(ROLE_CORE, ROLE_RRD_WRITER, &core_events, desk);
  desk->reader = channel_new(ROLE_CORE, ROLE_RRD_READER, &core_events, desk);
  desk->writer_role = channel_new(ROLE_RRD_WRITER, ROLE_CORE, &role_events, desk);
  desk->reader_role = channel_new(ROLE_RRD_READER, ROLE_CORE, &role_events, desk);
  desk->history = history_new(&desk->clock.clock, desk->writer, desk->reader);
  desk->stored = g_array_new(FALSE, FALSE, sizeof(guint64));
  desk->asked = g_array_new(FALSE, FALSE, sizeof(guint64));
  *state = desk;
  return 0;
}

static int tear_down(void **state)
{
  struct desk *desk = *state;
  history_free(desk->history);
  channel_free(desk->writer);
  channel_free(desk->reader);
  channel_free(desk->writer_role);
  channel_free(desk->reader_role);
  g_array_unref(desk->stored);
  g_array_unref(desk->asked);
  g_free(desk->failure);
  g_free(desk);
  return 0;
}

/* All that is on its way has arrived. */
static guint64 nth(const GArray *list, guint i)
{
  assert_true(i < list->len);
  return g_array_index(list, guint64, i);
}

static void store(struct desk *desk, guint count)
{
  struct samples_builder *builder = samples_builder_new();
  struct reading reading = {.metric = METRIC_HOST_CPU_BUSY_PCT, .value = 42};
  for (guint i = 0; i < count; i++) {
    samples_builder_add(builder, "host:h1", &reading, 1);
    g_autoptr(GVariant) samples = g_variant_ref_sink(samples_builder_end(builder, AT + i, SOURCE_SNMP));
    history_store(desk->history, samples);
  }
  samples_builder_free(builder);
}

static void confirm(struct desk *desk, guint64 sequence, guint failed, const char *trouble)
{
  GVariant *settled = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, &sequence, 1, sizeof sequence);
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(t@atus)", sequence, settled, failed, trouble));
  history_take_message(desk->history, MESSAGE_STORED, body);
}

static void a_batch_waits_until_the_writer_has_confirmed_it(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  history_writer_is_up(desk->history);
  store(desk, 3);
  turn_until(&desk->n_stored, 3);
  assert_int_equal(history_waiting(desk->history), 3);
  confirm(desk, 2, 0, "");
  confirm(desk, 1, 0, "");
  assert_int_equal(history_waiting(desk->history), 1);
  confirm(desk, 1, 0, "");
  confirm(desk, 4711, 0, "");
  assert_int_equal(history_waiting(desk->history), 1);
  assert_int_equal(history_lost(desk->history), 0);
}

static void unconfirmed_batches_come_again_in_order_when_the_writer_is_back(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  history_writer_is_up(desk->history);
  store(desk, 5);
  turn_until(&desk->n_stored, 5);
  confirm(desk, 2, 0, "");
  close_writer(desk);
  store(desk, 1);
  assert_int_equal(history_waiting(desk->history), 5);
  open_writer(desk);
  history_writer_is_up(desk->history);
  turn_until(&desk->n_stored, 5);
  const guint64 expected[] = {1, 3, 4, 5, 6};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_int_equal(nth(desk->stored, i), expected[i]);
}

/* It does not know yet where files lie and would confirm what it did not store; and what overtakes older
 * batches makes RRD refuse those. */
static void a_writer_that_is_not_yet_configured_gets_nothing(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  store(desk, 2);
  turn_all();
  assert_int_equal(desk->n_stored, 0);
  history_writer_is_up(desk->history);
  turn_until(&desk->n_stored, 2);
  close_writer(desk);
  open_writer(desk);
  store(desk, 1);
  turn_all();
  assert_int_equal(desk->n_stored, 0);
  history_writer_is_up(desk->history);
  turn_until(&desk->n_stored, 3);
  assert_int_equal(nth(desk->stored, 0), 1);
  assert_int_equal(nth(desk->stored, 2), 3);
}

/* Batches that take a MiB each, nearly. */
static void store_large(struct desk *desk, guint count)
{
  static const struct reading readings[65500];
  struct samples_builder *builder = samples_builder_new();
  for (guint i = 0; i < count; i++) {
    samples_builder_add(builder, "host:h1", readings, G_N_ELEMENTS(readings));
    g_autoptr(GVariant) samples = g_variant_ref_sink(samples_builder_end(builder, AT + i, SOURCE_SNMP));
    history_store(desk->history, samples);
  }
  samples_builder_free(builder);
}

#define LARGE_MAX (HISTORY_BYTES >> 20)

static void the_oldest_batch_is_lost_first_and_counted(void **state)
{
  struct desk *desk = *state;
  store_large(desk, LARGE_MAX);
  assert_int_equal(history_lost(desk->history), 0);
  store_large(desk, 3);
  assert_int_equal(history_waiting(desk->history), LARGE_MAX);
  assert_true(history_bytes(desk->history) <= HISTORY_BYTES);
  assert_int_equal(history_lost(desk->history), 3);
  open_writer(desk);
  history_writer_is_up(desk->history);
  turn_until(&desk->n_stored, 1);
  assert_int_equal(nth(desk->stored, 0), 4);
}

/* What was sent waits in the channel, which drops no batch: without a bound the core would grow for ever. */
static void a_writer_that_hangs_does_not_fill_the_memory(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  history_writer_is_up(desk->history);
  store(desk, HISTORY_SENT);
  turn_until(&desk->n_stored, HISTORY_SENT);
  store_large(desk, LARGE_MAX + 10);
  turn_all();
  assert_int_equal(desk->n_stored, HISTORY_SENT);
  assert_int_equal(channel_waiting(desk->writer), 0);
  assert_int_equal(history_waiting(desk->history), LARGE_MAX);
  assert_int_equal(history_lost(desk->history), 10); /* and the writer has those that it was sent */
}

/* It holds samples in memory for a while: no loss as long as it lives. */
static void a_batch_given_up_is_lost_only_when_the_writer_dies_with_it(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  history_writer_is_up(desk->history);
  store(desk, 3);
  turn_until(&desk->n_stored, 3);
  store_large(desk, LARGE_MAX + 1); /* the three and one of these have to go */
  assert_int_equal(history_waiting(desk->history), LARGE_MAX);
  assert_int_equal(history_lost(desk->history), 0);
  confirm(desk, 2, 0, "");
  close_writer(desk);
  assert_int_equal(history_lost(desk->history), 3);
}

static void a_full_backlog_is_stored_in_order_without_a_gap(void **state)
{
  struct desk *desk = *state;
  store(desk, 1000);
  open_writer(desk);
  history_writer_is_up(desk->history);
  for (guint i = 0; i < 1000; i++) {
    turn_until(&desk->n_stored, i + 1);
    assert_int_equal(nth(desk->stored, i), i + 1);
    confirm(desk, i + 1, 0, "");
  }
  assert_int_equal(history_waiting(desk->history), 0);
}

/* The writer may not confirm what it has not got. */
static void a_confirmation_out_of_thin_air_confirms_nothing(void **state)
{
  struct desk *desk = *state;
  store(desk, 3);
  confirm(desk, 2, 0, "");
  assert_int_equal(history_waiting(desk->history), 3);
  open_writer(desk);
  history_writer_is_up(desk->history);
  turn_until(&desk->n_stored, 3);
}

static void a_batch_that_could_never_be_sent_is_not_kept(void **state)
{
  struct desk *desk = *state;
  gsize n = (LIMIT_MESSAGE - 112) / sizeof(struct reading); /* 112: the rest of it */
  g_autofree struct reading *readings = g_new0(struct reading, n);
  struct samples_builder *builder = samples_builder_new();
  for (gsize at = 0; at < n; at += 60000)
    samples_builder_add(builder, "host:h1", readings, MIN(60000, n - at));
  g_autoptr(GVariant) samples = g_variant_ref_sink(samples_builder_end(builder, AT, SOURCE_SNMP));
  assert_in_range(g_variant_get_size(samples), LIMIT_MESSAGE - 7, LIMIT_MESSAGE);
  samples_builder_free(builder);
  history_store(desk->history, samples);
  assert_int_equal(history_waiting(desk->history), 0);
  assert_int_equal(history_lost(desk->history), 1);
}

static void the_complaint_of_the_writer_stays_until_it_has_had_none_for_a_while(void **state)
{
  struct desk *desk = *state;
  assert_string_equal(history_trouble(desk->history), "");
  open_writer(desk);
  history_writer_is_up(desk->history);
  store(desk, 3);
  confirm(desk, 1, 1, "the disk is full");
  assert_string_equal(history_trouble(desk->history), "the disk is full");
  assert_int_equal(history_waiting(desk->history), 2);
  confirm(desk, 2, 0, "");
  assert_string_equal(history_trouble(desk->history), "the disk is full");
  virtual_clock_advance(&desk->clock, HISTORY_CALM_SEC * G_USEC_PER_SEC);
  confirm(desk, 3, 0, "");
  assert_string_equal(history_trouble(desk->history), "");
}

/* ---- questions ---- */

static void on_done(GVariant *series, const GError *error, gpointer user)
{
  struct desk *desk = user;
  assert_true(!series != !error);
  if (series) {
    desk->answers++;
    return;
  }
  desk->failures++;
  desk->code = error->code;
  g_free(desk->failure);
  desk->failure = g_strdup(error->message);
}

static void ask(struct desk *desk)
{
  const struct history_question question = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, AT - 600, AT, 10};
  history_fetch(desk->history, &question, on_done, desk);
}

static void open_reader(struct desk *desk)
{
  channels_connect(desk->reader, desk->reader_role);
  history_reader_is_up(desk->history);
}

static GVariant *series(guint64 id, const char *object, guint metric, gint64 from_sec, const char *error)
{
  const double values[] = {1, 2, 3};
  return g_variant_new("(tsqxu@ads)", id, object, (guint16)metric, from_sec, 10u,
                       g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, 3, sizeof *values), error);
}

static void answer(struct desk *desk, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  history_take_message(desk->history, MESSAGE_SERIES, owned);
}

static void answer_well(struct desk *desk, guint64 id)
{
  answer(desk, series(id, "host:h1", METRIC_HOST_CPU_BUSY_PCT, AT - 600, ""));
}

static void a_question_is_answered_exactly_once(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  ask(desk);
  ask(desk);
  turn_until(&desk->n_asked, 2);
  answer_well(desk, nth(desk->asked, 1));
  assert_int_equal(desk->answers, 1);
  answer_well(desk, nth(desk->asked, 1));
  answer_well(desk, 4711);
  assert_int_equal(desk->answers, 1);
  answer(desk, series(nth(desk->asked, 0), "host:h1", METRIC_HOST_CPU_BUSY_PCT, 0, "there is no such file"));
  assert_int_equal(desk->answers, 1);
  assert_int_equal(desk->failures, 1);
  assert_int_equal(desk->code, PROVOST_ERROR_NOT_FOUND);
  assert_string_equal(desk->failure, "there is no such file");
}

static void the_reader_is_asked_when_the_writer_has_written_what_it_holds(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  open_writer(desk);
  history_writer_is_up(desk->history);
  ask(desk);
  turn_until(&desk->n_flushed, 1);
  turn_all();
  assert_int_equal(desk->n_asked, 0);
  g_autoptr(GVariant) flushed = g_variant_ref_sink(g_variant_new("(t)", (guint64)1));
  history_take_message(desk->history, MESSAGE_FLUSHED, flushed);
  history_take_message(desk->history, MESSAGE_FLUSHED, flushed);
  turn_until(&desk->n_asked, 1);
  turn_all();
  assert_int_equal(desk->n_asked, 1);
  answer_well(desk, 1);
  assert_int_equal(desk->answers, 1);
}

static void a_writer_that_hangs_or_dies_does_not_keep_readers_waiting(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  open_writer(desk);
  history_writer_is_up(desk->history);
  ask(desk);
  turn_until(&desk->n_flushed, 1);
  virtual_clock_advance(&desk->clock, (HISTORY_FLUSH_SEC + 1) * G_USEC_PER_SEC);
  history_tick(desk->history);
  turn_until(&desk->n_asked, 1);
  ask(desk);
  close_writer(desk);
  turn_until(&desk->n_asked, 2);
}

static void on_flushed(GVariant *nothing, const GError *error, gpointer user)
{
  struct desk *desk = user;
  assert_null(nothing);
  if (error)
    on_done(NULL, error, desk);
  else
    desk->answers++;
}

static void all_that_waits_is_written_when_the_writer_says_so(void **state)
{
  struct desk *desk = *state;
  open_writer(desk);
  history_writer_is_up(desk->history);
  history_flush(desk->history, on_flushed, desk);
  turn_until(&desk->n_flushed, 1);
  assert_int_equal(desk->answers + desk->failures, 0);
  g_autoptr(GVariant) flushed = g_variant_ref_sink(g_variant_new("(t)", (guint64)1));
  history_take_message(desk->history, MESSAGE_FLUSHED, flushed);
  history_take_message(desk->history, MESSAGE_FLUSHED, flushed);
  assert_int_equal(desk->failures, 0);
  assert_int_equal(desk->answers, 1);
}

static void a_writer_that_is_not_there_has_not_written_all(void **state)
{
  struct desk *desk = *state;
  history_flush(desk->history, on_flushed, desk);
  assert_int_equal(desk->failures, 1);
  open_writer(desk);
  history_writer_is_up(desk->history);
  history_flush(desk->history, on_flushed, desk);
  turn_until(&desk->n_flushed, 1);
  close_writer(desk);
  assert_int_equal(desk->failures, 2);
  assert_int_equal(desk->code, PROVOST_ERROR_UNAVAILABLE);
  assert_string_equal(desk->failure, "the history writer stopped before it had written all: ask again");
}

static void an_answer_to_something_else_is_an_error(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  GVariant *wrong[] = {
      series(1, "host:h2", METRIC_HOST_CPU_BUSY_PCT, AT, ""),
      series(2, "host:h1", METRIC_HOST_CPU_COUNT, AT, ""),
      series(3, "host:h1", G_MAXUINT16, AT, ""),
      series(4, "host:h1", METRIC_HOST_CPU_BUSY_PCT, -1, ""),
      series(5, "host:h1", METRIC_HOST_CPU_BUSY_PCT, G_MAXINT64, ""),
  };
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    ask(desk);
    answer(desk, wrong[i]);
    assert_int_equal(desk->failures, i + 1);
  }
  assert_int_equal(desk->answers, 0);
}

static void a_question_is_failed_when_its_time_is_over_and_a_late_answer_is_for_nobody(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  ask(desk);
  virtual_clock_advance(&desk->clock, 10 * G_USEC_PER_SEC);
  ask(desk);
  virtual_clock_advance(&desk->clock, (HISTORY_ANSWER_SEC - 10) * G_USEC_PER_SEC);
  history_tick(desk->history);
  assert_int_equal(desk->failures, 0);
  virtual_clock_advance(&desk->clock, G_USEC_PER_SEC);
  history_tick(desk->history);
  assert_int_equal(desk->failures, 1);
  assert_int_equal(desk->code, PROVOST_ERROR_UNAVAILABLE);
  assert_string_equal(desk->failure, "the history reader does not answer");
  answer_well(desk, 1);
  assert_int_equal(desk->answers, 0);
  answer_well(desk, 2);
  assert_int_equal(desk->answers, 1);
  history_tick(desk->history);
  assert_int_equal(desk->failures, 1);
}

static void all_questions_fail_when_the_reader_dies(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  for (guint i = 0; i < 10; i++)
    ask(desk);
  history_reader_is_down(desk->history);
  assert_int_equal(desk->failures, 10);
  assert_int_equal(desk->code, PROVOST_ERROR_UNAVAILABLE);
  history_reader_is_down(desk->history);
  assert_int_equal(desk->failures, 10);
}

static void nobody_is_asked_before_the_reader_is_configured(void **state)
{
  struct desk *desk = *state;
  ask(desk);
  assert_int_equal(desk->failures, 1);
  assert_int_equal(desk->code, PROVOST_ERROR_UNAVAILABLE);
  channels_connect(desk->reader, desk->reader_role);
  ask(desk);
  assert_int_equal(desk->failures, 2);
  turn_all();
  assert_int_equal(desk->n_asked, 0);
}

static void too_many_questions_are_refused(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  for (guint i = 0; i < HISTORY_QUESTIONS; i++)
    ask(desk);
  assert_int_equal(desk->failures, 0);
  ask(desk);
  assert_int_equal(desk->failures, 1);
  assert_int_equal(desk->code, PROVOST_ERROR_UNAVAILABLE);
  answer_well(desk, 1);
  ask(desk);
  assert_int_equal(desk->failures, 1);
}

/* They still wait in the channel. */
static void questions_whose_time_is_over_count_until_a_hanging_reader_has_answered(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  for (guint i = 0; i < HISTORY_QUESTIONS; i++)
    ask(desk);
  virtual_clock_advance(&desk->clock, (HISTORY_ANSWER_SEC + 1) * G_USEC_PER_SEC);
  history_tick(desk->history);
  assert_int_equal(desk->failures, HISTORY_QUESTIONS);
  ask(desk);
  assert_int_equal(desk->failures, HISTORY_QUESTIONS + 1);
  history_reader_is_down(desk->history);
  history_reader_is_up(desk->history);
  ask(desk);
  assert_int_equal(desk->failures, HISTORY_QUESTIONS + 1);
}

static void the_end_answers_everybody(void **state)
{
  struct desk *desk = *state;
  open_reader(desk);
  ask(desk);
  ask(desk);
  history_free(desk->history);
  assert_int_equal(desk->failures, 2);
  assert_string_equal(desk->failure, "provostd is stopping");
  desk->history = NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_batch_waits_until_the_writer_has_confirmed_it),
      TEST(unconfirmed_batches_come_again_in_order_when_the_writer_is_back),
      TEST(a_writer_that_is_not_yet_configured_gets_nothing),
      TEST(the_oldest_batch_is_lost_first_and_counted),
      TEST(a_writer_that_hangs_does_not_fill_the_memory),
      TEST(a_batch_given_up_is_lost_only_when_the_writer_dies_with_it),
      TEST(a_full_backlog_is_stored_in_order_without_a_gap),
      TEST(a_confirmation_out_of_thin_air_confirms_nothing),
      TEST(a_batch_that_could_never_be_sent_is_not_kept),
      TEST(the_complaint_of_the_writer_stays_until_it_has_had_none_for_a_while),
      TEST(a_question_is_answered_exactly_once),
      TEST(all_that_waits_is_written_when_the_writer_says_so),
      TEST(a_writer_that_is_not_there_has_not_written_all),
      TEST(the_reader_is_asked_when_the_writer_has_written_what_it_holds),
      TEST(a_writer_that_hangs_or_dies_does_not_keep_readers_waiting),
      TEST(an_answer_to_something_else_is_an_error),
      TEST(a_question_is_failed_when_its_time_is_over_and_a_late_answer_is_for_nobody),
      TEST(all_questions_fail_when_the_reader_dies),
      TEST(nobody_is_asked_before_the_reader_is_configured),
      TEST(too_many_questions_are_refused),
      TEST(questions_whose_time_is_over_count_until_a_hanging_reader_has_answered),
      TEST(the_end_answers_everybody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
