/* What would be done about a tip, without anything being done. */
#include "rig.h"

#include "pipeline/propose.h"

#include <unistd.h>

static void keep(struct proposal *proposal, const GError *error, gpointer user)
{
  struct proposal **kept = user;
  assert_null(error);
  *kept = proposal;
}

/* The caller frees. */
static struct proposal *propose_for(struct rig *rig, const char *remedies)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) parsed = g_variant_parse(G_VARIANT_TYPE("a(ya{ss})"), remedies, NULL, NULL, &error);
  assert_no_error(error);
  struct proposal *proposal = NULL;
  rig_find_remedies(rig, FINDING_TIP, "guest:" GUEST, parsed);
  propose(rig->pipeline, rig_tip(rig)->id, "operator", keep, &proposal);
  assert_null(proposal); /* never from within */
  while (!proposal)
    g_main_context_iteration(NULL, TRUE);
  return proposal;
}

static void nothing_was_done(const struct rig *rig)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(rig->pipeline));
  assert_int_equal(actions->len, 0);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
}

static void a_migration_is_planned_with_every_candidate(void **state)
{
  struct proposal *proposal = propose_for(*state, "[(1, {'from': 'host:h1', 'relieve': 'cpu'})]");
  assert_true(proposal->is_possible);
  assert_int_equal(proposal->remedy, REMEDY_MIGRATE);
  assert_string_equal(proposal_move(proposal)->guest_name, "g1");
  assert_string_equal(proposal_move(proposal)->to, "h2");
  assert_true(proposal->plan->candidates->len >= 1);
  nothing_was_done(*state);
  proposal_free(proposal);
}

static void what_is_refused_is_told_and_the_next_remedy_proposed(void **state)
{
  struct proposal *proposal = propose_for(*state, "[(3, {'guest': 'guest:" GUEST "', 'vcpus': '9'}), (2, {'guest': 'guest:" GUEST
                                                  "', 'bytes': '2147483648'})]");
  assert_true(proposal->is_possible);
  assert_int_equal(proposal->remedy, REMEDY_RESIZE_MEMORY);
  assert_int_equal(proposal->refused->len, 1);
  assert_string_equal(proposal->refused->pdata[0],
                      "resize_vcpus: 9 vcpus are more than guest g1 can have while it runs: libvirt's maximum for it is 8");
  assert_string_equal(proposal->plan->why, "g1 on h1 is to have 2.00 GiB of memory instead of 1.00 GiB");
  nothing_was_done(*state);
  proposal_free(proposal);
}

static void where_nothing_is_possible_each_refusal_is_told(void **state)
{
  struct rig *rig = *state;
  rig->h2_available_bytes = 1;
  rig_interval(rig, 90);
  struct proposal *proposal = propose_for(rig, "[(1, {'from': 'host:h1'}), (5, {'host': 'host:h9'})]");
  assert_false(proposal->is_possible);
  assert_null(proposal->plan);
  assert_int_equal(proposal->refused->len, 2);
  assert_true(g_str_has_prefix(proposal->refused->pdata[0], "migrate: "));
  assert_string_equal(proposal->refused->pdata[1], "evacuate: it names no host that is there");
  nothing_was_done(rig);
  proposal_free(proposal);
}

static void a_host_is_restricted_once(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  struct proposal *first = propose_for(rig, "[(4, {'host': 'host:h1'})]");
  assert_true(first->is_possible);
  assert_false(fleet_host_is_restricted(rig->fleet, "h1"));
  proposal_free(first);
  assert_true(pipeline_restrict(rig->pipeline, "h1", "", "operator test", &error) > 0);
  struct proposal *second = propose_for(rig, "[(4, {'host': 'host:h1'})]");
  assert_false(second->is_possible);
  proposal_free(second);
}

static void a_notice_proposes_to_tell_somebody(void **state)
{
  struct rig *rig = *state;
  struct proposal *proposal = propose_for(rig, "[(0, {})]");
  assert_int_equal(proposal->remedy, REMEDY_NOTIFY);
  assert_true(proposal->is_possible);
  proposal_free(proposal);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_migration_is_planned_with_every_candidate),
      TEST(what_is_refused_is_told_and_the_next_remedy_proposed),
      TEST(where_nothing_is_possible_each_refusal_is_told),
      TEST(a_host_is_restricted_once),
      TEST(a_notice_proposes_to_tell_somebody),
  };
  rig_silence_log();
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
