/* Whether named software runs, on decoded replies. */
#include "snmp/software.h"

#include "unit.h"

#define NAME 1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 2
#define MEMORY 1, 3, 6, 1, 2, 1, 25, 5, 1, 1, 2
#define NOW_US 1000000

static const struct oid name_column = OID(NAME), memory_column = OID(MEMORY);

struct bench {
  struct software *software;
  struct request request;
  struct reply reply;
  struct tally tally;
  guint index; /* of the row said last */
};

static int set_up(void **state)
{
  static const char *const names[] = {"snmpd", "nginx", "qemu-system-x86_64", NULL};
  struct bench *bench = g_new0(struct bench, 1);
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_strv(names, -1));
  bench->software = software_new("host:h1", SUBJECT_HOST, body);
  bench->reply.status = REPLY_ANSWER;
  software_begin(bench->software, TRUE, NOW_US);
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  software_free(bench->software);
  g_free(bench);
  return 0;
}

static struct varbind *bind(struct bench *bench, const struct oid *column, guint32 index, enum value_type type)
{
  struct varbind *varbind = &bench->reply.varbinds[bench->reply.n++];
  varbind->name = *column;
  varbind->name.ids[varbind->name.n++] = index;
  varbind->value = (struct snmp_value){.type = type};
  return varbind;
}

static void row(struct bench *bench, const char *name)
{
  struct varbind *varbind = bind(bench, &name_column, ++bench->index, VALUE_TEXT);
  varbind->value.length = (guint)strlen(name);
  memcpy(varbind->value.text, name, strlen(name));
}

static void memory(struct bench *bench, guint32 index, guint64 kib)
{
  bind(bench, &memory_column, index, VALUE_INTEGER)->value.number = kib;
}

static void answer(struct bench *bench)
{
  assert_true(software_ask(bench->software, &bench->request));
  software_take(bench->software, &bench->reply);
  bench->reply.n = 0;
}

static void end_of_table(struct bench *bench)
{
  bind(bench, &name_column, bench->index + 1, VALUE_END);
  answer(bench);
}

static void answer_with(struct bench *bench, enum reply_status status)
{
  bench->reply.status = status;
  answer(bench);
  bench->reply.status = REPLY_ANSWER;
}

/* A reading of `program` five seconds later, where the agent answers unless `down`. */
static struct reading told(struct bench *bench, const char *program, enum metric_id metric, enum reading_state down)
{
  struct samples_builder *builder = samples_builder_new();
  g_autofree char *object = g_strdup_printf("host:h1{software=%s}\n", program);
  software_report(bench->software, down, NOW_US + 5 * G_USEC_PER_SEC, builder, &bench->tally);
  g_autoptr(GVariant) body = g_variant_ref_sink(samples_builder_end(builder, 10, SOURCE_SNMP));
  const char *objects;
  g_autoptr(GVariant) words = NULL;
  g_variant_get(body, "(xy&s@aq@at)", NULL, NULL, &objects, NULL, &words);
  gsize n, place = 0;
  const struct reading *readings = g_variant_get_fixed_array(words, &n, sizeof(guint64));
  const char *found = strstr(objects, object);
  assert_non_null(found);
  for (const char *p = objects; p < found; p++)
    place += *p == '\n';
  struct reading reading = readings[2 * place + (metric == METRIC_HOST_SOFTWARE_MEM_BYTES)];
  samples_builder_free(builder);
  assert_int_equal(reading.metric, metric);
  return reading;
}

static void assert_running(struct bench *bench, const char *program, double count)
{
  struct reading reading = told(bench, program, METRIC_HOST_SOFTWARE_RUNNING, READING_KNOWN);
  assert_int_equal(reading.state, READING_KNOWN);
  assert_true(reading.value == count);
  assert_int_equal(reading.age_ms, 5000);
}

static void assert_memory(struct bench *bench, const char *program, double bytes)
{
  struct reading reading = told(bench, program, METRIC_HOST_SOFTWARE_MEM_BYTES, READING_KNOWN);
  assert_int_equal(reading.state, READING_KNOWN);
  assert_true(reading.value == bytes);
}

