/* What becomes of traps: stored before they are acknowledged, known by packs or only listed, confirmed by metrics. */
#include "rig.h"

#include "config/problems.h"
#include "config/yaml_tree.h"

#include <unistd.h>

#define LINK_DOWN "1.3.6.1.6.3.1.1.5.3"
#define LINK_UP_TRAP "1.3.6.1.6.3.1.1.5.4"
#define BUSY "1.3.6.1.4.1.99999.1"
#define HEARD "1.3.6.1.4.1.99999.2"
#define UNKNOWN "1.3.6.1.4.1.99999.3"

static const char yaml[] =
    "- {oid: " LINK_DOWN ", cleared_by: " LINK_UP_TRAP ", with: {i: 1.3.6.1.2.1.2.2.1.1}, name: 'link {i}', state: critical, text: down}\n"
    "- {oid: " BUSY ", name: busy, state: critical, text: busy, confirm: {metric: host.cpu.busy_pct, over: 80}}\n"
    "- {oid: " HEARD ", name: heard, state: warning, text: heard, lasts: 1m}\n";

static int up(void **state)
{
  g_autoptr(GPtrArray) problems = problems_new();
  struct yaml_node *root = yaml_tree_read(yaml, strlen(yaml), problems);
  struct rig *rig = rig_new();
  rig->traps = pack_traps_read(root, problems);
  assert_int_equal(problems->len, 0);
  yaml_tree_free(root);
  rig_start(rig);
  *state = rig;
  return 0;
}

static int down(void **state)
{
  struct rig *rig = *state;
  GPtrArray *traps = rig->traps;
  rig_free(rig);
  g_ptr_array_unref(traps);
  return 0;
}

static GVariant *trap_body(guint64 id, const char *oid, const char *key)
{
  return g_variant_new_parsed("(%t, '192.0.2.7', 'host:h1', '2c', %s, '', uint32 5, [('1.3.6.1.2.1.2.2.1.1.2', 'integer', '2')], %b, %s)",
                              id, oid, *key != '\0', key);
}

static void say_trap(struct rig *rig, guint64 id, const char *oid, const char *key)
{
  rig_say(rig, ROLE_SNMP, MESSAGE_TRAP, trap_body(id, oid, key));
  rig_settle(rig);
}

/* TRAP_TAKEN, as it came last. */
static gboolean is_taken(const struct rig *rig, guint64 id)
{
  guint64 of;
  gboolean taken;
  assert_non_null(rig->last[MESSAGE_TRAP_TAKEN]);
  g_variant_get(rig->last[MESSAGE_TRAP_TAKEN], "(tb)", &of, &taken);
  assert_int_equal(of, id);
  return taken;
}

static const struct alert *alert_of(const struct rig *rig, const char *name)
{
  return alert_book_find(fleet_alerts(rig->fleet), "host:h1", name);
}

static guint count_traps(const struct rig *rig)
{
  g_autoptr(GPtrArray) traps = trap_book_list(pipeline_traps(rig->pipeline));
  return traps->len;
}

static void a_trap_that_no_pack_knows_is_only_listed(void **state)
{
  struct rig *rig = *state;
  say_trap(rig, 1, UNKNOWN, "");
  assert_true(is_taken(rig, 1));
  assert_int_equal(count_traps(rig), 1);
  assert_int_equal(rig->heard[MESSAGE_POLL_NOW], 0);
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(rig->fleet));
  assert_int_equal(alerts->len, 0);
}

static void a_trap_that_a_pack_knows_is_an_alert_and_has_its_agent_polled(void **state)
{
  struct rig *rig = *state;
  say_trap(rig, 1, LINK_DOWN, "");
  const struct alert *alert = alert_of(rig, "link 2");
  assert_non_null(alert);
  assert_int_equal(alert->state, ALERT_CRITICAL);
  assert_string_equal(alert->source, "trap");
  assert_int_equal(rig->heard[MESSAGE_POLL_NOW], 1);
  say_trap(rig, 2, LINK_UP_TRAP, "");
  assert_int_equal(alert_of(rig, "link 2")->state, ALERT_OK);
}

/* B08 */
static void an_inform_that_comes_again_is_acknowledged_again_and_stored_once(void **state)
{
  struct rig *rig = *state;
  say_trap(rig, 1, UNKNOWN, "192.0.2.7 5 abc");
  say_trap(rig, 2, UNKNOWN, "192.0.2.7 5 abc");
  assert_true(is_taken(rig, 2));
  assert_int_equal(count_traps(rig), 1);
  say_trap(rig, 3, UNKNOWN, "192.0.2.7 6 abc");
  assert_int_equal(count_traps(rig), 2);
  rig_stop(rig);
  rig_start(rig);
  say_trap(rig, 1, UNKNOWN, "192.0.2.7 5 abc"); /* also after a restart */
  assert_true(is_taken(rig, 1));
  assert_int_equal(count_traps(rig), 2);
}

