/* Signs of life after an action: the SNMP agent of a guest, and what becomes of the tip where there are none. */
#include "rig.h"

#include "pipeline/signs.h"

#define SUBJECT "guest:" GUEST

/* g1 has an SNMP agent, as it comes to be known. */
static int up(void **state)
{
  rig_up(state);
  struct rig *rig = *state;
  fleet_add_guest_agent(rig->fleet, "lab", "g1");
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS, g_variant_new_parsed("('host:h1', @a(ssyyuuttbb) [])"));
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS,
          g_variant_new_parsed("('host:h1', [(%s, 'g1', byte 1, byte 0, uint32 2, uint32 8, uint64 1073741824, "
                               "uint64 4294967296, true, false)])", GUEST));
  assert_non_null(fleet_agent_link(rig->fleet, SUBJECT));
  return 0;
}

static void agent_is(struct rig *rig, enum link_state state)
{
  rig_say(rig, ROLE_SNMP, MESSAGE_LINK, g_variant_new("(syys)", SUBJECT, (guchar)SOURCE_SNMP, (guchar)state, ""));
}

/* The tip about h1 is accepted, and its move made. */
static guint64 move(struct rig *rig, enum link_state before)
{
  agent_is(rig, before);
  for (guint i = 0; i < 6; i++)
    rig_interval(rig, 90);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  guint64 id = rig_tip(rig)->id;
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  return rig_tip(rig)->action_id;
}

static const char *check_of(const struct rig *rig, guint64 action_id)
{
  return actions_action(pipeline_actions(rig->pipeline), action_id)->check;
}

static void a_guest_that_falls_silent_after_its_move_is_not_called_alive_and_the_move_harmful(void **state)
{
  struct rig *rig = *state;
  guint64 action_id = move(rig, LINK_UP);
  rig_interval(rig, 50);
  assert_true(g_str_has_prefix(check_of(rig, action_id), "alive: "));
  agent_is(rig, LINK_DOWN);
  rig_interval(rig, 50);
  rig_interval(rig, 50);
  agent_is(rig, LINK_UP); /* an answer was lost */
  rig_interval(rig, 50);
  agent_is(rig, LINK_DOWN);
  rig_interval(rig, 50);
  rig_interval(rig, 50);
  assert_true(g_str_has_prefix(check_of(rig, action_id), "alive: "));
  rig_interval(rig, 50);
  assert_string_equal(check_of(rig, action_id),
                      "not seen alive: its SNMP agent, which answered before, has fallen silent");
  rig_run_out(rig, rig_tip(rig)->id, 50); /* its host is relieved all the same */
  assert_int_equal(rig_tip(rig)->verdict, VERDICT_HARMFUL);
  assert_int_equal(rig_tip(rig)->state, TIP_FAILED);
  assert_true(g_str_has_prefix(rig_tip(rig)->outcome, "g1 was not seen alive: its SNMP agent"));
  assert_non_null(strstr(rig_tip(rig)->state_reason, "it is not taken back, which would not wake the guest"));
  assert_null(actions_action(pipeline_actions(rig->pipeline), action_id + 1));
  rig_stop(rig);
  rig_start(rig);
  assert_true(g_str_has_prefix(check_of(rig, action_id), "not seen alive: "));
}

static void a_silence_of_before_says_nothing_of_the_move(void **state)
{
  struct rig *rig = *state;
  guint64 action_id = move(rig, LINK_DOWN);
  rig_interval(rig, 50);
  agent_is(rig, LINK_DOWN);
  for (guint i = 0; i < 3; i++)
    rig_interval(rig, 50);
  assert_true(g_str_has_prefix(check_of(rig, action_id), "alive: "));
}

static void a_silence_that_comes_much_later_says_nothing_of_the_move(void **state)
{
  struct rig *rig = *state;
  guint64 action_id = move(rig, LINK_UP);
  for (guint i = 0; i <= SIGNS_INTERVALS; i++)
    rig_interval(rig, 50);
  agent_is(rig, LINK_DOWN);
  for (guint i = 0; i < 3; i++)
    rig_interval(rig, 50);
  assert_true(g_str_has_prefix(check_of(rig, action_id), "alive: "));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, rig_down)
  const struct CMUnitTest tests[] = {
      TEST(a_guest_that_falls_silent_after_its_move_is_not_called_alive_and_the_move_harmful),
      TEST(a_silence_of_before_says_nothing_of_the_move),
      TEST(a_silence_that_comes_much_later_says_nothing_of_the_move),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