static void assert_unknown(struct bench *bench, enum reading_state why)
{
  static const char *const programs[] = {"snmpd", "nginx", "qemu-system-x86_64"};
  assert_false(software_is_looking(bench->software));
  for (guint i = 0; i < G_N_ELEMENTS(programs); i++) {
    assert_int_equal(told(bench, programs[i], METRIC_HOST_SOFTWARE_RUNNING, READING_KNOWN).state, why);
    assert_int_equal(told(bench, programs[i], METRIC_HOST_SOFTWARE_MEM_BYTES, READING_KNOWN).state, why);
  }
}

static void each_name_is_counted_over_all_replies(void **state)
{
  struct bench *bench = *state;
  row(bench, "snmpd");
  row(bench, "snmpd-helper");
  answer(bench);
  assert_int_equal(bench->request.kind, REQUEST_BULK);
  row(bench, "init");
  row(bench, "snmpd");
  end_of_table(bench);
  memory(bench, 1, 100);
  memory(bench, 4, 28);
  answer(bench);
  assert_int_equal(bench->request.kind, REQUEST_GET);
  assert_int_equal(bench->request.n, 2);
  assert_false(software_ask(bench->software, &bench->request));
  assert_running(bench, "snmpd", 2);
  assert_memory(bench, "snmpd", 128 * 1024);
  assert_running(bench, "nginx", 0);
  assert_memory(bench, "nginx", 0);
  assert_null(software_trouble(bench->software));
}

static void a_name_that_linux_has_cut_counts(void **state)
{
  struct bench *bench = *state;
  row(bench, "qemu-system-x86");
  row(bench, "qemu-system");
  row(bench, "nginx-but-longer-than-that");
  end_of_table(bench);
  memory(bench, 1, 1);
  answer(bench);
  assert_false(software_ask(bench->software, &bench->request));
  assert_running(bench, "qemu-system-x86_64", 1);
  assert_running(bench, "nginx", 0);
}

static void nothing_is_known_before_the_end_of_the_table(void **state)
{
  struct bench *bench = *state;
  row(bench, "snmpd");
  answer(bench);
  assert_true(software_is_looking(bench->software));
  assert_int_equal(told(bench, "nginx", METRIC_HOST_SOFTWARE_RUNNING, READING_KNOWN).state, READING_NO_ANSWER);
  software_fail(bench->software, READING_NO_ANSWER);
  assert_unknown(bench, READING_NO_ANSWER);
}

static void a_table_too_long_is_no_zero(void **state)
{
  struct bench *bench = *state;
  while (software_is_looking(bench->software)) {
    assert_true(bench->index <= WALK_REQUESTS_MAX * WALK_REPETITIONS + WALK_REPETITIONS);
    for (guint i = 0; i < WALK_REPETITIONS; i++)
      row(bench, "other");
    answer(bench);
  }
  assert_unknown(bench, READING_CUT);
  assert_owned_string_equal(software_trouble(bench->software),
                            "its hrSWRunTable is larger than what is taken: whether snmpd, nginx, "
                            "qemu-system-x86_64 runs is unknown");
}

static void an_agent_without_the_table_is_no_zero(void **state)
{
  struct bench *bench = *state;
  end_of_table(bench);
  assert_unknown(bench, READING_NOT_SUPPORTED);
}

static void answers_without_sense_are_no_zero(void **state)
{
  struct bench *bench = *state;
  row(bench, "snmpd");
  bind(bench, &name_column, 1, VALUE_TEXT); /* does not grow */
  answer(bench);
  assert_unknown(bench, READING_BAD_VALUE);
  software_begin(bench->software, TRUE, NOW_US);
  bind(bench, &name_column, 1, VALUE_INTEGER);
  bind(bench, &name_column, 2, VALUE_END);
  answer(bench);
  assert_unknown(bench, READING_BAD_VALUE);
}

