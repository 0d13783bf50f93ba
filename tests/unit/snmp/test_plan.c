/* The requests of a poll, and what comes of their replies. */
#include "snmp/plan.h"

#include "unit.h"

/* Rows that count towards the subject, whose readings are not made here. */
static void convert_none(const struct rows *rows, const struct measure *measures, struct reading *readings)
{
  (void)rows;
  (void)measures;
  (void)readings;
}

static const struct view loads_view = {.class = CLASS_HOST, .convert = convert_none};

static const struct table loads = {
    .name = "loads",
    .max_rows = 64,
    .n_columns = 2,
    .columns = {[1] = {OID(1, 3, 6, 1, 9, 1), TYPE(INTEGER), .moving = TRUE},
                [2] = {OID(1, 3, 6, 1, 9, 2), TYPE(INTEGER), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &loads_view},
};

struct bench {
  struct inventory *inventory;
  struct poll_plan plan;
  struct request request;
  struct reply reply;
  struct findings findings;
};

static void add_rows(struct bench *bench, guint first, guint n)
{
  struct walk walk;
  walk_init(&walk, &loads);
  for (guint i = 0; i < n; i++) {
    struct row row = {.index = {1, {first + i}}, .ordinal = i};
    row.cells[1].state = row.cells[2].state = CELL_READ;
    g_array_append_val(walk.rows, row);
  }
  inventory_add(bench->inventory, &loads, "host:h1", SUBJECT_HOST, &walk, READING_KNOWN);
  walk_clear(&walk);
}

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->inventory = inventory_new();
  plan_init(&bench->plan);
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  inventory_free(bench->inventory);
  plan_clear(&bench->plan);
  g_free(bench);
  return 0;
}

static void put(struct bench *bench, const struct oid *name, enum value_type type, guint64 number)
{
  struct varbind *varbind = &bench->reply.varbinds[bench->reply.n++];
  varbind->name = *name;
  varbind->value.type = type;
  varbind->value.number = number;
}

/* What a sound agent answers, with rows `skip` missing; every value is its index. */
static void answer(struct bench *bench, guint32 skip)
{
  static const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0), boots = OID(1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0);
  bench->reply.n = 0;
  bench->reply.status = REPLY_ANSWER;
  put(bench, &uptime, VALUE_TICKS, 100);
  put(bench, &boots, VALUE_INTEGER, 3);
  for (guint i = 2; i < bench->request.scalars; i++) {
    struct oid name = bench->request.names[i];
    name.ids[name.n - 1] += bench->request.kind == REQUEST_BULK;
    put(bench, &name, VALUE_INTEGER, name.ids[name.n - 1]);
  }
  for (guint r = 0; r < bench->request.repetitions; r++)
    for (guint i = bench->request.scalars; i < bench->request.n; i++) {
      struct oid name = bench->request.names[i];
      guint32 index = name.ids[name.n - 1] + r + 1;
      name.ids[name.n - 1] = skip && index >= skip ? index + 1 : index;
      put(bench, &name, VALUE_INTEGER, name.ids[name.n - 1]);
    }
}

static void ask(struct bench *bench, guint i)
{
  plan_ask(&bench->plan, bench->inventory, i, G_MAXUINT, &bench->request);
}

static enum plan_result take(struct bench *bench, guint i)
{
  return plan_take(&bench->plan, bench->inventory, i, G_MAXUINT, &bench->reply, &bench->findings);
}

static void neighbouring_rows_are_repeated_in_one_request(void **state)
{
  struct bench *bench = *state;
  add_rows(bench, 5, 4);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, TRUE);
  assert_int_equal(plan_n_asks(&bench->plan), 1);
  ask(bench, 0);
  assert_int_equal(bench->request.kind, REQUEST_BULK);
  assert_int_equal(bench->request.scalars, 2);
  assert_int_equal(bench->request.n, 4);
  assert_int_equal(bench->request.repetitions, 4);
  answer(bench, 0);
  assert_int_equal(take(bench, 0), PLAN_TAKEN);
  assert_false(bench->findings.suspect);
  for (guint i = 0; i < 4; i++) {
    const struct instance *instance = inventory_instance(bench->inventory, i);
    assert_int_equal(instance->why, READING_KNOWN);
    assert_int_equal(instance->now.boots, 3);
    assert_int_equal(instance_slot(bench->inventory, instance, 2)->now, 5 + i);
  }
}

