/* What a migration asks of libvirt, with virDomainMigrateToURI3 and the calls about its job taken over by the linker
 * (--wrap); the guest is the one of libvirt's test driver. */
#include "virt/deeds.h"

#include "unit.h"

#include <libvirt/virterror.h>

#define GUEST "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default */

/* How the calls end, in order: VIR_ERR_OK is success. */
struct script {
  const virErrorNumber *ends;
  guint n, calls;
  unsigned flags[3];
  guint64 postcopy_mibps;
  gboolean waits; /* until its job was switched to post-copy or aborted */
};

/* The job as the progress thread meets it. */
struct job {
  gint passes, switches, aborts; /* atomic */
};

static struct job job;

int __wrap_virDomainGetJobStats(virDomainPtr domain, int *type, virTypedParameterPtr *params, int *n, unsigned flags);

int __wrap_virDomainGetJobStats(virDomainPtr domain, int *type, virTypedParameterPtr *params, int *n, unsigned flags)
{
  (void)domain, (void)flags;
  int room = 0;
  *params = NULL;
  *n = 0;
  *type = VIR_DOMAIN_JOB_UNBOUNDED;
  virTypedParamsAddULLong(params, n, &room, VIR_DOMAIN_JOB_DATA_TOTAL, 1000);
  virTypedParamsAddULLong(params, n, &room, VIR_DOMAIN_JOB_MEMORY_ITERATION, (unsigned)g_atomic_int_get(&job.passes));
  return 0;
}

int __wrap_virDomainMigrateStartPostCopy(virDomainPtr domain, unsigned flags);

int __wrap_virDomainMigrateStartPostCopy(virDomainPtr domain, unsigned flags)
{
  (void)domain, (void)flags;
  g_atomic_int_inc(&job.switches);
  return 0;
}

int __wrap_virDomainAbortJob(virDomainPtr domain);

int __wrap_virDomainAbortJob(virDomainPtr domain)
{
  (void)domain;
  g_atomic_int_inc(&job.aborts);
  return 0;
}

static void await_the_jobs_end(void)
{
  gint64 end_us = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
  while (!g_atomic_int_get(&job.switches) && !g_atomic_int_get(&job.aborts)) {
    assert_true(g_get_monotonic_time() < end_us);
    g_usleep(10 * 1000);
  }
}

/* libvirt gives out its error of this thread as it is. */
static void fail_with(virErrorNumber code)
{
  assert_null(virDomainLookupByUUIDString(NULL, GUEST));
  virGetLastError()->code = (int)code;
}

int __wrap_virDomainMigrateToURI3(virDomainPtr domain, const char *uri, virTypedParameterPtr params,
                                  unsigned n, unsigned flags);

int __wrap_virDomainMigrateToURI3(virDomainPtr domain, const char *uri, virTypedParameterPtr params,
                                  unsigned n, unsigned flags)
{
  (void)domain;
  struct script *script = mock_ptr_type(struct script *);
  assert_string_equal(uri, "qemu+tcp://h2/system");
  assert_true(script->calls < script->n);
  script->flags[script->calls] = flags;
  unsigned long long mibps = 0;
  virTypedParamsGetULLong(params, (int)n, VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY, &mibps);
  script->postcopy_mibps = mibps;
  if (script->waits)
    await_the_jobs_end();
  virErrorNumber end = script->ends[script->calls++];
  if (end == VIR_ERR_OK)
    return 0;
  fail_with(end);
  return -1;
}

enum way { PAUSED, LIVE, CONVERGE, POSTCOPY, POSTCOPY_SOON, LIVE_SOON, TLS };

static struct deed_call *deed_new(enum way way, GHashTable *endpoints)
{
  g_autoptr(GError) error = NULL;
  GVariantDict arguments;
  g_variant_dict_init(&arguments, NULL);
  g_variant_dict_insert(&arguments, "to", "s", "host:h2");
  g_variant_dict_insert(&arguments, "live", "b", way != PAUSED);
  g_variant_dict_insert(&arguments, "converge", "b", way == CONVERGE);
  g_variant_dict_insert(&arguments, "postcopy", "b", way == POSTCOPY || way == POSTCOPY_SOON);
  g_variant_dict_insert(&arguments, "tls", "b", way == TLS);
  g_variant_dict_insert(&arguments, "bandwidth_mibps", "t", (guint64)100);
  g_variant_dict_insert(&arguments, "time_limit_sec", "t", (guint64)(way == POSTCOPY_SOON || way == LIVE_SOON ? 2 : 0));
  g_autoptr(GVariant) body =
      g_variant_ref_sink(g_variant_new("(tyss@a{sv})", (guint64)1, (guchar)DEED_MIGRATE, "host:h1",
                                       GUEST, g_variant_dict_end(&arguments)));
  struct deed_call *call = deed_call_new(body, endpoints, NULL, &error);
  assert_no_error(error);
  return call;
}

