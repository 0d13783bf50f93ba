/* The places in which agents are discovered, few at a time, and the line before them. */
#include "snmp/agent_course.h"
#include "snmp/agent_discovery.h"

#include "snmp/tally.h"
#include "unit.h"

#include <gio/gio.h>

#define MANY 1000
#define LATE_US 1000000

struct bench {
  struct tally tally;
  GPtrArray *tables;
  struct agents shared;
  GSocket *mute; /* reads what it is asked, and says nothing */
  char *address;
  GPtrArray *agents; /* struct agent */
};

static void ignore_link(const char *subject, enum link_state state, const char *reason, gpointer user)
{
  (void)subject;
  (void)state;
  (void)reason;
  (void)user;
}

static int set_up(void **state)
{
  static const struct agent_sink sink = {ignore_link, NULL};
  struct bench *bench = g_new0(struct bench, 1);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string("127.0.0.1", 0);
  bench->mute = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  assert_true(g_socket_bind(bench->mute, any, FALSE, NULL));
  g_autoptr(GSocketAddress) bound = g_socket_get_local_address(bench->mute, NULL);
  bench->address = g_strdup_printf("udp:127.0.0.1:%u", g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound)));
  bench->tables = g_ptr_array_new();
  tables_builtin(bench->tables);
  g_ptr_array_add(bench->tables, NULL);
  bench->agents = g_ptr_array_new_with_free_func((GDestroyNotify)agent_free);
  bench->shared = (struct agents){.sessions = sessions_new(&bench->tally),
                                  .tally = &bench->tally,
                                  .sink = &sink,
                                  .tables = (const struct table *const *)bench->tables->pdata};
  *state = bench;
  return 0;
}

