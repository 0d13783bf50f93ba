/* Many agents over one socket: session.c against agents of the tests. */
#include "agent.h"

#include "snmp/session.h"
#include "unit.h"

#define CROWD 400

struct crowd {
  struct tally tally;
  struct sessions *sessions;
  struct session *all[CROWD];
  guint answers, timeouts, pending;
};

static void on_reply(const struct reply *reply, gpointer user)
{
  struct crowd *crowd = user;
  crowd->answers += reply->status == REPLY_ANSWER;
  crowd->timeouts += reply->status == REPLY_TIMEOUT;
  crowd->pending--;
}

static struct session *session_at(struct crowd *crowd, guint16 port)
{
  g_autoptr(GInetAddress) host = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new(host, port);
  return session_new(crowd->sessions, address, &(struct speech){.version = SNMP_V2C, .community = "public"});
}

static void ask(struct crowd *crowd, struct session *session, gint64 timeout_us, guint retries)
{
  struct request request = {.n = 1, .names = {OID(1, 3, 6, 1, 2, 1, 1, 3, 0)}, .timeout_us = timeout_us,
                            .retries = retries};
  assert_true(session_ask(session, &request, on_reply, crowd, NULL));
  crowd->pending++;
}

static guint open_files(void)
{
  guint n = 0;
  g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
  while (g_dir_read_name(folder))
    n++;
  return n;
}

static int set_up(void **state)
{
  struct crowd *crowd = g_new0(struct crowd, 1);
  crowd->sessions = sessions_new(&crowd->tally);
  *state = crowd;
  return 0;
}

static int tear_down(void **state)
{
  struct crowd *crowd = *state;
  for (guint i = 0; i < CROWD; i++)
    session_free(crowd->all[i]);
  g_free(crowd);
  return 0;
}

static void a_crowd_of_agents_needs_one_socket(void **state)
{
  struct crowd *crowd = *state;
  struct agent_thread *agent = agent_start(NORMAL);
  guint before = open_files();
  for (guint i = 0; i < CROWD; i++) {
    crowd->all[i] = session_at(crowd, agent_port(agent));
    ask(crowd, crowd->all[i], 5 * G_USEC_PER_SEC, 1);
  }
  while (crowd->pending > 0)
    g_main_context_iteration(NULL, TRUE);
  assert_int_equal(crowd->answers, CROWD);
  assert_int_equal(open_files(), before + 1);
  assert_int_equal(crowd->tally.foreign_replies, 0);
  agent_stop(agent);
}

/* More silent ones than may be under way, all asked first. */
static void silent_agents_hold_up_nobody(void **state)
{
  struct crowd *crowd = *state;
  struct agent_thread *silent = agent_start(SILENT), *good = agent_start(NORMAL);
  for (guint i = 0; i + 1 < CROWD; i++) {
    crowd->all[i] = session_at(crowd, agent_port(silent));
    ask(crowd, crowd->all[i], 2 * G_USEC_PER_SEC, 0);
  }
  crowd->all[CROWD - 1] = session_at(crowd, agent_port(good));
  ask(crowd, crowd->all[CROWD - 1], 2 * G_USEC_PER_SEC, 0);
  while (crowd->pending == CROWD)
    g_main_context_iteration(NULL, TRUE);
  assert_int_equal(crowd->answers, 1); /* before any time-out */
  while (crowd->pending > 0)
    g_main_context_iteration(NULL, TRUE);
  assert_int_equal(crowd->timeouts, CROWD - 1);
  assert_int_equal(crowd->tally.timeouts, CROWD - 1);
  agent_stop(silent);
  agent_stop(good);
}

int main(void)
{
#define IN_CROWD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      IN_CROWD(a_crowd_of_agents_needs_one_socket),
      IN_CROWD(silent_agents_hold_up_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
