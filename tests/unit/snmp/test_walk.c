/* Walking a table, and the course of a poll, on decoded replies. */
#include "snmp/poll.h"

#include "base/limits.h"
#include "unit.h"

static void add(struct reply *reply, const struct oid *column, guint32 index, enum value_type type,
                guint64 number)
{
  struct varbind *varbind = &reply->varbinds[reply->n++];
  varbind->name = *column;
  varbind->name.ids[varbind->name.n++] = index;
  varbind->value = (struct snmp_value){.type = type, .number = number};
}

static const struct oid *column(enum table_id table, guint i)
{
  return &table_get(table)->columns[i].oid;
}

static struct reply *reply_new(void)
{
  struct reply *reply = g_new0(struct reply, 1);
  reply->status = REPLY_ANSWER;
  return reply;
}

static void repetitions_fit_one_frame(void **state)
{
  (void)state;
  struct walk walk;
  struct request request;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  walk_ask(&walk, WALK_REPETITIONS, &request);
  assert_int_equal(request.repetitions, 25);
  walk_clear(&walk);
  walk_init(&walk, table_get(TABLE_INTERFACES));
  walk_ask(&walk, WALK_REPETITIONS, &request);
  assert_int_equal(request.repetitions, 10);
  assert_int_equal(request.scalars, 2);
  assert_int_equal(request.n, 8);
  walk_ask(&walk, 3, &request);
  assert_int_equal(request.repetitions, 3);
  walk_clear(&walk);
}

static void a_walk_ends_where_the_column_ends(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  struct oid beyond = *column(TABLE_PROCESSORS, 0);
  beyond.ids[beyond.n - 1]++;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  add(reply, column(TABLE_PROCESSORS, 0), 1, VALUE_INTEGER, 10);
  add(reply, column(TABLE_PROCESSORS, 0), 2, VALUE_INTEGER, 20);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  reply->n = 0;
  add(reply, &beyond, 1, VALUE_OID, 0);
  assert_int_equal(walk_take(&walk, reply), WALK_WHOLE);
  assert_int_equal(walk_n_rows(&walk), 2);
  assert_int_equal(walk_row(&walk, 1)->cells[PROCESSOR_LOAD].number, 20);
  walk_clear(&walk);
}

static void sparse_columns_meet_in_their_rows(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, table_get(TABLE_STORAGE));
  add(reply, column(TABLE_STORAGE, STORAGE_TYPE), 1, VALUE_OID, 0);
  add(reply, column(TABLE_STORAGE, STORAGE_DESCR), 1, VALUE_TEXT, 0);
  add(reply, column(TABLE_STORAGE, STORAGE_UNITS), 1, VALUE_INTEGER, 512);
  add(reply, column(TABLE_STORAGE, STORAGE_SIZE), 2, VALUE_INTEGER, 7);
  add(reply, column(TABLE_STORAGE, STORAGE_USED), 1, VALUE_END, 0);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  assert_int_equal(walk_n_rows(&walk), 2);
  assert_int_equal(walk_row(&walk, 0)->cells[STORAGE_SIZE].state, CELL_ABSENT);
  assert_int_equal(walk_row(&walk, 1)->cells[STORAGE_SIZE].number, 7);
  walk_clear(&walk);
}

static void names_that_do_not_grow_end_the_walk(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  add(reply, column(TABLE_PROCESSORS, 0), 2, VALUE_INTEGER, 10);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  assert_int_equal(walk_take(&walk, reply), WALK_BROKEN);
  walk_clear(&walk);
}

static void rows_stop_at_their_limit(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, table_get(TABLE_INTERFACES));
  walk.cursors[INTERFACE_NAME].open = walk.cursors[INTERFACE_RX].open = FALSE;
  walk.cursors[INTERFACE_TX].open = walk.cursors[INTERFACE_HIGH_SPEED].open = FALSE;
  walk.cursors[INTERFACE_DISCONTINUITY].open = FALSE;
  static const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3), other = OID(1, 3, 6, 1, 9);
  enum walk_state walked = WALK_ON;
  guint32 index = 0;
  while (walked == WALK_ON && index < 2 * LIMIT_INSTANCES) {
    reply->n = 0;
    add(reply, &uptime, 0, VALUE_TICKS, 1);
    add(reply, &other, 0, VALUE_INTEGER, 1);
    add(reply, column(TABLE_INTERFACES, INTERFACE_TYPE), ++index, VALUE_INTEGER, 6);
    walked = walk_take(&walk, reply);
  }
  assert_int_equal(walked, WALK_CUT);
  assert_int_equal(index, LIMIT_INSTANCES + 1);
  assert_int_equal(walk_n_rows(&walk), LIMIT_INSTANCES);
  assert_true(walk_row(&walk, 0)->time.known);
  assert_int_equal(walk_row(&walk, 0)->time.boots, 0);
  walk_clear(&walk);
}

