/* Records of virConnectGetAllDomainStats, made by hand, turned into readings. */
#include "virt/guest_readings.h"

#include "base/limits.h"
#include "virt/fields.h"
#include "wire/samples.h"
#include "unit.h"

#define UUID "2f1c0a8e-0000-4000-8000-000000000001"
#define GUEST "guest:" UUID
#define SEC G_USEC_PER_SEC

/* A record under construction. */
struct record {
  virTypedParameterPtr params;
  int n, room;
};

struct bench {
  struct rates *rates;
  struct batch *batch;
  struct record record;
  GHashTable *taken; /* "object metric" -> struct reading */
  guint objects, messages;
};

static void number(struct bench *bench, const char *field, guint64 value)
{
  struct record *record = &bench->record;
  assert_int_equal(virTypedParamsAddULLong(&record->params, &record->n, &record->room, field, value), 0);
}

static void text(struct bench *bench, const char *field, const char *value)
{
  struct record *record = &bench->record;
  assert_int_equal(virTypedParamsAddString(&record->params, &record->n, &record->room, field, value), 0);
}

static void take(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                 gpointer user)
{
  (void)head;
  struct bench *bench = user;
  bench->objects++;
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert(bench->taken, g_strdup_printf("%s %s", object, metric_get(readings[i].metric)->name),
                        g_memdup2(&readings[i], sizeof readings[i]));
}

static void emit(GVariant *samples, gpointer user)
{
  ((struct bench *)user)->messages++;
  g_autoptr(GVariant) owned = g_variant_ref_sink(samples);
  assert_int_equal(samples_each(MESSAGE_SAMPLES, owned, take, user), 0);
}

/* One sweep at `now_us` in which the record is the only guest; the record is empty afterwards. */
static void sweep(struct bench *bench, gint64 now_us)
{
  g_hash_table_remove_all(bench->taken);
  bench->objects = 0;
  g_autoptr(GHashTable) fields = fields_new(bench->record.params, bench->record.n);
  rates_begin(bench->rates, now_us);
  batch_begin(bench->batch, now_us / SEC);
  guest_readings_add(bench->batch, bench->rates, UUID, fields, 4);
  rates_end(bench->rates);
  batch_end(bench->batch);
  virTypedParamsFree(bench->record.params, bench->record.n);
  bench->record = (struct record){0};
}

static struct reading reading(const struct bench *bench, const char *object, const char *metric)
{
  g_autofree char *key = g_strdup_printf("%s %s", object, metric);
  const struct reading *found = g_hash_table_lookup(bench->taken, key);
  if (!found)
    fail_msg("there is no reading of %s", key);
  return *found;
}

static void assert_unknown(const struct bench *bench, const char *object, const char *metric,
                           enum reading_state why)
{
  struct reading found = reading(bench, object, metric);
  assert_string_equal(reading_state_name(found.state), reading_state_name(why));
}

static void assert_known(const struct bench *bench, const char *object, const char *metric, double value)
{
  struct reading found = reading(bench, object, metric);
  assert_string_equal(reading_state_name(found.state), reading_state_name(READING_KNOWN));
  assert_float_equal(found.value, value, 1e-3);
}

static int setup(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->rates = rates_new(30 * SEC);
  bench->batch = batch_new(emit, bench);
  bench->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  *state = bench;
  return 0;
}

static int teardown(void **state)
{
  struct bench *bench = *state;
  rates_free(bench->rates);
  batch_free(bench->batch);
  g_hash_table_unref(bench->taken);
  g_free(bench);
  return 0;
}

/* Two virtual CPUs of which the second has another number, since one in between was unplugged. */
static void add_cpu(struct bench *bench, guint64 cpu_ns, guint64 vcpu_ns, guint64 delay_ns)
{
  number(bench, "cpu.time", cpu_ns);
  number(bench, "vcpu.current", 2);
  number(bench, "vcpu.maximum", 4);
  number(bench, "vcpu.0.time", vcpu_ns / 2);
  number(bench, "vcpu.3.time", vcpu_ns - vcpu_ns / 2);
  number(bench, "vcpu.0.delay", delay_ns);
  number(bench, "vcpu.3.delay", 0);
}