/* How the deed ended; `error` gets the sentence where it is not NULL. */
static enum deed_result migrate_and_hear(enum way way, struct script *script, char **error)
{
  g_atomic_int_set(&job.passes, 1); /* a test's thread may have begun */
  g_atomic_int_set(&job.switches, 0);
  g_atomic_int_set(&job.aborts, 0);
  g_autoptr(GHashTable) endpoints =
      g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)endpoint_free);
  g_hash_table_insert(endpoints, "host:h1", endpoint_new("host:h1", "test:///default", FALSE));
  g_hash_table_insert(endpoints, "host:h2", endpoint_new("host:h2", "qemu+tcp://h2/system", FALSE));
  virConnectPtr connection = virConnectOpen("test:///default");
  assert_non_null(connection);
  struct deed_call *call = deed_new(way, endpoints);
  will_return_count(__wrap_virDomainMigrateToURI3, script, (int)script->n);
  deed_migrate(call, connection);
  enum deed_result result = call->result;
  if (error)
    *error = g_strdup(call->error);
  deed_call_unref(call);
  virConnectClose(connection);
  assert_int_equal(script->calls, script->n);
  return result;
}

static enum deed_result migrate(enum way way, struct script *script)
{
  return migrate_and_hear(way, script, NULL);
}

static void a_live_migration_takes_one_connection(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}, 0, FALSE};
  assert_int_equal(migrate(LIVE, &script), DEED_DONE);
  assert_true(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_false(script.flags[0] & (VIR_MIGRATE_PARALLEL | VIR_MIGRATE_AUTO_CONVERGE));
}

static void a_guest_is_slowed_down_only_where_that_is_ordered(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}, 0, FALSE};
  assert_int_equal(migrate(CONVERGE, &script), DEED_DONE);
  assert_true(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_true(script.flags[0] & VIR_MIGRATE_AUTO_CONVERGE);
}

static void a_paused_guest_takes_several_connections(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}, 0, FALSE};
  assert_int_equal(migrate(PAUSED, &script), DEED_DONE);
  assert_false(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_true(script.flags[0] & VIR_MIGRATE_PARALLEL);
}

static void where_several_connections_are_refused_one_does(void **state)
{
  (void)state;
  static const virErrorNumber refusals[] = {VIR_ERR_ARGUMENT_UNSUPPORTED, VIR_ERR_INVALID_ARG};
  for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
    struct script script = {(const virErrorNumber[]){refusals[i], VIR_ERR_OK}, 2, 0, {0}, 0, FALSE};
    assert_int_equal(migrate(PAUSED, &script), DEED_DONE);
    assert_int_equal(script.flags[1], script.flags[0] & ~(unsigned)VIR_MIGRATE_PARALLEL);
  }
}

static void what_failed_for_another_reason_is_not_tried_again(void **state)
{
  (void)state;
  static const virErrorNumber failures[] = {VIR_ERR_OPERATION_FAILED, VIR_ERR_RPC,
                                            VIR_ERR_MIGRATE_UNSAFE};
  for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
    struct script script = {&failures[i], 1, 0, {0}, 0, FALSE};
    assert_int_equal(migrate(PAUSED, &script), DEED_FAILED);
  }
}

static void a_live_migration_is_not_tried_again(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_INVALID_ARG}, 1, 0, {0}, 0, FALSE};
  assert_int_equal(migrate(LIVE, &script), DEED_FAILED);
}

#define ENDS_WELL (const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}, 0

