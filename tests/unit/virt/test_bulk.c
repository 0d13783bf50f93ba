/* A bulk call that hangs, as with a QEMU whose monitor does: virConnectGetAllDomainStats is taken over by the linker
 * (--wrap) and waits at a gate. */
#include "virt/bulk.h"

#include "unit.h"
#include "virt/library.h"

#include <stdlib.h>

#define SOON_US (20 * 1000)

static struct gate {
  GMutex lock;
  GCond moved;
  gboolean is_open;
  guint waiting, deregistered;
} *gate_of_test(void)
{
  static struct gate gate;
  return &gate;
}

int __wrap_virConnectGetAllDomainStats(virConnectPtr connection, unsigned stats, virDomainStatsRecordPtr **records,
                                       unsigned flags);

int __wrap_virConnectGetAllDomainStats(virConnectPtr connection, unsigned stats, virDomainStatsRecordPtr **records,
                                       unsigned flags)
{
  (void)connection, (void)stats;
  assert_int_equal(flags, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  struct gate *gate = gate_of_test();
  g_mutex_lock(&gate->lock);
  gate->waiting++;
  g_cond_broadcast(&gate->moved);
  while (!gate->is_open)
    g_cond_wait(&gate->moved, &gate->lock);
  gate->waiting--;
  g_mutex_unlock(&gate->lock);
  *records = calloc(1, sizeof **records);
  return 0;
}

int __real_virConnectDomainEventDeregisterAny(virConnectPtr connection, int id);
int __wrap_virConnectDomainEventDeregisterAny(virConnectPtr connection, int id);

int __wrap_virConnectDomainEventDeregisterAny(virConnectPtr connection, int id)
{
  struct gate *gate = gate_of_test();
  g_mutex_lock(&gate->lock);
  assert_int_equal(gate->waiting, 0); /* or there would be two calls on one connection */
  gate->deregistered++;
  g_mutex_unlock(&gate->lock);
  return __real_virConnectDomainEventDeregisterAny(connection, id);
}

static void set_gate(gboolean is_open)
{
  struct gate *gate = gate_of_test();
  g_mutex_lock(&gate->lock);
  gate->is_open = is_open;
  g_cond_broadcast(&gate->moved);
  g_mutex_unlock(&gate->lock);
}

/* Waits until nobody is left behind any more. */
static void await_all(const struct endpoint *endpoint)
{
  while (g_atomic_int_get(&endpoint->left_calls) > 0)
    g_thread_yield();
}

struct bench {
  struct endpoint *endpoint;
  struct bulk bulk;
};

static int setup(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->endpoint = endpoint_new("host:h1", "test:///default", FALSE);
  struct connection *connection = connection_new(virConnectOpen("test:///default"));
  assert_non_null(connection->libvirt);
  bench->bulk = (struct bulk){bench->endpoint, connection, VIR_DOMAIN_STATS_STATE, SOON_US};
  *state = bench;
  return 0;
}

static int teardown(void **state)
{
  struct bench *bench = *state;
  if (bench->bulk.connection)
    connection_unref(bench->bulk.connection);
  endpoint_free(bench->endpoint);
  g_free(bench);
  return 0;
}

static int read_bulk(const struct bench *bench, char **problem)
{
  virDomainStatsRecordPtr *list = NULL;
  int n = bulk_read(&bench->bulk, &list, problem);
  virDomainStatsRecordListFree(list);
  return n;
}

static void a_call_that_comes_back_is_taken(void **state)
{
  struct bench *bench = *state;
  char *problem = NULL;
  set_gate(TRUE);
  assert_int_equal(read_bulk(bench, &problem), 0);
  assert_null(problem);
  assert_int_equal(bench->endpoint->left_calls, 0);
}

static void one_that_hangs_is_left_behind_and_forgotten_when_it_comes_back(void **state)
{
  struct bench *bench = *state;
  char *problem = NULL;
  set_gate(FALSE);
  assert_int_equal(read_bulk(bench, &problem), -1);
  assert_owned_string_equal(problem, "no answer in 0 s; the host, the way to it or a guest's QEMU may hang");
  assert_int_equal(bench->endpoint->left_calls, 1);
  set_gate(TRUE);
  await_all(bench->endpoint);
  assert_int_equal(read_bulk(bench, &problem), 0);
}

static gpointer open_the_gate(gpointer user)
{
  struct gate *gate = gate_of_test();
  g_mutex_lock(&gate->lock);
  while (gate->waiting < BULK_LEFT_MAX + 1)
    g_cond_wait(&gate->moved, &gate->lock);
  g_mutex_unlock(&gate->lock);
  set_gate(TRUE);
  return user;
}

static void behind_so_many_that_hang_the_next_is_waited_for(void **state)
{
  struct bench *bench = *state;
  set_gate(FALSE);
  for (guint i = 0; i < BULK_LEFT_MAX; i++) {
    g_autofree char *problem = NULL;
    assert_int_equal(read_bulk(bench, &problem), -1);
  }
  assert_int_equal(bench->endpoint->left_calls, BULK_LEFT_MAX);
  GThread *opener = g_thread_new("opener", open_the_gate, NULL);
  char *problem = NULL;
  assert_int_equal(read_bulk(bench, &problem), 0);
  g_thread_join(opener);
  await_all(bench->endpoint);
}

static void on_close(virConnectPtr connection, int reason, void *user)
{
  (void)connection, (void)reason, (void)user;
}

static int on_lifecycle(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *user)
{
  (void)connection, (void)domain, (void)event, (void)detail, (void)user;
  return 0;
}

static void on_balloon(virConnectPtr connection, virDomainPtr domain, unsigned long long kib, void *user)
{
  (void)connection, (void)domain, (void)kib, (void)user;
}

/* Fault C04: with two calls on it, libvirt 9.0 would never end the second where the host is cut off. */
static void the_connection_of_one_left_behind_is_closed_by_it_and_by_nobody_else(void **state)
{
  static const struct connection_ears ears = {on_close, on_lifecycle, on_balloon};
  struct bench *bench = *state;
  g_autofree char *problem = NULL;
  connection_listen(bench->bulk.connection, &ears, NULL);
  assert_true(bench->bulk.connection->lifecycle_id >= 0);
  set_gate(FALSE);
  assert_int_equal(read_bulk(bench, &problem), -1);
  g_clear_pointer(&bench->bulk.connection, connection_unref);
  assert_int_equal(gate_of_test()->deregistered, 0);
  set_gate(TRUE);
  await_all(bench->endpoint);
  assert_in_range(gate_of_test()->deregistered, 1, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_call_that_comes_back_is_taken),
      TEST(one_that_hangs_is_left_behind_and_forgotten_when_it_comes_back),
      TEST(the_connection_of_one_left_behind_is_closed_by_it_and_by_nobody_else),
      TEST(behind_so_many_that_hang_the_next_is_waited_for),
  };
  library_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