static void processor_time_becomes_percent_of_guest_and_host(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 1000000000, 500000000, 0);
  sweep(bench, 100 * SEC);
  assert_unknown(bench, GUEST, "guest.cpu.used_pct", READING_FIRST);
  add_cpu(bench, 21000000000, 10500000000, 2000000000);
  sweep(bench, 110 * SEC);
  assert_known(bench, GUEST, "guest.cpu.used_pct", 50);
  assert_known(bench, GUEST, "guest.cpu.host_pct", 50);
  assert_known(bench, GUEST, "guest.cpu.wait_pct", 10);
  assert_known(bench, GUEST, "guest.cpu.count", 2);
}

static void a_rate_is_over_the_time_that_really_passed(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 0, 0, 0);
  sweep(bench, 100 * SEC);
  add_cpu(bench, 0, 10000000000, 0);
  sweep(bench, 100 * SEC + 12500000);
  assert_known(bench, GUEST, "guest.cpu.used_pct", 40);
}

static void a_counter_that_went_back_is_a_gap(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 9000000000, 9000000000, 0);
  sweep(bench, 100 * SEC);
  add_cpu(bench, 1000000000, 1000000000, 0);
  sweep(bench, 110 * SEC);
  assert_unknown(bench, GUEST, "guest.cpu.used_pct", READING_RESET);
  add_cpu(bench, 2000000000, 2000000000, 0);
  sweep(bench, 120 * SEC);
  assert_known(bench, GUEST, "guest.cpu.used_pct", 5);
}

static void the_sum_of_some_virtual_cpus_is_not_the_sum_of_all(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 0, 0, 0);
  sweep(bench, 100 * SEC);
  number(bench, "vcpu.current", 2);
  number(bench, "vcpu.maximum", 4);
  number(bench, "vcpu.0.time", 1000);
  sweep(bench, 110 * SEC);
  assert_unknown(bench, GUEST, "guest.cpu.used_pct", READING_NO_ANSWER);
}

static void a_gap_of_many_intervals_gives_no_rate(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 0, 0, 0);
  sweep(bench, 100 * SEC);
  add_cpu(bench, 1000000000, 1000000000, 0);
  sweep(bench, 131 * SEC);
  assert_unknown(bench, GUEST, "guest.cpu.used_pct", READING_FIRST);
}

static void what_never_was_there_is_not_supported_and_what_was_has_no_answer(void **state)
{
  struct bench *bench = *state;
  number(bench, "state.state", VIR_DOMAIN_RUNNING);
  number(bench, "balloon.current", 1024);
  number(bench, "balloon.maximum", 2048);
  sweep(bench, 100 * SEC);
  assert_known(bench, GUEST, "guest.mem.current_bytes", 1048576);
  assert_known(bench, GUEST, "guest.mem.max_bytes", 2097152);
  assert_unknown(bench, GUEST, "guest.mem.unused_bytes", READING_NOT_SUPPORTED);
  assert_unknown(bench, GUEST, "guest.cpu.host_pct", READING_NOT_SUPPORTED);
  number(bench, "state.state", VIR_DOMAIN_RUNNING);
  sweep(bench, 110 * SEC);
  assert_unknown(bench, GUEST, "guest.mem.current_bytes", READING_NO_ANSWER);
}

/* What a balloon said at `stamp_sec` of its host's clock. */
static void add_balloon(struct bench *bench, guint64 stamp_sec, guint64 unused_kib, guint64 swap_in_kib)
{
  number(bench, "state.state", VIR_DOMAIN_RUNNING);
  number(bench, "balloon.unused", unused_kib);
  number(bench, "balloon.swap_in", swap_in_kib);
  number(bench, "balloon.last-update", stamp_sec);
}

