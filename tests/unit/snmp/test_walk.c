/* Walking a table, on decoded replies. */
#include "snmp/walk.h"

#include "unit.h"

/* Two tables of the tests: one column, and five. */
static const struct table loads = {
    .name = "loads",
    .max_rows = 64,
    .n_columns = 1,
    .columns = {[1] = {OID(1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2), TYPE(INTEGER) | TYPE(UNSIGNED)}},
};

static const struct table disks = {
    .name = "disks",
    .max_rows = 64,
    .n_columns = 5,
    .columns = {[1] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 2), TYPE(OID)},
                {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3), TYPE(TEXT)},
                {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 4), TYPE(INTEGER)},
                {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 5), TYPE(INTEGER)},
                {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 6), TYPE(INTEGER)}},
};

static void add(struct reply *reply, const struct oid *column, guint32 index, enum value_type type,
                guint64 number)
{
  struct varbind *varbind = &reply->varbinds[reply->n++];
  varbind->name = *column;
  varbind->name.ids[varbind->name.n++] = index;
  varbind->value = (struct snmp_value){.type = type, .number = number};
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
  walk_init(&walk, &loads);
  walk_ask(&walk, WALK_REPETITIONS, &request);
  assert_int_equal(request.repetitions, 25);
  walk_clear(&walk);
  walk_init(&walk, &disks);
  walk_ask(&walk, WALK_REPETITIONS, &request);
  assert_int_equal(request.kind, REQUEST_BULK);
  assert_int_equal(request.repetitions, 12);
  assert_int_equal(request.scalars, 0);
  assert_int_equal(request.n, 5);
  walk_ask(&walk, 3, &request);
  assert_int_equal(request.repetitions, 3);
  walk_ask(&walk, 0, &request);
  assert_int_equal(request.kind, REQUEST_NEXT);
  walk_clear(&walk);
}

static void a_refused_name_ends_its_column(void **state)
{
  (void)state;
  struct walk walk;
  struct request request;
  walk_init(&walk, &disks);
  assert_int_equal(walk_take_end(&walk, 2), WALK_ON);
  walk_ask(&walk, 0, &request);
  assert_int_equal(request.n, 4);
  assert_int_equal(walk_take_end(&walk, 5), WALK_BROKEN);
  walk_clear(&walk);
  walk_init(&walk, &loads);
  assert_int_equal(walk_take_end(&walk, 1), WALK_WHOLE);
  walk_clear(&walk);
}

static void a_walk_ends_where_the_column_ends(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  struct oid beyond = loads.columns[1].oid;
  beyond.ids[beyond.n - 1]++;
  walk_init(&walk, &loads);
  add(reply, &loads.columns[1].oid, 1, VALUE_INTEGER, 10);
  add(reply, &loads.columns[1].oid, 2, VALUE_INTEGER, 20);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  reply->n = 0;
  add(reply, &beyond, 1, VALUE_OID, 0);
  assert_int_equal(walk_take(&walk, reply), WALK_WHOLE);
  assert_int_equal(walk_n_rows(&walk), 2);
  assert_int_equal(walk_row(&walk, 1)->cells[1].number, 20);
  walk_clear(&walk);
}

static void sparse_columns_meet_in_their_rows(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, &disks);
  add(reply, &disks.columns[1].oid, 1, VALUE_OID, 0);
  add(reply, &disks.columns[2].oid, 1, VALUE_TEXT, 0);
  add(reply, &disks.columns[3].oid, 1, VALUE_INTEGER, 512);
  add(reply, &disks.columns[4].oid, 2, VALUE_INTEGER, 7);
  add(reply, &disks.columns[5].oid, 1, VALUE_END, 0);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  assert_int_equal(walk_n_rows(&walk), 2);
  assert_int_equal(walk_row(&walk, 0)->cells[4].state, CELL_ABSENT);
  assert_int_equal(walk_row(&walk, 1)->cells[4].number, 7);
  walk_clear(&walk);
}

static void names_that_do_not_grow_end_the_walk(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, &loads);
  add(reply, &loads.columns[1].oid, 2, VALUE_INTEGER, 10);
  assert_int_equal(walk_take(&walk, reply), WALK_ON);
  assert_int_equal(walk_take(&walk, reply), WALK_BROKEN);
  walk_clear(&walk);
}

static void rows_stop_at_their_limit(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, &loads);
  enum walk_state walked = WALK_ON;
  guint32 index = 0;
  while (walked == WALK_ON && index < 2 * loads.max_rows) {
    reply->n = 0;
    add(reply, &loads.columns[1].oid, ++index, VALUE_INTEGER, 6);
    walked = walk_take(&walk, reply);
  }
  assert_int_equal(walked, WALK_CUT);
  assert_true(walk.cut);
  assert_int_equal(index, loads.max_rows + 1);
  assert_int_equal(walk_n_rows(&walk), loads.max_rows);
  assert_int_equal(walk_row(&walk, 7)->ordinal, 7);
  walk_clear(&walk);
}

static void bytes_stop_at_their_limit(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, &loads);
  add(reply, &loads.columns[1].oid, 1, VALUE_INTEGER, 10);
  reply->bytes = WALK_BYTES_MAX + 1;
  assert_int_equal(walk_take(&walk, reply), WALK_CUT);
  walk_clear(&walk);
}

static void wrong_types_are_bad_cells_and_negative_sizes_large_ones(void **state)
{
  (void)state;
  g_autofree struct reply *reply = reply_new();
  struct walk walk;
  walk_init(&walk, &loads);
  add(reply, &loads.columns[1].oid, 1, VALUE_TEXT, 0);
  add(reply, &loads.columns[1].oid, 2, VALUE_INTEGER, (guint64)-2);
  add(reply, &loads.columns[1].oid, 3, VALUE_OTHER, 0);
  walk_take(&walk, reply);
  assert_int_equal(walk_row(&walk, 0)->cells[1].state, CELL_BAD);
  assert_int_equal(walk_row(&walk, 1)->cells[1].number, G_MAXUINT32 - 1);
  assert_int_equal(walk_row(&walk, 2)->cells[1].state, CELL_BAD);
  assert_int_equal(walk.bad_cells, 2);
  assert_int_equal(walk.first_bad.ids[walk.first_bad.n - 1], 1);
  walk_clear(&walk);
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
      cmocka_unit_test(wrong_types_are_bad_cells_and_negative_sizes_large_ones),
      cmocka_unit_test(a_refused_name_ends_its_column),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
