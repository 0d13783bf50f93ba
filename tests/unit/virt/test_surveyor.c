/* What is told of a host's offers, its guests' needs and its processors, and how often libvirt is asked. The guests are those of
 * libvirt's test driver, which all connections of this process share; calls that it lacks are taken over by the linker. */
#include "virt/surveyor.h"

#include "channels.h"
#include "unit.h"
#include "virt/library.h"

#include <libvirt/virterror.h>

#define TEST "6695eb01-f6a4-8304-79aa-97f2502e193f" /* of the one domain of test:///default */
#define CPU(model) "<cpu mode='custom' check='full'><model>" model "</model></cpu>"

struct bench {
  struct channel *role, *core;
  struct endpoint *endpoints[2];
  struct cpu_book *book;
  struct surveyor *surveyors[2];
  virConnectPtr connection; /* keeps the driver's guests */
  const char *cpu;          /* of the guest */
  int answer;               /* to comparisons */
  int error;                /* with which they fail, where they do */
  gboolean has_hypervisor_call;
  guint definitions, comparisons;
  GString *heard;           /* all that came, a line each */
};

static struct bench *the_bench(void)
{
  return mock_ptr_type(struct bench *);
}

char *__wrap_virDomainGetXMLDesc(virDomainPtr domain, unsigned flags);
int __wrap_virConnectCompareHypervisorCPU(virConnectPtr connection, const char *emulator, const char *arch,
                                          const char *machine, const char *virt_type, const char *xml, unsigned flags);
int __wrap_virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned flags);
int __wrap_virGetLastErrorCode(void);

char *__wrap_virDomainGetXMLDesc(virDomainPtr domain, unsigned flags)
{
  (void)domain;
  struct bench *bench = the_bench();
  assert_int_equal(flags, 0);
  bench->definitions++;
  return g_strdup_printf("<domain type='kvm' id='1'>%s<devices><interface type='network'><source network='default'/>"
                         "</interface></devices></domain>", bench->cpu);
}

int __wrap_virConnectCompareHypervisorCPU(virConnectPtr connection, const char *emulator, const char *arch,
                                          const char *machine, const char *virt_type, const char *xml, unsigned flags)
{
  (void)connection, (void)xml;
  struct bench *bench = the_bench();
  assert_null(emulator);
  assert_null(arch);
  assert_null(machine);
  assert_string_equal(virt_type, "kvm");
  assert_int_equal(flags, VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE);
  if (bench->has_hypervisor_call)
    bench->comparisons++;
  return bench->has_hypervisor_call ? bench->answer : VIR_CPU_COMPARE_ERROR;
}

int __wrap_virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)connection, (void)xml, (void)flags;
  struct bench *bench = the_bench();
  bench->comparisons++;
  return bench->answer;
}

int __wrap_virGetLastErrorCode(void)
{
  struct bench *bench = the_bench();
  return bench->has_hypervisor_call ? bench->error : VIR_ERR_NO_SUPPORT;
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  g_autofree char *text = g_variant_print(body, FALSE);
  g_string_append_printf(bench->heard, "%s %s\n", message_type(kind)->name, text);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)user;
  fail_msg("the channel closed: %s", reason);
}

static int setup(void **state)
{
  static const struct channel_events events = {on_message, on_closed};
  struct bench *bench = g_new0(struct bench, 1);
  bench->role = channel_new(ROLE_VIRT, ROLE_CORE, &events, bench);
  bench->core = channel_new(ROLE_CORE, ROLE_VIRT, &events, bench);
  channels_connect(bench->core, bench->role);
  bench->connection = virConnectOpen("test:///default");
  bench->book = cpu_book_new();
  for (guint i = 0; i < 2; i++) {
    bench->endpoints[i] = endpoint_new(i ? "host:h2" : "host:h1", "test:///default", FALSE);
    bench->surveyors[i] = surveyor_new(bench->endpoints[i], bench->book, bench->role);
  }
  bench->cpu = CPU("Penryn");
  bench->answer = VIR_CPU_COMPARE_SUPERSET;
  bench->has_hypervisor_call = TRUE;
  bench->heard = g_string_new("");
  *state = bench;
  return 0;
}

static int teardown(void **state)
{
  struct bench *bench = *state;
  for (guint i = 0; i < 2; i++) {
    surveyor_free(bench->surveyors[i]);
    endpoint_free(bench->endpoints[i]);
  }
  cpu_book_free(bench->book);
  virConnectClose(bench->connection);
  channel_free(bench->role);
  channel_free(bench->core);
  g_string_free(bench->heard, TRUE);
  g_free(bench);
  return 0;
}

/* The libvirt calls that are taken over act on it from now on. */
static struct bench *bench_of(void **state)
{
  will_return_maybe(the_bench, *state);
  return *state;
}

/* What is heard of one look of that host. */
static const char *look(struct bench *bench, guint host)
{
  g_string_truncate(bench->heard, 0);
  surveyor_look(bench->surveyors[host]);
  turn_all();
  return bench->heard->str;
}

static void expect(const char *heard, const char *text)
{
  if (!strstr(heard, text))
    fail_msg("heard: %s, not %s", heard, text);
}

