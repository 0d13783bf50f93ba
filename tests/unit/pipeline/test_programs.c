/* From an accepted tip whose remedy is a program of the administrator to what became of it. */
#include "rig.h"

#include "model/program.h"

static guint64 find_and_accept(struct rig *rig, const char *subject)
{
  rig_find_remedies(rig, FINDING_TIP, subject,
                    g_variant_new_parsed("[(%y, {'program': 'page'})]", (guchar)REMEDY_RUN));
  guint64 id = rig_tip(rig)->id;
  rig_accept(rig, id);
  rig_settle(rig);
  return id;
}

static const char **values_sent(const struct rig *rig)
{
  const char *program, **values;
  assert_int_equal(rig->heard[MESSAGE_RUN], 1);
  g_variant_get(rig->last[MESSAGE_RUN], "(t&s^a&s)", NULL, &program, &values);
  assert_string_equal(program, "page");
  return values;
}

static void ran(struct rig *rig, enum deed_result result, const char *how, const char *output)
{
  guint64 intent;
  g_variant_get_child(rig->last[MESSAGE_RUN], 0, "t", &intent);
  rig_say(rig, ROLE_NOTIFY, MESSAGE_RAN,
          g_variant_new("(tysisu)", intent, (guchar)result, how, (gint32)-1, output, 20u));
  rig_settle(rig);
}

static const struct tip *tip_of(const struct rig *rig, guint64 id)
{
  return tipbook_tip(pipeline_tips(rig->pipeline), id);
}

static void an_accepted_tip_runs_its_program_with_what_is_known_of_it(void **state)
{
  struct rig *rig = *state;
  guint64 id = find_and_accept(rig, "guest:" GUEST);
  g_autofree const char **values = values_sent(rig);
  g_autofree char *tip_id = g_strdup_printf("%" G_GUINT64_FORMAT, id);
  g_autofree char *action_id = g_strdup_printf("%" G_GUINT64_FORMAT, tip_of(rig, id)->action_id);
  const char *const expected[PROGRAM_MACROS] = {tip_id, "host-cpu", "warning", "g1", "it is busy", "g1", GUEST, "h1", action_id};
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++)
    assert_string_equal(values[macro], expected[macro]);
  assert_int_equal(tip_of(rig, id)->state, TIP_ACTING);
  const struct action *action = actions_action(pipeline_actions(rig->pipeline), tip_of(rig, id)->action_id);
  assert_int_equal(action->kind, ACTION_RUN);
  assert_string_equal(action->target, "page");
  assert_string_equal(action->by, "operator test");
}

static void the_tip_of_a_host_names_no_guest(void **state)
{
  struct rig *rig = *state;
  find_and_accept(rig, "host:h1");
  g_autofree const char **values = values_sent(rig);
  assert_string_equal(values[MACRO_GUEST_NAME], "");
  assert_string_equal(values[MACRO_GUEST_UUID], "");
  assert_string_equal(values[MACRO_HOST_NAME], "h1");
}

/* Like every action: whether it helped is measured, not believed. */
static void a_program_that_was_done_is_measured(void **state)
{
  struct rig *rig = *state;
  guint64 id = find_and_accept(rig, "host:h1");
  ran(rig, DEED_DONE, "", "restarted\n");
  assert_int_equal(tip_of(rig, id)->state, TIP_VERIFYING);
  rig_run_out(rig, id, 5);
  assert_int_equal(tip_of(rig, id)->state, TIP_RESOLVED);
  assert_int_equal(tip_of(rig, id)->verdict, VERDICT_EFFECTIVE);
}

static void a_program_that_failed_fails_the_tip_with_its_words(void **state)
{
  struct rig *rig = *state;
  guint64 id = find_and_accept(rig, "host:h1");
  ran(rig, DEED_FAILED, "exited with status 3", "no modem\n");
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  assert_string_equal(tip_of(rig, id)->state_reason, "the program page exited with status 3: no modem");
}

static void a_program_is_not_run_again_after_a_death(void **state)
{
  struct rig *rig = *state;
  guint64 id = find_and_accept(rig, "host:h1");
  rig_stop(rig);
  rig_start(rig);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_RUN], 1);
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  assert_non_null(strstr(tip_of(rig, id)->state_reason, "may have run"));
  assert_int_equal(find_and_accept(rig, "host:h1"), id); /* by order of a person, under a new intent */
  assert_int_equal(rig->heard[MESSAGE_RUN], 2);
  rig_role_down(rig, ROLE_NOTIFY);
  assert_int_equal(tip_of(rig, id)->state, TIP_FAILED);
  rig_role_up(rig, ROLE_NOTIFY);
  rig_settle(rig);
  assert_int_equal(rig->heard[MESSAGE_RUN], 2);
}

/* What a pack does not declare is not kept of its findings, so nobody can accept it. */
static void a_pack_that_does_not_declare_run_gets_none(void **state)
{
  struct rig *rig = *state;
  rig->capabilities->remedies = 1u << REMEDY_MIGRATE;
  find_and_accept(rig, "host:h1");
  assert_int_equal(rig->heard[MESSAGE_RUN], 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)
      TEST(an_accepted_tip_runs_its_program_with_what_is_known_of_it),
      TEST(the_tip_of_a_host_names_no_guest),
      TEST(a_program_that_was_done_is_measured),
      TEST(a_program_that_failed_fails_the_tip_with_its_words),
      TEST(a_program_is_not_run_again_after_a_death),
      TEST(a_pack_that_does_not_declare_run_gets_none),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
