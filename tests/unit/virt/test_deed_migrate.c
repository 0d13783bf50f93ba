/* What a migration asks of libvirt, with virDomainMigrateToURI3 taken over by the linker (--wrap);
 * the guest is the one of libvirt's test driver. */
#include "virt/deeds.h"

#include "unit.h"

#include <libvirt/virterror.h>

#define GUEST "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default */

/* How the calls end, in order: VIR_ERR_OK is success. */
struct script {
  const virErrorNumber *ends;
  guint n, calls;
  unsigned flags[3];
};

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
  (void)domain, (void)params, (void)n;
  struct script *script = mock_ptr_type(struct script *);
  assert_string_equal(uri, "qemu+tcp://h2/system");
  assert_true(script->calls < script->n);
  script->flags[script->calls] = flags;
  virErrorNumber end = script->ends[script->calls++];
  if (end == VIR_ERR_OK)
    return 0;
  fail_with(end);
  return -1;
}

enum way { PAUSED, LIVE, CONVERGE };

static struct deed_call *deed_new(enum way way, GHashTable *endpoints)
{
  g_autoptr(GError) error = NULL;
  GVariantDict arguments;
  g_variant_dict_init(&arguments, NULL);
  g_variant_dict_insert(&arguments, "to", "s", "host:h2");
  g_variant_dict_insert(&arguments, "live", "b", way != PAUSED);
  g_variant_dict_insert(&arguments, "converge", "b", way == CONVERGE);
  g_autoptr(GVariant) body =
      g_variant_ref_sink(g_variant_new("(tyss@a{sv})", (guint64)1, (guchar)DEED_MIGRATE, "host:h1",
                                       GUEST, g_variant_dict_end(&arguments)));
  struct deed_call *call = deed_call_new(body, endpoints, NULL, &error);
  assert_no_error(error);
  return call;
}

static enum deed_result migrate(enum way way, struct script *script)
{
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
  deed_call_unref(call);
  virConnectClose(connection);
  assert_int_equal(script->calls, script->n);
  return result;
}

static void a_live_migration_takes_one_connection(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}};
  assert_int_equal(migrate(LIVE, &script), DEED_DONE);
  assert_true(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_false(script.flags[0] & (VIR_MIGRATE_PARALLEL | VIR_MIGRATE_AUTO_CONVERGE));
}

static void a_guest_is_slowed_down_only_where_that_is_ordered(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}};
  assert_int_equal(migrate(CONVERGE, &script), DEED_DONE);
  assert_true(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_true(script.flags[0] & VIR_MIGRATE_AUTO_CONVERGE);
}

static void a_paused_guest_takes_several_connections(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_OK}, 1, 0, {0}};
  assert_int_equal(migrate(PAUSED, &script), DEED_DONE);
  assert_false(script.flags[0] & VIR_MIGRATE_LIVE);
  assert_true(script.flags[0] & VIR_MIGRATE_PARALLEL);
}

static void where_several_connections_are_refused_one_does(void **state)
{
  (void)state;
  static const virErrorNumber refusals[] = {VIR_ERR_ARGUMENT_UNSUPPORTED, VIR_ERR_INVALID_ARG};
  for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
    struct script script = {(const virErrorNumber[]){refusals[i], VIR_ERR_OK}, 2, 0, {0}};
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
    struct script script = {&failures[i], 1, 0, {0}};
    assert_int_equal(migrate(PAUSED, &script), DEED_FAILED);
  }
}

static void a_live_migration_is_not_tried_again(void **state)
{
  (void)state;
  struct script script = {(const virErrorNumber[]){VIR_ERR_INVALID_ARG}, 1, 0, {0}};
  assert_int_equal(migrate(LIVE, &script), DEED_FAILED);
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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
