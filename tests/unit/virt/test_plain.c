/* Pure parts: states and reasons, the node's own numbers, libvirt's XML, a job's facts, back-off. */
#include "virt/guest_list.h"
#include "virt/job_watch.h"
#include "virt/node_readings.h"
#include "virt/watcher.h"
#include "virt/xml.h"
#include "unit.h"

static void states_and_reasons_are_told_as_recovery_needs_them(void **state)
{
  (void)state;
  static const struct {
    guint64 state, reason;
    enum guest_state guest_state;
    enum guest_reason guest_reason;
  } rows[] = {
      {VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_MIGRATED, GUEST_RUNNING, REASON_OTHER},
      {VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_POSTCOPY, GUEST_RUNNING, REASON_POSTCOPY},
      {VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_POSTCOPY_FAILED, GUEST_RUNNING, REASON_POSTCOPY_FAILED},
      {VIR_DOMAIN_SHUTDOWN, 1, GUEST_RUNNING, REASON_OTHER},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER, GUEST_PAUSED, REASON_OTHER},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_MIGRATION, GUEST_PAUSED, REASON_MIGRATION},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_SAVE, GUEST_PAUSED, REASON_SAVING},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_IOERROR, GUEST_PAUSED, REASON_IO_ERROR},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_POSTCOPY, GUEST_PAUSED, REASON_POSTCOPY},
      {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_POSTCOPY_FAILED, GUEST_PAUSED, REASON_POSTCOPY_FAILED},
      {VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_MIGRATED, GUEST_OFF, REASON_MIGRATED},
      {VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_SAVED, GUEST_OFF, REASON_SAVED},
      {VIR_DOMAIN_CRASHED, 0, GUEST_CRASHED, REASON_OTHER},
      {VIR_DOMAIN_NOSTATE, 0, GUEST_UNKNOWN, REASON_OTHER},
      {G_MAXUINT64, G_MAXUINT64, GUEST_UNKNOWN, REASON_OTHER},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct sighting sighting = {0};
    guest_state_take(rows[i].state, rows[i].reason, &sighting);
    assert_string_equal(guest_state_name(sighting.state), guest_state_name(rows[i].guest_state));
    assert_string_equal(guest_reason_name(sighting.reason), guest_reason_name(rows[i].guest_reason));
  }
}

static void a_list_differs_where_any_guest_does(void **state)
{
  (void)state;
  struct sighting sighting = {.uuid = "u", .name = "n", .state = GUEST_RUNNING, .memory_bytes = 1};
  g_autoptr(GArray) a = g_array_new(FALSE, FALSE, sizeof sighting);
  g_autoptr(GArray) b = g_array_new(FALSE, FALSE, sizeof sighting);
  assert_true(guest_list_equal(a, b));
  g_array_append_val(a, sighting);
  assert_false(guest_list_equal(a, b));
  g_array_append_val(b, sighting);
  assert_true(guest_list_equal(a, b));
  g_array_index(b, struct sighting, 0).autostart = TRUE;
  assert_false(guest_list_equal(a, b));
}

static void waiting_for_a_disk_is_idle_time_of_the_host(void **state)
{
  (void)state;
  const virNodeCPUStats stats[] = {{"kernel", 10}, {"user", 20}, {"idle", 60}, {"iowait", 10}, {"intr", 5}};
  struct node_state node = {0};
  assert_true(node_cpu_take(&node, stats, 5));
  assert_int_equal(node.cpu_busy_ns, 30);
  assert_int_equal(node.cpu_total_ns, 100);
  assert_false(node_cpu_take(&node, stats, 2));
}

static void buffers_and_cache_are_available_memory(void **state)
{
  (void)state;
  const virNodeMemoryStats stats[] = {{"total", 100}, {"free", 20}, {"buffers", 3}, {"cached", 7}};
  struct node_state node = {0};
  assert_true(node_memory_take(&node, stats, 4));
  assert_int_equal(node.memory_total_kib, 100);
  assert_int_equal(node.memory_available_kib, 30);
  assert_false(node_memory_take(&node, stats, 1));
}

static void assert_text(const char *xml, const char *path, const char *expected)
{
  g_autofree char *found = xml_text(xml, path);
  if (expected)
    assert_string_equal(found, expected);
  else
    assert_null(found);
}

static void only_the_element_at_the_path_is_found(void **state)
{
  (void)state;
  const char *xml = "<!-- note --><domain type='qemu'><metadata><uuid>wrong</uuid></metadata>"
                    "<uuid> right </uuid><uuid>late</uuid><live/></domain>";
  assert_text(xml, "/domain/uuid", "right");
  assert_text(xml, "/domain/live", "");
  assert_text(xml, "/uuid", NULL);
  assert_text(xml, "/domain/name", NULL);
  assert_text("<domain><uuid>x</uuid>", "/domain/uuid", NULL);
  assert_text("", "/domain/uuid", NULL);
}

static void a_job_that_does_not_tell_its_downtime_has_none(void **state)
{
  (void)state;
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  virTypedParamsAddULLong(&params, &n, &room, VIR_DOMAIN_JOB_TIME_ELAPSED, 1234);
  virTypedParamsAddULLong(&params, &n, &room, VIR_DOMAIN_JOB_DATA_PROCESSED, 99);
  struct job_facts facts;
  job_facts_take(params, n, &facts);
  virTypedParamsFree(params, n);
  assert_true(facts.has_elapsed && facts.has_transferred);
  assert_false(facts.has_downtime);
  assert_int_equal(facts.elapsed_ms, 1234);
  assert_int_equal(facts.transferred_bytes, 99);
}

static void first_retries_are_quick_and_later_ones_bounded(void **state)
{
  (void)state;
  assert_int_equal(watcher_backoff_ms(0, 0), 1000);
  assert_int_equal(watcher_backoff_ms(3, 0), 1000);
  assert_int_equal(watcher_backoff_ms(5, 0), 4000);
  assert_int_equal(watcher_backoff_ms(G_MAXUINT, 0), 30000);
  assert_int_equal(watcher_backoff_ms(G_MAXUINT, 1), 24000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(states_and_reasons_are_told_as_recovery_needs_them),
      cmocka_unit_test(a_list_differs_where_any_guest_does),
      cmocka_unit_test(waiting_for_a_disk_is_idle_time_of_the_host),
      cmocka_unit_test(buffers_and_cache_are_available_memory),
      cmocka_unit_test(only_the_element_at_the_path_is_found),
      cmocka_unit_test(a_job_that_does_not_tell_its_downtime_has_none),
      cmocka_unit_test(first_retries_are_quick_and_later_ones_bounded),
  };
  assert_int_equal(virInitialize(), 0);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
