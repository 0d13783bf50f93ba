/* What is asked of placement is looked up first: who names what is not there hears so at once, with what he may have meant. */
#include "rig.h"

#include "model/plan_question.h"

#include <math.h>
#include <string.h>

struct answer {
  guint done;
  char *why, *error;
  char *excluded; /* the first that is */
};

static void on_planned(const struct plan *plan, guint64 action_id, const GError *error, gpointer call)
{
  struct answer *answer = call;
  answer->done++;
  assert_int_equal(action_id, 0);
  answer->error = error ? g_strdup(error->message) : NULL;
  answer->why = plan ? g_strdup(plan->why) : NULL;
  for (guint i = 0; plan && i < plan->candidates->len && !answer->excluded; i++)
    answer->excluded = g_strdup(((const struct candidate *)plan->candidates->pdata[i])->excluded);
}

static struct answer ask(struct rig *rig, const struct plan_question *question)
{
  struct answer answer = {0};
  pipeline_plan(rig->pipeline, question, on_planned, &answer);
  while (!answer.done)
    g_main_context_iteration(NULL, TRUE);
  return answer;
}

static void answer_clear(struct answer *answer)
{
  g_free(answer->why);
  g_free(answer->error);
  g_free(answer->excluded);
}

static void is_refused(struct rig *rig, const struct plan_question *question, const char *why)
{
  struct answer answer = ask(rig, question);
  assert_null(answer.why);
  assert_string_equal(answer.error, why);
  answer_clear(&answer);
}

static const char *const nobody[] = {"h2", "h3x", NULL}, *const products[] = {"oracel", NULL}, *const h2[] = {"h2", NULL};

static void names_that_are_not_there_are_refused_with_the_nearest(void **state)
{
  struct rig *rig = *state;
  struct licence *licence = licence_new("oracle", LICENCE_PER_HOST);
  fleet_add_licence(rig->fleet, licence);
  licence_free(licence);
  is_refused(rig, &(struct plan_question){.kind = PLAN_PLACE, .guest_uuid = "g1", .excluded = nobody},
             "there is no host \"h3x\"; is it \"h1\"?");
  is_refused(rig, &(struct plan_question){.kind = PLAN_BALANCE, .excluded = nobody}, "there is no host \"h3x\"; is it \"h1\"?");
  struct guest_profile profile = {.like = "gee", .cpu_pct = NAN, .disk_bytes_per_sec = NAN, .network_bytes_per_sec = NAN};
  is_refused(rig, &(struct plan_question){.kind = PLAN_PLACE, .profile = &profile},
             "there is no guest \"gee\"; is it \"g1\"?");
  profile.like = "g1";
  profile.licences = products;
  is_refused(rig, &(struct plan_question){.kind = PLAN_PLACE, .profile = &profile},
             "there is no licence \"oracel\"; is it \"oracle\"?");
}

static void a_move_goes_round_hosts(void **state)
{
  struct rig *rig = *state;
  struct answer answer = {0};
  struct move_order order = {.guest = "g1", .by = "operator test", .dry_run = TRUE, .excluded = h2};
  pipeline_move(rig->pipeline, &order, on_planned, &answer);
  while (!answer.done)
    g_main_context_iteration(NULL, TRUE);
  assert_non_null(strstr(answer.error, "h2 (excluded: you asked for another host than h2)"));
  answer_clear(&answer);
  answer = (struct answer){0};
  order.excluded = nobody;
  pipeline_move(rig->pipeline, &order, on_planned, &answer);
  assert_int_equal(answer.done, 1);
  assert_string_equal(answer.error, "there is no host \"h3x\"; is it \"h1\"?");
  answer_clear(&answer);
}

static void the_worker_is_told_all_that_was_asked(void **state)
{
  struct rig *rig = *state;
  const double weights[RESOURCES] = {NAN, NAN, 5, NAN};
  struct guest_profile profile = {.name = "g9", .like = "g1", .cpu_pct = 10, .disk_bytes_per_sec = NAN,
                                  .network_bytes_per_sec = NAN};
  struct answer answer = ask(
      rig, &(struct plan_question){.kind = PLAN_PLACE, .profile = &profile, .weights = weights, .excluded = h2});
  assert_null(answer.error);
  assert_string_equal(answer.why,
                      "h1 is the best host for g9; disk does not count, since no host's capacity for it is known");
  assert_string_equal(answer.excluded, "excluded: you asked for another host than h2");
  answer_clear(&answer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(names_that_are_not_there_are_refused_with_the_nearest),
      TEST(a_move_goes_round_hosts),
      TEST(the_worker_is_told_all_that_was_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
