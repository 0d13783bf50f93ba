/* Fault C26: libvirt's events that come many times, late, or about a guest that is gone. The watcher believes none of
 * them but looks again. They are libvirt's own callbacks, taken from its registration by the linker (--wrap). */
#include "virt/watcher.h"

#include "channels.h"
#include "unit.h"
#include "virt/library.h"

#define MANY 40
#define PACE_US 1000 /* all within the time in which the watcher lets news gather */
#define LOOKS_MAX 4  /* one, but for a machine that is busy */

static struct ear {
  virConnectDomainEventCallback tell;
  void *user;
} *ear_of_test(void)
{
  static struct ear ear;
  return &ear;
}

int __real_virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int event,
                                            virConnectDomainEventGenericCallback tell, void *user,
                                            virFreeCallback release);
int __wrap_virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int event,
                                            virConnectDomainEventGenericCallback tell, void *user,
                                            virFreeCallback release);

/* On the watching thread, before the first message that the test waits for. */
int __wrap_virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int event,
                                            virConnectDomainEventGenericCallback tell, void *user,
                                            virFreeCallback release)
{
  if (event == VIR_DOMAIN_EVENT_ID_LIFECYCLE)
    *ear_of_test() = (struct ear){(virConnectDomainEventCallback)(void (*)(void))tell, user};
  return __real_virConnectDomainEventRegisterAny(connection, domain, event, tell, user, release);
}

struct bench {
  struct channel *role, *core;
  virConnectPtr other; /* the administrator's */
  virDomainPtr domain;
  guint lists, listed, sweeps;
};

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct bench *bench = user;
  if (kind == MESSAGE_GUESTS) {
    g_autoptr(GVariant) guests = g_variant_get_child_value(body, 1);
    bench->listed = (guint)g_variant_n_children(guests);
    bench->lists++;
  }
  bench->sweeps += kind == MESSAGE_SAMPLES ? 1u : 0u;
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)user;
  fail_msg("the channel closed: %s", reason);
}

/* The watching thread lives as long as the program, so one serves all tests, in their order. */
static int setup(void **state)
{
  static const struct channel_events events = {on_message, on_closed};
  struct bench *bench = g_new0(struct bench, 1);
  bench->role = channel_new(ROLE_VIRT, ROLE_CORE, &events, bench);
  bench->core = channel_new(ROLE_CORE, ROLE_VIRT, &events, bench);
  channels_connect(bench->core, bench->role);
  bench->other = virConnectOpen("test:///default");
  bench->domain = virDomainLookupByName(bench->other, "test");
  struct endpoint *endpoint = endpoint_new("host:h1", "test:///default", FALSE);
  watcher_start(endpoint, surveyor_new(endpoint, cpu_book_new(), bench->role), bench->role, clock_system(), 1000);
  turn_until(&bench->lists, 1);
  *state = bench;
  return 0;
}

static void tell_many_times(const struct bench *bench, int event)
{
  const struct ear *ear = ear_of_test();
  for (guint i = 0; i < MANY; i++) {
    ear->tell(bench->other, bench->domain, event, 0, ear->user);
    g_usleep(PACE_US);
  }
}

static void an_event_that_comes_many_times_is_one_look(void **state)
{
  struct bench *bench = *state;
  guint before = bench->lists;
  tell_many_times(bench, VIR_DOMAIN_EVENT_RESUMED);
  turn_until(&bench->lists, before + 1);
  turn_until(&bench->sweeps, bench->sweeps + 2);
  assert_in_range(bench->lists - before, 1, LOOKS_MAX);
  assert_int_equal(bench->listed, 1);
}

static void a_late_event_brings_back_no_guest_that_is_gone(void **state)
{
  struct bench *bench = *state;
  assert_int_equal(virDomainDestroy(bench->domain), 0);
  assert_int_equal(virDomainUndefine(bench->domain), 0);
  while (bench->listed > 0)
    turn_until(&bench->lists, bench->lists + 1);
  guint before = bench->lists;
  tell_many_times(bench, VIR_DOMAIN_EVENT_STARTED);
  turn_until(&bench->lists, before + 1);
  assert_int_equal(bench->listed, 0);
  tell_many_times(bench, VIR_DOMAIN_EVENT_STOPPED);
  turn_until(&bench->lists, before + 2);
  assert_int_equal(bench->listed, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_event_that_comes_many_times_is_one_look),
      cmocka_unit_test(a_late_event_brings_back_no_guest_that_is_gone),
  };
  library_start();
  return cmocka_run_group_tests(tests, setup, NULL);
}