/* B07 */
static void what_the_journal_cannot_keep_is_not_taken(void **state)
{
  struct rig *rig = *state;
  g_autofree char *path = g_build_filename(rig->folder, "provost.db", NULL);
  assert_int_equal(unlink(path), 0);
  say_trap(rig, 1, UNKNOWN, "192.0.2.7 5 abc");
  assert_false(is_taken(rig, 1));
  say_trap(rig, 2, UNKNOWN, "192.0.2.7 5 abc");
  assert_false(is_taken(rig, 2));
  assert_int_equal(count_traps(rig), 0);
}

static void an_answer_to_another_life_of_provost_snmp_is_not_sent(void **state)
{
  struct rig *rig = *state;
  rig_say(rig, ROLE_SNMP, MESSAGE_TRAP, trap_body(1, UNKNOWN, ""));
  guint heard = rig->heard[MESSAGE_TRAP_TAKEN];
  rig_role_down(rig, ROLE_SNMP);
  rig_role_up(rig, ROLE_SNMP);
  rig_settle(rig);
  assert_in_range(rig->heard[MESSAGE_TRAP_TAKEN], heard, heard);
}

static void a_metric_that_agrees_confirms_and_one_that_does_not_ends(void **state)
{
  struct rig *rig = *state;
  rig_interval(rig, 95);
  say_trap(rig, 1, BUSY, "");
  assert_int_equal(alert_of(rig, "busy")->state, ALERT_CRITICAL);
  pipeline_take_second(rig->pipeline); /* what was read before it says nothing of it */
  rig_interval(rig, 95);
  assert_int_equal(alert_of(rig, "busy")->state, ALERT_CRITICAL);
  rig_interval(rig, 20);
  assert_int_equal(alert_of(rig, "busy")->state, ALERT_OK);
  assert_non_null(strstr(alert_of(rig, "busy")->text, "does not agree"));
}

/* B06: whatever it claims, it is over with the first poll. */
static void a_forged_trap_is_ended_by_the_poll_that_it_causes(void **state)
{
  struct rig *rig = *state;
  say_trap(rig, 1, BUSY, "");
  assert_int_equal(rig->heard[MESSAGE_POLL_NOW], 1);
  guint actions = rig->heard[MESSAGE_DEED];
  rig_interval(rig, 20);
  assert_int_equal(alert_of(rig, "busy")->state, ALERT_OK);
  assert_int_equal(rig->heard[MESSAGE_DEED], actions);
}

static void an_alert_without_an_end_ends_when_nothing_more_is_heard(void **state)
{
  struct rig *rig = *state;
  say_trap(rig, 1, HEARD, "");
  for (guint i = 0; i < 5; i++)
    rig_interval(rig, 20);
  assert_int_equal(alert_of(rig, "heard")->state, ALERT_WARNING);
  say_trap(rig, 2, HEARD, "");
  for (guint i = 0; i < 5; i++)
    rig_interval(rig, 20);
  assert_int_equal(alert_of(rig, "heard")->state, ALERT_WARNING);
  rig_interval(rig, 20);
  rig_interval(rig, 20);
  assert_int_equal(alert_of(rig, "heard")->state, ALERT_OK);
}

static void what_makes_no_sense_is_counted(void **state)
{
  struct rig *rig = *state;
  guint64 rejected = pipeline_rejected(rig->pipeline);
  say_trap(rig, 1, "no oid", "");
  assert_false(is_taken(rig, 1));
  assert_int_equal(pipeline_rejected(rig->pipeline), rejected + 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_trap_that_no_pack_knows_is_only_listed, up, down),
      cmocka_unit_test_setup_teardown(a_trap_that_a_pack_knows_is_an_alert_and_has_its_agent_polled, up, down),
      cmocka_unit_test_setup_teardown(an_inform_that_comes_again_is_acknowledged_again_and_stored_once, up, down),
      cmocka_unit_test_setup_teardown(what_the_journal_cannot_keep_is_not_taken, up, down),
      cmocka_unit_test_setup_teardown(an_answer_to_another_life_of_provost_snmp_is_not_sent, up, down),
      cmocka_unit_test_setup_teardown(a_metric_that_agrees_confirms_and_one_that_does_not_ends, up, down),
      cmocka_unit_test_setup_teardown(a_forged_trap_is_ended_by_the_poll_that_it_causes, up, down),
      cmocka_unit_test_setup_teardown(an_alert_without_an_end_ends_when_nothing_more_is_heard, up, down),
      cmocka_unit_test_setup_teardown(what_makes_no_sense_is_counted, up, down),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