static void a_lost_reply_is_asked_for_again_with_fewer_rows(void **state)
{
  struct bench *bench = *state;
  answer_with(bench, REPLY_TIMEOUT);
  row(bench, "snmpd");
  answer(bench);
  assert_int_equal(bench->request.repetitions, WALK_REPETITIONS / 3);
  for (guint i = 0; i < 4; i++)
    answer_with(bench, REPLY_TIMEOUT);
  assert_unknown(bench, READING_NO_ANSWER);
}

static void what_was_known_stays_until_the_next_look_ends(void **state)
{
  struct bench *bench = *state;
  row(bench, "init");
  end_of_table(bench);
  assert_false(software_ask(bench->software, &bench->request));
  software_begin(bench->software, TRUE, NOW_US + G_USEC_PER_SEC);
  assert_running(bench, "nginx", 0);
  answer_with(bench, REPLY_UNREACHABLE);
  assert_unknown(bench, READING_UNREACHABLE);
}

static void while_the_agent_is_down_nothing_is_known(void **state)
{
  struct bench *bench = *state;
  row(bench, "init");
  end_of_table(bench);
  assert_false(software_ask(bench->software, &bench->request));
  assert_int_equal(told(bench, "nginx", METRIC_HOST_SOFTWARE_RUNNING, READING_REFUSED).state, READING_REFUSED);
}

static void memory_that_is_not_told_leaves_the_count(void **state)
{
  struct bench *bench = *state;
  row(bench, "snmpd");
  end_of_table(bench);
  bind(bench, &memory_column, 1, VALUE_ABSENT);
  answer(bench);
  assert_false(software_ask(bench->software, &bench->request));
  assert_running(bench, "snmpd", 1);
  assert_int_equal(told(bench, "snmpd", METRIC_HOST_SOFTWARE_MEM_BYTES, READING_KNOWN).state, READING_NOT_SUPPORTED);
}

static void too_many_rows_of_a_name_are_counted_and_their_memory_is_not_asked(void **state)
{
  struct bench *bench = *state;
  for (guint i = 0; i < SOFTWARE_ROWS_MAX + 1; i++) {
    row(bench, "nginx");
    if (i % 25 == 0)
      answer(bench);
  }
  end_of_table(bench);
  assert_false(software_ask(bench->software, &bench->request));
  assert_running(bench, "nginx", SOFTWARE_ROWS_MAX + 1);
  assert_int_equal(told(bench, "nginx", METRIC_HOST_SOFTWARE_MEM_BYTES, READING_KNOWN).state, READING_CUT);
}

static void an_agent_of_version_1_refuses_the_memory_of_what_has_ended(void **state)
{
  struct bench *bench = *state;
  software_begin(bench->software, FALSE, NOW_US);
  row(bench, "snmpd");
  answer(bench);
  assert_int_equal(bench->request.kind, REQUEST_NEXT);
  row(bench, "snmpd");
  end_of_table(bench);
  bench->reply.error = ERROR_NO_SUCH_NAME;
  bench->reply.error_index = 1;
  answer_with(bench, REPLY_REFUSED);
  memory(bench, 2, 3);
  answer(bench);
  assert_false(software_ask(bench->software, &bench->request));
  assert_running(bench, "snmpd", 2);
  assert_memory(bench, "snmpd", 3 * 1024);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(each_name_is_counted_over_all_replies),
      TEST(a_name_that_linux_has_cut_counts),
      TEST(nothing_is_known_before_the_end_of_the_table),
      TEST(a_table_too_long_is_no_zero),
      TEST(an_agent_without_the_table_is_no_zero),
      TEST(answers_without_sense_are_no_zero),
      TEST(a_lost_reply_is_asked_for_again_with_fewer_rows),
      TEST(what_was_known_stays_until_the_next_look_ends),
      TEST(while_the_agent_is_down_nothing_is_known),
      TEST(memory_that_is_not_told_leaves_the_count),
      TEST(too_many_rows_of_a_name_are_counted_and_their_memory_is_not_asked),
      TEST(an_agent_of_version_1_refuses_the_memory_of_what_has_ended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