static void go_on(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

/* All agents go, those that wait, too. */
static int empty(void **state)
{
  struct bench *bench = *state;
  g_ptr_array_set_size(bench->agents, 0);
  go_on();
  assert_int_equal(bench->shared.discovering, 0);
  assert_int_equal(bench->shared.waiting.length, 0);
  assert_int_equal(bench->shared.looking, 0);
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  g_ptr_array_unref(bench->agents);
  g_ptr_array_unref(bench->tables);
  g_object_unref(bench->mute);
  g_free(bench->address);
  g_free(bench); /* the sessions stay, with their tally behind: none of them is left */
  return 0;
}

/* An agent that has just answered. */
static struct agent *add_agent(struct bench *bench)
{
  g_autoptr(GVariant) credentials = g_variant_ref_sink(g_variant_new_parsed("{'community': 'public'}"));
  g_autoptr(GVariant) software = g_variant_ref_sink(g_variant_new_parsed("['nginx']"));
  const struct agent_setup setup = {SUBJECT_HOST, "host:h1", bench->address, "2c", credentials, software, 10000};
  struct agent *agent = agent_new(&setup, &bench->shared);
  agent->answered = TRUE;
  agent->begun_us = g_get_monotonic_time();
  g_ptr_array_add(bench->agents, agent);
  return agent;
}

static struct agent *newcomer(struct bench *bench, gint64 round_trip_us)
{
  struct agent *agent = add_agent(bench);
  agent->round_trip_us = round_trip_us;
  agent_step(agent);
  return agent;
}

/* Takes places until an agent of that pace gets none. Those that have one, in order: they ask nothing, and so keep it. */
static GPtrArray *fill_places(struct bench *bench, gint64 round_trip_us)
{
  GPtrArray *holders = g_ptr_array_new();
  for (guint i = 0; i < MANY; i++) {
    struct agent *agent = add_agent(bench);
    agent->round_trip_us = round_trip_us;
    if (!agent_may_discover(agent)) {
      assert_true(agent->waits);
      agent_forget_place(agent);
      return holders;
    }
    agent_begin_discovery(agent);
    g_ptr_array_add(holders, agent);
  }
  fail_msg("%d agents are discovered at a time", MANY);
  return holders;
}

static void assert_place(const struct agent *agent, gboolean has_one)
{
  assert_int_equal(agent->discovery != NULL, has_one);
  assert_int_equal(agent->asking, has_one);
  assert_int_equal(agent->waits, !has_one);
}

static void whoever_waits_longest_gets_the_place_that_is_free(void **state)
{
  struct bench *bench = *state;
  g_autoptr(GPtrArray) holders = fill_places(bench, 0);
  struct agent *first = newcomer(bench, 0), *second = newcomer(bench, 0);
  agent_step(first); /* once more is not to wait twice */
  go_on();
  assert_place(first, FALSE);
  assert_place(second, FALSE);
  assert_int_equal(bench->shared.waiting.length, 2);
  agent_stop_discovery(holders->pdata[0]);
  go_on();
  assert_place(first, TRUE);
  assert_place(second, FALSE);
  agent_stop_discovery(holders->pdata[1]);
  go_on();
  assert_place(second, TRUE);
}

static void several_places_that_come_free_at_once_are_all_taken(void **state)
{
  struct bench *bench = *state;
  g_autoptr(GPtrArray) holders = fill_places(bench, 0);
  struct agent *newcomers[3];
  for (guint i = 0; i < G_N_ELEMENTS(newcomers); i++)
    newcomers[i] = newcomer(bench, 0);
  for (guint i = 0; i < G_N_ELEMENTS(newcomers); i++)
    agent_stop_discovery(holders->pdata[i]);
  go_on();
  for (guint i = 0; i < G_N_ELEMENTS(newcomers); i++)
    assert_place(newcomers[i], TRUE);
  assert_int_equal(bench->shared.discovering, holders->len);
}

static void an_agent_that_goes_away_waits_no_more(void **state)
{
  struct bench *bench = *state;
  g_autoptr(GPtrArray) holders = fill_places(bench, 0);
  struct agent *first = newcomer(bench, 0), *second = newcomer(bench, 0);
  g_ptr_array_remove(bench->agents, first);
  assert_int_equal(bench->shared.waiting.length, 1);
  g_ptr_array_remove(bench->agents, holders->pdata[0]); /* and one with a place gives it back */
  go_on();
  assert_place(second, TRUE);
}

static void agents_that_answer_late_leave_places_for_the_others(void **state)
{
  struct bench *bench = *state;
  g_autoptr(GPtrArray) late_ones = fill_places(bench, LATE_US);
  struct agent *late = newcomer(bench, LATE_US);
  assert_place(late, FALSE);
  g_autoptr(GPtrArray) prompt_ones = fill_places(bench, 0);
  assert_in_range(prompt_ones->len, 1, late_ones->len);
  struct agent *prompt = newcomer(bench, 0);
  agent_stop_discovery(prompt_ones->pdata[0]);
  go_on();
  assert_place(prompt, TRUE); /* though behind the late one */
  assert_place(late, FALSE);
  for (guint i = 1; i < prompt_ones->len; i++)
    agent_stop_discovery(prompt_ones->pdata[i]);
  agent_stop_discovery(late_ones->pdata[0]);
  agent_stop_discovery(late_ones->pdata[1]);
  go_on();
  assert_place(late, TRUE);
}

/* An agent that was polled a moment ago, and has nothing else to be asked. */
static struct agent *idler(struct bench *bench)
{
  struct agent *agent = add_agent(bench);
  agent->rediscover_us = G_MAXINT64;
  agent->begun_us = g_get_monotonic_time();
  agent->deadline_us = agent->begun_us + 9 * G_USEC_PER_SEC;
  return agent;
}

static void software_is_looked_at_by_few_at_a_time(void **state)
{
  struct bench *bench = *state;
  struct agent *agent;
  guint n = 0;
  do {
    assert_true(n++ < MANY);
    agent = idler(bench);
    agent_step(agent);
  } while (agent->asking);
  assert_int_equal(bench->shared.looking, n - 1);
  g_ptr_array_remove_index(bench->agents, 0);
  agent_step(agent);
  assert_true(agent->asking);
  assert_int_equal(agent->asked, ASKED_SOFTWARE);
  assert_int_equal(bench->shared.looking, n - 1);
}

static void software_is_not_looked_at_shortly_before_a_poll_nor_twice_a_minute(void **state)
{
  struct bench *bench = *state;
  struct agent *agent = idler(bench);
  agent->deadline_us = agent->begun_us + 2 * G_USEC_PER_SEC;
  agent_step(agent);
  assert_false(agent->asking);
  agent->deadline_us = agent->begun_us + 9 * G_USEC_PER_SEC;
  agent->look_us = agent->begun_us + G_USEC_PER_SEC;
  agent_step(agent);
  assert_false(agent->asking);
  agent->look_us = 0;
  agent_step(agent);
  assert_true(agent->asking);
  assert_true(agent->look_us > agent->begun_us + 54 * G_USEC_PER_SEC);
}

static void what_is_asked_of_software_ends_before_the_next_poll(void **state)
{
  struct bench *bench = *state;
  struct agent *agent = idler(bench);
  agent->interval_ms = 2000;
  agent->round_trip_us = G_USEC_PER_SEC; /* it would be waited for for two seconds */
  agent->deadline_us = agent->begun_us + 600000;
  agent_step(agent);
  assert_true(agent->asking);
  assert_int_equal(bench->shared.request.retries, 0);
  assert_in_range(bench->shared.request.timeout_us, 1, 600000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(whoever_waits_longest_gets_the_place_that_is_free, empty),
      cmocka_unit_test_teardown(several_places_that_come_free_at_once_are_all_taken, empty),
      cmocka_unit_test_teardown(an_agent_that_goes_away_waits_no_more, empty),
      cmocka_unit_test_teardown(agents_that_answer_late_leave_places_for_the_others, empty),
      cmocka_unit_test_teardown(software_is_looked_at_by_few_at_a_time, empty),
      cmocka_unit_test_teardown(software_is_not_looked_at_shortly_before_a_poll_nor_twice_a_minute, empty),
      cmocka_unit_test_teardown(what_is_asked_of_software_ends_before_the_next_poll, empty),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