static void a_host_tells_what_it_offers_and_what_its_guests_need(void **state)
{
  struct bench *bench = bench_of(state);
  const char *heard = look(bench, 0);
  expect(heard, "HOST_OFFERS ('host:h1', 0x07, ['interface:eth1', 'network:default'], [('default-pool', 'dir', '/default-pool')])");
  expect(heard, "GUEST_NEEDS ('host:h1', [('" TEST "', true, ['network:default'], [], 0x03, '");
  expect(heard, "', 'Penryn', '')])");
  expect(heard, "CPU_VERDICTS ('host:h1', [('");
  expect(heard, "', 0x01, '')])");
}

static void what_has_not_changed_is_not_told_and_not_asked_again(void **state)
{
  struct bench *bench = bench_of(state);
  look(bench, 0);
  assert_string_equal(look(bench, 0), "");
  assert_int_equal(bench->definitions, 1);
  assert_int_equal(bench->comparisons, 1);
}

static void a_guest_to_whom_something_happened_is_read_again(void **state)
{
  struct bench *bench = bench_of(state);
  look(bench, 0);
  bench->cpu = CPU("Haswell");
  surveyor_note(bench->surveyors[0], TEST);
  surveyor_note(bench->surveyors[0], "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  const char *heard = look(bench, 0);
  expect(heard, "'Haswell', '')])");
  expect(heard, "CPU_VERDICTS");
  assert_int_equal(bench->definitions, 2);
  assert_int_equal(bench->comparisons, 2);
  assert_string_equal(look(bench, 0), "");
}

static void each_host_is_asked_once_about_what_guests_of_others_need(void **state)
{
  struct bench *bench = bench_of(state);
  bench->answer = VIR_CPU_COMPARE_INCOMPATIBLE;
  look(bench, 0);
  expect(look(bench, 1), "CPU_VERDICTS ('host:h2', [('");
  expect(bench->heard->str, "', 0x02, 'incompatible')])");
  assert_int_equal(bench->comparisons, 2); /* both guests run with the same */
  bench->cpu = CPU("Haswell");
  surveyor_note(bench->surveyors[0], TEST);
  look(bench, 0);
  expect(look(bench, 1), "CPU_VERDICTS ('host:h2'");
  assert_int_equal(bench->comparisons, 4);
}

static void a_host_that_is_met_anew_is_asked_anew(void **state)
{
  struct bench *bench = bench_of(state);
  look(bench, 0);
  surveyor_meet(bench->surveyors[0]);
  const char *heard = look(bench, 0);
  expect(heard, "HOST_OFFERS");
  expect(heard, "GUEST_NEEDS");
  expect(heard, "CPU_VERDICTS");
  assert_int_equal(bench->comparisons, 2);
}

static void a_processor_that_nobody_needs_any_more_is_forgotten(void **state)
{
  struct bench *bench = bench_of(state);
  look(bench, 0);
  bench->cpu = "<cpu mode='host-passthrough'/>";
  surveyor_note(bench->surveyors[0], TEST);
  expect(look(bench, 0), "CPU_VERDICTS ('host:h1', [])");
}

static void an_incompatible_processor_is_told_with_libvirts_reason(void **state)
{
  struct bench *bench = bench_of(state);
  bench->answer = VIR_CPU_COMPARE_ERROR;
  bench->error = VIR_ERR_CPU_INCOMPATIBLE;
  expect(look(bench, 0), "', 0x02, '");
}

static void a_comparison_that_fails_says_nothing_and_is_tried_again_later(void **state)
{
  struct bench *bench = bench_of(state);
  bench->answer = VIR_CPU_COMPARE_ERROR;
  bench->error = VIR_ERR_INTERNAL_ERROR;
  expect(look(bench, 0), "', 0x00, '");
  assert_string_equal(look(bench, 0), "");
  assert_int_equal(bench->comparisons, 1);
}

static void a_driver_without_the_call_compares_with_the_hosts_own_processor(void **state)
{
  struct bench *bench = bench_of(state);
  bench->has_hypervisor_call = FALSE;
  expect(look(bench, 0), "', 0x01, '')])");
  assert_int_equal(bench->comparisons, 1);
}

static void a_full_book_leaves_a_processor_unknown(void **state)
{
  struct bench *bench = bench_of(state);
  for (guint i = 0; i < 256; i++) {
    g_autofree char *xml = g_strdup_printf("<domain type='kvm'>" CPU("m%u") "</domain>", i);
    struct cpu_question *question;
    guest_needs_free(definition_read(xml, &question));
    assert_true(cpu_book_hold(bench->book, question));
    assert_true(cpu_book_hold(bench->book, question));
    cpu_question_unref(question);
  }
  expect(look(bench, 0), "true, ['network:default'], [], 0x00, '', '', '')])");
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      test(a_host_tells_what_it_offers_and_what_its_guests_need),
      test(what_has_not_changed_is_not_told_and_not_asked_again),
      test(a_guest_to_whom_something_happened_is_read_again),
      test(each_host_is_asked_once_about_what_guests_of_others_need),
      test(a_host_that_is_met_anew_is_asked_anew),
      test(a_processor_that_nobody_needs_any_more_is_forgotten),
      test(an_incompatible_processor_is_told_with_libvirts_reason),
      test(a_comparison_that_fails_says_nothing_and_is_tried_again_later),
      test(a_driver_without_the_call_compares_with_the_hosts_own_processor),
      test(a_full_book_leaves_a_processor_unknown),
  };
  library_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