static void a_row_that_is_gone_makes_the_poll_suspect_and_moves_no_other(void **state)
{
  struct bench *bench = *state;
  add_rows(bench, 5, 4);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, TRUE);
  ask(bench, 0);
  answer(bench, 6);
  assert_int_equal(take(bench, 0), PLAN_TAKEN);
  assert_true(bench->findings.suspect);
  const struct instance *gone = inventory_instance(bench->inventory, 1);
  const struct instance *next = inventory_instance(bench->inventory, 2);
  assert_int_equal(instance_slot(bench->inventory, gone, 1)->state, CELL_ABSENT);
  assert_int_equal(instance_slot(bench->inventory, next, 1)->now, 7);
}

static void an_agent_of_v1_is_asked_by_get_without_what_it_refuses(void **state)
{
  struct bench *bench = *state;
  add_rows(bench, 5, 2);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, FALSE);
  ask(bench, 0);
  assert_int_equal(bench->request.kind, REQUEST_GET);
  assert_int_equal(bench->request.n, 6);
  bench->reply.status = REPLY_REFUSED;
  bench->reply.error = ERROR_NO_SUCH_NAME;
  bench->reply.error_index = 2; /* snmpEngineBoots */
  assert_int_equal(take(bench, 0), PLAN_AGAIN);
  ask(bench, 0);
  assert_int_equal(bench->request.n, 5);
  bench->reply.error_index = 3; /* the second column of the first row */
  assert_int_equal(take(bench, 0), PLAN_AGAIN);
  ask(bench, 0);
  assert_int_equal(bench->request.n, 4);
  assert_int_equal(bench->request.names[2].ids[5], 1);
  assert_int_equal(bench->request.names[2].ids[6], 6);
  assert_true(bench->findings.suspect);
}

static void replies_fit_the_budget(void **state)
{
  struct bench *bench = *state;
  add_rows(bench, 1, 60);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, TRUE);
  assert_int_equal(plan_n_asks(&bench->plan), 2);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX / 2, TRUE);
  assert_int_equal(plan_n_asks(&bench->plan), 4);
  plan_build(&bench->plan, bench->inventory, BUDGET_MIN, TRUE);
  for (guint i = 0; i < plan_n_asks(&bench->plan); i++) {
    ask(bench, i);
    assert_in_range(bench->request.n, 4, 7);
  }
}

static void a_short_reply_asks_for_less(void **state)
{
  struct bench *bench = *state;
  add_rows(bench, 5, 4);
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, FALSE);
  ask(bench, 0);
  answer(bench, 0);
  bench->reply.n = 3;
  assert_int_equal(take(bench, 0), PLAN_SMALLER);
}

static void an_agent_with_nothing_is_still_asked_whether_it_lives(void **state)
{
  struct bench *bench = *state;
  plan_build(&bench->plan, bench->inventory, BUDGET_MAX, TRUE);
  assert_int_equal(plan_n_asks(&bench->plan), 1);
  ask(bench, 0);
  assert_int_equal(bench->request.n, 2);
}

int main(void)
{
#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_BENCH(neighbouring_rows_are_repeated_in_one_request),
      ON_BENCH(a_row_that_is_gone_makes_the_poll_suspect_and_moves_no_other),
      ON_BENCH(an_agent_of_v1_is_asked_by_get_without_what_it_refuses),
      ON_BENCH(replies_fit_the_budget),
      ON_BENCH(a_short_reply_asks_for_less),
      ON_BENCH(an_agent_with_nothing_is_still_asked_whether_it_lives),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