static void a_balloon_that_spoke_once_when_it_started_says_nothing(void **state)
{
  struct bench *bench = *state;
  for (guint i = 0; i < 5; i++) {
    add_balloon(bench, 5000, 77, 0);
    sweep(bench, (100 + i) * SEC);
    assert_unknown(bench, GUEST, "guest.mem.unused_bytes", READING_NOT_SUPPORTED);
    assert_unknown(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", READING_NOT_SUPPORTED);
  }
}

static void a_balloon_that_speaks_is_believed_until_it_falls_silent(void **state)
{
  struct bench *bench = *state;
  add_balloon(bench, 5000, 1, 0);
  sweep(bench, 100 * SEC);
  for (guint i = 101; i <= 162; i++) {
    add_balloon(bench, 5002, 2, 0);
    sweep(bench, i * SEC);
    if (i <= 161)
      assert_known(bench, GUEST, "guest.mem.unused_bytes", 2048);
  }
  assert_unknown(bench, GUEST, "guest.mem.unused_bytes", READING_NO_ANSWER);
}

static void a_balloon_that_speaks_seldom_is_waited_for(void **state)
{
  struct bench *bench = *state;
  add_balloon(bench, 5000, 1, 0);
  sweep(bench, 100 * SEC);
  add_balloon(bench, 5600, 2, 0);
  sweep(bench, 110 * SEC);
  add_balloon(bench, 5600, 2, 0);
  sweep(bench, 900 * SEC);
  assert_known(bench, GUEST, "guest.mem.unused_bytes", 2048);
}

/* Else the rate would be zero in most sweeps, and many times too high in some. */
static void swapping_is_a_rate_over_the_balloons_own_time(void **state)
{
  struct bench *bench = *state;
  add_balloon(bench, 5000, 1, 0);
  sweep(bench, 100 * SEC);
  add_balloon(bench, 5010, 1, 100);
  sweep(bench, 102 * SEC);
  assert_unknown(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", READING_FIRST);
  add_balloon(bench, 5020, 1, 200);
  sweep(bench, 104 * SEC);
  assert_known(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", 10240);
  add_balloon(bench, 5020, 1, 200);
  sweep(bench, 106 * SEC);
  assert_known(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", 10240);
  add_balloon(bench, 5030, 1, 200);
  sweep(bench, 108 * SEC);
  assert_known(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", 0);
  add_balloon(bench, 5040, 1, 0);
  sweep(bench, 110 * SEC);
  assert_unknown(bench, GUEST, "guest.mem.swap_in_bytes_per_sec", READING_RESET);
}

static void a_field_of_another_type_is_not_there(void **state)
{
  struct bench *bench = *state;
  text(bench, "balloon.current", "1024");
  struct record *record = &bench->record;
  virTypedParamsAddLLong(&record->params, &record->n, &record->room, "balloon.rss", -1);
  sweep(bench, 100 * SEC);
  assert_unknown(bench, GUEST, "guest.mem.current_bytes", READING_NOT_SUPPORTED);
  assert_unknown(bench, GUEST, "guest.mem.rss_bytes", READING_NOT_SUPPORTED);
}

static void a_value_out_of_bounds_is_no_value(void **state)
{
  struct bench *bench = *state;
  number(bench, "balloon.current", G_MAXUINT64);
  sweep(bench, 100 * SEC);
  assert_unknown(bench, GUEST, "guest.mem.current_bytes", READING_BAD_VALUE);
}

static void add_disk(struct bench *bench, guint64 bytes, guint64 requests, guint64 times_ns)
{
  number(bench, "block.count", 1);
  text(bench, "block.0.name", "vda");
  number(bench, "block.0.rd.bytes", bytes);
  number(bench, "block.0.rd.reqs", requests);
  number(bench, "block.0.rd.times", times_ns);
  number(bench, "block.0.capacity", 1 << 20);
}

static void latency_is_known_only_where_something_was_read(void **state)
{
  struct bench *bench = *state;
  const char *disk = GUEST "{dev=vda}";
  add_disk(bench, 0, 0, 0);
  sweep(bench, 100 * SEC);
  assert_unknown(bench, disk, "guest.disk.rd_latency_ms", READING_FIRST);
  add_disk(bench, 40960, 10, 30000000);
  sweep(bench, 110 * SEC);
  assert_known(bench, disk, "guest.disk.rd_bytes_per_sec", 4096);
  assert_known(bench, disk, "guest.disk.rd_latency_ms", 3);
  assert_known(bench, disk, "guest.disk.rd_ops_per_sec", 1);
  assert_known(bench, disk, "guest.disk.capacity_bytes", 1 << 20);
  assert_unknown(bench, disk, "guest.disk.physical_bytes", READING_NOT_SUPPORTED);
  assert_unknown(bench, disk, "guest.disk.wr_latency_ms", READING_NOT_SUPPORTED);
  add_disk(bench, 40960, 10, 30000000);
  sweep(bench, 120 * SEC);
  assert_known(bench, disk, "guest.disk.rd_bytes_per_sec", 0);
  assert_unknown(bench, disk, "guest.disk.rd_latency_ms", READING_IDLE);
}

static void an_interface_has_its_own_object(void **state)
{
  struct bench *bench = *state;
  for (guint64 sent = 0; sent <= 5000; sent += 5000) {
    number(bench, "net.count", 2);
    text(bench, "net.1.name", "vnet1");
    number(bench, "net.1.tx.bytes", sent);
    sweep(bench, (gint64)(100 + sent / 500) * SEC);
  }
  assert_known(bench, GUEST "{if=vnet1}", "guest.net.tx_bytes_per_sec", 500);
  assert_unknown(bench, GUEST "{if=vnet1}", "guest.net.rx_bytes_per_sec", READING_NOT_SUPPORTED);
  assert_int_equal(bench->objects, 2); /* the first interface has no name, so no object */
}

static void only_so_many_disks_of_a_guest_are_taken(void **state)
{
  struct bench *bench = *state;
  number(bench, "block.count", LIMIT_INSTANCES + 10);
  for (guint i = 0; i < LIMIT_INSTANCES + 10; i++) {
    g_autofree char *field = g_strdup_printf("block.%u.name", i);
    g_autofree char *name = g_strdup_printf("sd%u", i);
    text(bench, field, name);
  }
  sweep(bench, 100 * SEC);
  assert_int_equal(bench->objects, 1 + LIMIT_INSTANCES);
}

static void a_count_that_lies_takes_no_time(void **state)
{
  struct bench *bench = *state;
  number(bench, "block.count", G_MAXUINT64);
  number(bench, "vcpu.current", 1);
  number(bench, "vcpu.maximum", G_MAXUINT64);
  sweep(bench, 100 * SEC);
  assert_int_equal(bench->objects, 1);
}

static void a_guest_that_missed_a_sweep_begins_anew(void **state)
{
  struct bench *bench = *state;
  add_cpu(bench, 0, 0, 0);
  sweep(bench, 100 * SEC);
  rates_begin(bench->rates, 105 * SEC);
  rates_end(bench->rates);
  add_cpu(bench, 1000000000, 1000000000, 0);
  sweep(bench, 110 * SEC);
  assert_unknown(bench, GUEST, "guest.cpu.used_pct", READING_FIRST);
}

static void a_large_host_is_sent_in_several_messages(void **state)
{
  struct bench *bench = *state;
  batch_begin(bench->batch, 100);
  for (guint i = 0; i < 5000; i++) {
    g_autofree char *object = g_strdup_printf("host:h%u", i);
    batch_add_unknown(bench->batch, object, CLASS_HOST, READING_UNREACHABLE);
  }
  batch_end(bench->batch);
  assert_int_equal(bench->objects, 5000);
  assert_int_equal(bench->messages, 2);
  assert_int_equal(batch_unknown_values(bench->batch), batch_values(bench->batch));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(processor_time_becomes_percent_of_guest_and_host),
      TEST(a_rate_is_over_the_time_that_really_passed),
      TEST(a_counter_that_went_back_is_a_gap),
      TEST(the_sum_of_some_virtual_cpus_is_not_the_sum_of_all),
      TEST(a_gap_of_many_intervals_gives_no_rate),
      TEST(what_never_was_there_is_not_supported_and_what_was_has_no_answer),
      TEST(a_balloon_that_spoke_once_when_it_started_says_nothing),
      TEST(a_balloon_that_speaks_is_believed_until_it_falls_silent),
      TEST(a_balloon_that_speaks_seldom_is_waited_for),
      TEST(swapping_is_a_rate_over_the_balloons_own_time),
      TEST(a_field_of_another_type_is_not_there),
      TEST(a_value_out_of_bounds_is_no_value),
      TEST(latency_is_known_only_where_something_was_read),
      TEST(an_interface_has_its_own_object),
      TEST(only_so_many_disks_of_a_guest_are_taken),
      TEST(a_count_that_lies_takes_no_time),
      TEST(a_guest_that_missed_a_sweep_begins_anew),
      TEST(a_large_host_is_sent_in_several_messages),
  };
  assert_int_equal(virInitialize(), 0);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