static void postcopy_is_allowed_only_where_it_is_ordered_and_keeps_to_the_bandwidth(void **state)
{
  (void)state;
  struct script live = {ENDS_WELL, FALSE}, postcopy = {ENDS_WELL, FALSE};
  assert_int_equal(migrate(LIVE, &live), DEED_DONE);
  assert_false(live.flags[0] & VIR_MIGRATE_POSTCOPY);
  assert_int_equal(live.postcopy_mibps, 0);
  assert_int_equal(migrate(POSTCOPY, &postcopy), DEED_DONE);
  assert_true(postcopy.flags[0] & VIR_MIGRATE_POSTCOPY);
  assert_int_equal(postcopy.postcopy_mibps, 100);
}

static gpointer end_the_first_pass(gpointer user)
{
  (void)user;
  g_usleep(1500 * 1000);
  gint early = g_atomic_int_get(&job.switches);
  g_atomic_int_set(&job.passes, 2);
  return GINT_TO_POINTER(early);
}

static void the_guest_is_switched_once_when_the_first_pass_is_over(void **state)
{
  (void)state;
  struct script script = {ENDS_WELL, TRUE};
  GThread *thread = g_thread_new("passes", end_the_first_pass, NULL);
  assert_int_equal(migrate(POSTCOPY, &script), DEED_DONE);
  assert_int_equal(GPOINTER_TO_INT(g_thread_join(thread)), 0);
  assert_int_equal(g_atomic_int_get(&job.switches), 1);
  assert_int_equal(g_atomic_int_get(&job.aborts), 0);
}

static void the_guest_is_switched_when_half_its_time_is_over(void **state)
{
  (void)state;
  struct script script = {ENDS_WELL, TRUE};
  gint64 begun_us = g_get_monotonic_time();
  assert_int_equal(migrate(POSTCOPY_SOON, &script), DEED_DONE);
  assert_true(g_get_monotonic_time() - begun_us >= G_USEC_PER_SEC);
  assert_int_equal(g_atomic_int_get(&job.switches), 1);
  assert_int_equal(g_atomic_int_get(&job.aborts), 0);
}

static void without_postcopy_it_is_aborted_when_its_time_is_over(void **state)
{
  (void)state;
  struct script script = {ENDS_WELL, TRUE};
  assert_int_equal(migrate(LIVE_SOON, &script), DEED_DONE);
  assert_int_equal(g_atomic_int_get(&job.switches), 0);
  assert_true(g_atomic_int_get(&job.aborts) >= 1);
}

static void hosts_too_old_for_what_is_ordered_are_told_in_a_sentence(void **state)
{
  (void)state;
  static const struct {
    enum way way;
    const char *sentence;
  } rows[] = {
      {POSTCOPY, "libvirt or QEMU on h1 or h2 is too old or not set up for a migration with post-copy: "},
      {TLS, "libvirt or QEMU on h1 or h2 is too old or not set up for a migration with TLS: "},
      {LIVE, "the migration failed: "},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct script script = {(const virErrorNumber[]){VIR_ERR_ARGUMENT_UNSUPPORTED}, 1, 0, {0}, 0, FALSE};
    g_autofree char *error = NULL;
    assert_int_equal(migrate_and_hear(rows[i].way, &script, &error), DEED_FAILED);
    if (!g_str_has_prefix(error, rows[i].sentence))
      fail_msg("%s", error);
    assert_true(!!(script.flags[0] & VIR_MIGRATE_TLS) == (rows[i].way == TLS));
  }
}

static void ignore(void *user, virErrorPtr error)
{
  (void)user, (void)error;
}

int main(void)
{
  virSetErrorFunc(NULL, ignore);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_live_migration_takes_one_connection),
      cmocka_unit_test(a_guest_is_slowed_down_only_where_that_is_ordered),
      cmocka_unit_test(a_paused_guest_takes_several_connections),
      cmocka_unit_test(where_several_connections_are_refused_one_does),
      cmocka_unit_test(what_failed_for_another_reason_is_not_tried_again),
      cmocka_unit_test(a_live_migration_is_not_tried_again),
      cmocka_unit_test(postcopy_is_allowed_only_where_it_is_ordered_and_keeps_to_the_bandwidth),
      cmocka_unit_test(the_guest_is_switched_once_when_the_first_pass_is_over),
      cmocka_unit_test(the_guest_is_switched_when_half_its_time_is_over),
      cmocka_unit_test(without_postcopy_it_is_aborted_when_its_time_is_over),
      cmocka_unit_test(hosts_too_old_for_what_is_ordered_are_told_in_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