static void bytes_stop_at_their_limit(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  add(reply, column(TABLE_PROCESSORS, 0), 1, VALUE_INTEGER, 10);
  reply->bytes = WALK_BYTES_MAX + 1;
  assert_int_equal(walk_take(&walk, reply), WALK_CUT);
  walk_clear(&walk);
}

static void wrong_types_and_negative_numbers_are_bad_cells(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, table_get(TABLE_PROCESSORS));
  add(reply, column(TABLE_PROCESSORS, 0), 1, VALUE_TEXT, 0);
  add(reply, column(TABLE_PROCESSORS, 0), 2, VALUE_INTEGER, (guint64)-1);
  add(reply, column(TABLE_PROCESSORS, 0), 3, VALUE_OTHER, 0);
  walk_take(&walk, reply);
  for (guint i = 0; i < 3; i++)
    assert_int_equal(walk_row(&walk, i)->cells[PROCESSOR_LOAD].state, CELL_BAD);
  assert_int_equal(walk.bad_cells, 3);
  assert_int_equal(walk.first_bad.ids[walk.first_bad.n - 1], 1);
  walk_clear(&walk);
}

static void silence_at_first_ends_the_poll_and_later_only_its_table(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct poll poll;
  guint repetitions = WALK_REPETITIONS;
  reply->status = REPLY_TIMEOUT;
  poll_init(&poll);
  poll_take(&poll, reply, &repetitions);
  assert_int_equal(poll.step, STEPS);
  assert_int_equal(repetitions, WALK_REPETITIONS);
  poll_clear(&poll);

  poll_init(&poll);
  reply->status = REPLY_REFUSED;
  reply->error = ERROR_AUTHORIZATION;
  poll_take(&poll, reply, &repetitions);
  assert_int_equal(poll.why[STEP_SCALARS], READING_REFUSED);
  reply->status = REPLY_TIMEOUT;
  poll_take(&poll, reply, &repetitions);
  assert_int_equal(poll.why[STEP_OF_TABLE(TABLE_PROCESSORS)], READING_NO_ANSWER);
  assert_int_equal(poll.step, STEP_OF_TABLE(TABLE_STORAGE));
  assert_int_equal(repetitions, WALK_REPETITIONS / 2);
  poll_clear(&poll);
}

static void too_big_is_asked_again_with_half(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct poll poll;
  guint repetitions = 2;
  poll_init(&poll);
  poll.step = STEP_OF_TABLE(TABLE_STORAGE);
  reply->status = REPLY_REFUSED;
  reply->error = ERROR_TOO_BIG;
  poll_take(&poll, reply, &repetitions);
  assert_int_equal(poll.step, STEP_OF_TABLE(TABLE_STORAGE));
  assert_int_equal(repetitions, 1);
  poll_take(&poll, reply, &repetitions);
  assert_int_equal(poll.why[STEP_OF_TABLE(TABLE_STORAGE)], READING_BAD_VALUE);
  poll_clear(&poll);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(repetitions_fit_one_frame),
      cmocka_unit_test(a_walk_ends_where_the_column_ends),
      cmocka_unit_test(sparse_columns_meet_in_their_rows),
      cmocka_unit_test(names_that_do_not_grow_end_the_walk),
      cmocka_unit_test(rows_stop_at_their_limit),
      cmocka_unit_test(bytes_stop_at_their_limit),
      cmocka_unit_test(wrong_types_and_negative_numbers_are_bad_cells),
      cmocka_unit_test(silence_at_first_ends_the_poll_and_later_only_its_table),
      cmocka_unit_test(too_big_is_asked_again_with_half),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
