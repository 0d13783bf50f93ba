/* What discovery finds on agents of many kinds, and what the polls after it give. All figures are made up. */
#include "recording.h"

#include "unit.h"

#include <math.h>
#include <string.h>

#define CLOCK "1.3.6.1.2.1.1.3.0|67|500000\n1.3.6.1.6.3.10.2.1.2.0|2|7\n"
#define STORAGE "1.3.6.1.2.1.25.2.3.1."
#define TYPE_OTHER "|6|1.3.6.1.2.1.25.2.1.1\n"
#define TYPE_RAM "|6|1.3.6.1.2.1.25.2.1.2\n"
#define TYPE_FIXED "|6|1.3.6.1.2.1.25.2.1.4\n"
#define IF "1.3.6.1.2.1.2.2.1."
#define IFX "1.3.6.1.2.1.31.1.1.1."
#define ENTITY "1.3.6.1.2.1.47.1.1.1.1."
#define SENSOR "1.3.6.1.2.1.99.1.1.1."
#define CISCO_SENSOR "1.3.6.1.4.1.9.9.91.1.1.1.1."
#define UCD "1.3.6.1.4.1.2021."

/* Discovered and polled. */
struct seen {
  struct recording *recording;
  struct inventory *inventory;
};

static struct seen see(const char *lines, enum subject_kind kind)
{
  struct seen seen = {recording_parse(lines), NULL};
  seen.inventory = recording_discover(seen.recording, kind, NULL);
  assert_non_null(seen.inventory);
  assert_false(recording_poll(seen.recording, seen.inventory));
  return seen;
}

static void forget(struct seen *seen)
{
  inventory_free(seen->inventory);
  recording_free(seen->recording);
}

static void poll_after(struct seen *seen, gint64 ms)
{
  recording_pass(seen->recording, ms);
  assert_false(recording_poll(seen->recording, seen->inventory));
}

static void assert_value(const struct seen *seen, const char *object, guint metric, double value)
{
  struct reading reading = recording_reading(seen->inventory, object, metric);
  if (reading.state != READING_KNOWN || fabs(reading.value - value) > 1e-6 * fabs(value))
    fail_msg("%s %s is %g (%s), not %g", object, metric_get(metric)->name, reading.value,
             reading_state_name(reading.state), value);
}

static void assert_state(const struct seen *seen, const char *object, guint metric, enum reading_state state)
{
  assert_int_equal(recording_reading(seen->inventory, object, metric).state, state);
}

/* ---- file systems and memory ---- */

static void file_systems_are_found_whatever_their_kind_and_pseudo_ones_are_none(void **state)
{
  (void)state;
  struct seen seen = see(
      CLOCK STORAGE "2.1" TYPE_FIXED STORAGE "2.2|6|1.3.6.1.2.1.25.2.1.10\n" STORAGE "2.3|6|1.3.6.1.2.1.25.2.1.9\n"
      STORAGE "2.4|6|1.3.6.1.2.1.25.2.1.5\n" STORAGE "2.5|6|1.3.6.1.2.1.25.2.1.7\n" STORAGE "2.6|6|1.3.6.1.2.1.25.3.9.3\n"
      STORAGE "2.8" TYPE_FIXED STORAGE "2.9" TYPE_FIXED STORAGE "2.12" TYPE_FIXED
      STORAGE "3.1|4|/srv\n" STORAGE "3.2|4|/net/home\n" STORAGE "3.3|4|flash:\n" STORAGE "3.4|4|A:\\\n"
      STORAGE "3.5|4|D:\\\n" STORAGE "3.6|4|/usr, type: ufs, dev: /dev/da9s1\n" STORAGE "3.8|4|/dev/ad7s1, mounted on: /altlog\n"
      STORAGE "3.9|4|/dev\n" STORAGE "3.12|4|E:\\ Label:Old stuff  Serial Number 12ab\n"
      STORAGE "4.1|2|4096\n" STORAGE "4.2|2|8192\n" STORAGE "4.3|2|1024\n" STORAGE "4.4|2|512\n" STORAGE "4.5|2|2048\n"
      STORAGE "4.6|2|4096\n" STORAGE "4.8|2|512\n" STORAGE "4.9|2|1024\n" STORAGE "4.12|2|65536\n"
      STORAGE "5.1|2|-1294967296\n" STORAGE "5.2|2|1000000\n" STORAGE "5.3|2|65536\n" STORAGE "5.4|2|0\n"
      STORAGE "5.5|2|300000\n" STORAGE "5.6|2|700000\n" STORAGE "5.8|2|900000\n" STORAGE "5.9|2|1\n" STORAGE "5.12|2|20000\n"
      STORAGE "6.1|2|1000\n" STORAGE "6.2|2|10\n" STORAGE "6.3|2|20\n" STORAGE "6.4|2|0\n" STORAGE "6.5|2|300000\n"
      STORAGE "6.6|2|30\n" STORAGE "6.8|2|40\n" STORAGE "6.9|2|1\n" STORAGE "6.12|2|50\n",
      SUBJECT_HOST);
  assert_int_equal(recording_count(seen.inventory, CLASS_HOST_STORAGE), 6);
  assert_value(&seen, "host:r{fs=/srv}", METRIC_HOST_STORAGE_SIZE_BYTES, 3e9 * 4096); /* more than 2^31 blocks */
  assert_value(&seen, "host:r{fs=/srv}", METRIC_HOST_STORAGE_USED_BYTES, 1000 * 4096.0);
  assert_value(&seen, "host:r{fs=/net/home}", METRIC_HOST_STORAGE_SIZE_BYTES, 1e6 * 8192);
  assert_value(&seen, "host:r{fs=flash:}", METRIC_HOST_STORAGE_USED_BYTES, 20 * 1024.0);
  assert_value(&seen, "host:r{fs=/usr}", METRIC_HOST_STORAGE_USED_BYTES, 30 * 4096.0);
  assert_value(&seen, "host:r{fs=/altlog}", METRIC_HOST_STORAGE_USED_BYTES, 40 * 512.0);
  assert_value(&seen, "host:r{fs=E:\\}", METRIC_HOST_STORAGE_USED_BYTES, 50 * 65536.0);
  forget(&seen);
}

static void memory_is_the_largest_of_its_rows_and_cache_is_available(void **state)
{
  (void)state;
  struct seen seen = see(
      CLOCK STORAGE "2.1" TYPE_RAM STORAGE "2.2" TYPE_RAM STORAGE "2.6" TYPE_OTHER STORAGE "2.7" TYPE_OTHER STORAGE "2.8" TYPE_OTHER
      STORAGE "3.1|4|Physical memory\n" STORAGE "3.2|4|a zone of the kernel\n" STORAGE "3.6|4|Memory buffers\n"
      STORAGE "3.7|4|Cached memory\n" STORAGE "3.8|4|Shared memory\n"
      STORAGE "4.1|2|1024\n" STORAGE "4.2|2|256\n" STORAGE "4.6|2|1024\n" STORAGE "4.7|2|1024\n" STORAGE "4.8|2|1024\n"
      STORAGE "5.1|2|8000000\n" STORAGE "5.2|2|5000\n" STORAGE "5.6|2|8000000\n" STORAGE "5.7|2|2000000\n" STORAGE "5.8|2|100\n"
      STORAGE "6.1|2|6000000\n" STORAGE "6.2|2|4000\n" STORAGE "6.6|2|500000\n" STORAGE "6.7|2|2000000\n" STORAGE "6.8|2|100\n",
      SUBJECT_DEVICE);
  assert_value(&seen, "device:r", METRIC_DEVICE_MEM_TOTAL_BYTES, 8000000 * 1024.0);
  assert_value(&seen, "device:r", METRIC_DEVICE_MEM_AVAILABLE_BYTES, 4500000 * 1024.0);
  recording_set(seen.recording, STORAGE "6.7|2|5800000"); /* more than is used: so it is not counted there */
  poll_after(&seen, 10000);
  assert_value(&seen, "device:r", METRIC_DEVICE_MEM_AVAILABLE_BYTES, 2000000 * 1024.0);
  forget(&seen);
}

/* ---- interfaces ---- */

static void interfaces_are_told_apart_and_named(void **state)
{
  (void)state;
  struct seen seen = see(
      CLOCK IF "2.1|4|lo\n" IF "2.2|4|Intel something\n" IF "2.5|4|vnet3\n" IF "2.9|4|serial 0\n" IF "2.12|4|serial 0\n"
      IF "3.1|2|24\n" IF "3.2|2|6\n" IF "3.5|2|6\n" IF "3.9|2|22\n" IF "3.12|2|22\n"
      IF "5.9|66|2048000\n" IF "10.9|65|1000\n" IF "16.9|65|2000\n"
      IFX "1.2|4|eth0\n" IFX "6.2|70|9000000000000\n" IFX "10.2|70|100\n" IFX "15.2|66|10000\n" IFX "18.2|4|uplink to rack 4\n",
      SUBJECT_HOST);
  assert_int_equal(recording_count(seen.inventory, CLASS_HOST_NET), 3);
  assert_value(&seen, "host:r{if=eth0}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 1e10);
  assert_value(&seen, "host:r{if=serial 0}", METRIC_HOST_NET_SPEED_BITS_PER_SEC, 2048000);
  assert_state(&seen, "host:r{if=12#serial 0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_NOT_SUPPORTED);
  recording_set(seen.recording, IFX "6.2|70|9000012500000");
  recording_set(seen.recording, IF "10.9|65|3000");
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 1250000);
  assert_value(&seen, "host:r{if=serial 0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 200);
  static const struct {
    const char *name, *alias;
    enum interface_role role;
  } all[] = {{"lo", "", INTERFACE_LOOPBACK},
             {"eth0", "uplink to rack 4", INTERFACE_OWN},
             {"vnet3", "", INTERFACE_OF_GUEST},
             {"serial 0", "", INTERFACE_OWN},
             {"serial 0", "", INTERFACE_OWN}};
  assert_int_equal(seen.inventory->interfaces->len, G_N_ELEMENTS(all));
  for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
    const struct interface_seen *one = &g_array_index(seen.inventory->interfaces, struct interface_seen, i);
    assert_string_equal(one->name, all[i].name);
    assert_string_equal(one->alias, all[i].alias);
    assert_int_equal(one->role, all[i].role);
  }
  forget(&seen);
}

static void an_agent_of_version_1_gives_its_counters_of_32_bits(void **state)
{
  (void)state;
  struct recording *recording = recording_parse(
      CLOCK IF "2.3|4|fxp0\n" IF "3.3|2|6\n" IF "5.3|66|10000000\n" IF "10.3|65|100\n" IF "16.3|65|4294967000\n"
      IFX "1.3|4|fxp0\n" IFX "6.3|70|100\n" IFX "10.3|70|4294967000\n");
  recording_be_version_1(recording);
  struct seen seen = {recording, recording_discover(recording, SUBJECT_HOST, NULL)};
  recording_poll(seen.recording, seen.inventory);
  recording_set(seen.recording, IF "10.3|65|5100");
  recording_set(seen.recording, IF "16.3|65|9704"); /* it has wrapped */
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r{if=fxp0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 500);
  assert_value(&seen, "host:r{if=fxp0}", METRIC_HOST_NET_TX_BYTES_PER_SEC, 1000);
  forget(&seen);
}

/* Appends the interfaces `first` to `last`, of which every `lacking`th has no ifType. */
static char *many_interfaces(guint first, guint last, guint lacking)
{
  GString *lines = g_string_new(CLOCK);
  for (guint i = first; i <= last; i++) {
    if (i % lacking)
      g_string_append_printf(lines, IF "3.%u|2|6\n", 1000 * i);
    g_string_append_printf(lines, IFX "1.%u|4|port%u\n" IFX "6.%u|70|1\n" IFX "10.%u|70|1\n", 1000 * i, i, 1000 * i, 1000 * i);
  }
  return g_string_free(lines, FALSE);
}

static void rows_that_lack_a_column_disturb_no_poll(void **state)
{
  (void)state;
  g_autofree char *lines = many_interfaces(1, 300, 7);
  struct seen seen = see(lines, SUBJECT_DEVICE);
  assert_int_equal(recording_count(seen.inventory, CLASS_DEVICE_NET), 300);
  recording_set(seen.recording, IFX "6.7000|70|1001");
  poll_after(&seen, 10000);
  assert_value(&seen, "device:r{if=port7}", METRIC_DEVICE_NET_RX_BYTES_PER_SEC, 100);
  assert_value(&seen, "device:r{if=port300}", METRIC_DEVICE_NET_TX_BYTES_PER_SEC, 0);
  forget(&seen);
}

static void an_agent_whose_replies_hold_little_gives_all_the_same(void **state)
{
  (void)state;
  g_autofree char *lines = many_interfaces(1, 100, 1000);
  struct recording *recording = recording_parse(lines);
  recording_hold(recording, 20);
  struct seen seen = {recording, recording_discover(recording, SUBJECT_DEVICE, NULL)};
  assert_int_equal(recording_count(seen.inventory, CLASS_DEVICE_NET), 100);
  recording_poll(seen.recording, seen.inventory);
  poll_after(&seen, 10000);
  assert_value(&seen, "device:r{if=port100}", METRIC_DEVICE_NET_TX_BYTES_PER_SEC, 0);
  forget(&seen);
}

static void more_interfaces_than_are_taken_are_named_as_too_many(void **state)
{
  (void)state;
  g_autofree char *lines = many_interfaces(1, TABLE_PARTS_MAX + 1, G_MAXUINT);
  struct seen seen = see(lines, SUBJECT_DEVICE);
  assert_int_equal(recording_count(seen.inventory, CLASS_DEVICE_NET), TABLE_PARTS_MAX);
  gboolean cut = FALSE;
  for (guint i = 0; i < seen.inventory->found->len; i++)
    cut = cut || g_array_index(seen.inventory->found, struct found, i).cut;
  assert_true(cut);
  forget(&seen);
}

static void errors_of_some_names_cost_no_others(void **state)
{
  (void)state;
  struct recording *recording = recording_parse(
      CLOCK IF "3.1|2|6\n" IF "3.2|2|6\n" IF "2.1|4|eth0\n" IF "2.2|4|eth1\n" IF "10.1|65|7\n" IF "10.2|65|7\n" IF "16.1|5|\n"
      STORAGE "2.3" TYPE_FIXED STORAGE "3.3|4|/\n" STORAGE "4.3|2|4096\n" STORAGE "5.3|2|70000\n" STORAGE "6.3|2|5\n"
      UCD "4.5.0|5|\n" UCD "10.1.5.1|2|130\n");
  recording_refuse(recording, 12);
  struct seen seen = {recording, recording_discover(recording, SUBJECT_HOST, NULL)};
  recording_poll(seen.recording, seen.inventory);
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 0);
  assert_state(&seen, "host:r{if=eth1}", METRIC_HOST_NET_TX_BYTES_PER_SEC, READING_NOT_SUPPORTED);
  assert_value(&seen, "host:r{fs=/}", METRIC_HOST_STORAGE_USED_BYTES, 5 * 4096.0);
  assert_value(&seen, "host:r", METRIC_HOST_CPU_LOAD, 1.3);
  forget(&seen);
}

/* ---- a reboot ---- */

static void a_reboot_that_numbers_interfaces_anew_gives_no_false_rate(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK IF "3.1|2|6\n" IF "3.2|2|6\n" IFX "1.1|4|eth0\n" IFX "1.2|4|eth1\n" IFX "6.1|70|1000\n"
                             IFX "6.2|70|800000000\n" IFX "10.1|70|0\n" IFX "10.2|70|0\n",
                         SUBJECT_HOST);
  poll_after(&seen, 10000);
  recording_set(seen.recording, "1.3.6.1.2.1.1.3.0|67|9000");
  recording_set(seen.recording, "1.3.6.1.6.3.10.2.1.2.0|2|8");
  recording_set(seen.recording, IFX "1.1|4|eth1");
  recording_set(seen.recording, IFX "1.2|4|eth0");
  recording_pass(seen.recording, 10000);
  recording_poll(seen.recording, seen.inventory);
  assert_state(&seen, "host:r{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_RESET);
  struct inventory *anew = recording_discover(seen.recording, SUBJECT_HOST, seen.inventory);
  inventory_free(seen.inventory);
  seen.inventory = anew;
  poll_after(&seen, 10000);
  assert_state(&seen, "host:r{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_FIRST);
  assert_state(&seen, "host:r{if=eth1}", METRIC_HOST_NET_RX_BYTES_PER_SEC, READING_FIRST);
  recording_set(seen.recording, IFX "6.1|70|1500");
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r{if=eth1}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 50);
  forget(&seen);
}

/* ---- sensors ---- */

static void sensors_have_their_scale_sign_status_and_name(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK ENTITY "2.1|4|chassis\n" ENTITY "2.10|4|inlet\n" ENTITY "2.11|4|fan tray\n" ENTITY "2.12|4|PSU\n"
                             ENTITY "2.13|4|rail\n" ENTITY "7.10|4|inlet 1\n" ENTITY "7.11|4|\n"
                             SENSOR "1.10|2|8\n" SENSOR "1.11|2|10\n" SENSOR "1.12|2|6\n" SENSOR "1.13|2|4\n" SENSOR "1.14|2|12\n"
                             SENSOR "2.10|2|9\n" SENSOR "2.11|2|9\n" SENSOR "2.12|2|10\n" SENSOR "2.13|2|8\n" SENSOR "2.14|2|9\n"
                             SENSOR "3.10|2|1\n" SENSOR "3.11|2|0\n" SENSOR "3.12|2|3\n" SENSOR "3.13|2|-1\n" SENSOR "3.14|2|0\n"
                             SENSOR "4.10|2|-125\n" SENSOR "4.11|2|4200\n" SENSOR "4.12|2|1500\n" SENSOR "4.13|2|330\n" SENSOR "4.14|2|1\n"
                             SENSOR "5.10|2|1\n" SENSOR "5.11|2|3\n" SENSOR "5.12|2|1\n" SENSOR "5.13|2|1\n" SENSOR "5.14|2|1\n",
                         SUBJECT_DEVICE);
  assert_int_equal(recording_count(seen.inventory, CLASS_DEVICE_SENSOR), 4);
  assert_value(&seen, "device:r{sensor=inlet 1}", METRIC_DEVICE_SENSOR_TEMPERATURE_CELSIUS, -12.5);
  assert_state(&seen, "device:r{sensor=fan tray}", METRIC_DEVICE_SENSOR_FAN_RPM, READING_BAD_VALUE); /* status 3 */
  assert_value(&seen, "device:r{sensor=PSU}", METRIC_DEVICE_SENSOR_WATTS, 1500);
  assert_value(&seen, "device:r{sensor=rail}", METRIC_DEVICE_SENSOR_VOLTS, 3.3);
  forget(&seen);
}

static void the_sensors_and_processors_of_ciscos_mibs_are_found(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK ENTITY "7.21|4|laser 1/1\n" CISCO_SENSOR "1.21|2|14\n" CISCO_SENSOR "2.21|2|9\n" CISCO_SENSOR "3.21|2|1\n"
                             CISCO_SENSOR "4.21|2|-87\n" CISCO_SENSOR "5.21|2|1\n"
                             "1.3.6.1.4.1.9.9.109.1.1.1.1.7.1|66|30\n1.3.6.1.4.1.9.9.109.1.1.1.1.7.2|66|60\n",
                         SUBJECT_DEVICE);
  assert_value(&seen, "device:r{sensor=laser 1/1}", METRIC_DEVICE_SENSOR_DBM, -8.7);
  assert_value(&seen, "device:r", METRIC_DEVICE_CPU_BUSY_PCT, 45);
  assert_value(&seen, "device:r", METRIC_DEVICE_CPU_COUNT, 2);
  forget(&seen);
}

/* ---- processor time ---- */

#define TICKS(user, idle, wait, steal, interrupts)                                                                  \
  UCD "11.50.0|65|" user "\n" UCD "11.51.0|65|0\n" UCD "11.52.0|65|0\n" UCD "11.53.0|65|" idle "\n" UCD "11.54.0|65|" wait "\n" \
  UCD "11.59.0|65|" interrupts "\n" UCD "11.60.0|65|1\n" UCD "11.62.0|65|70\n" UCD "11.63.0|65|1\n" \
  UCD "11.64.0|65|" steal "\n"

static void ticks_set(struct seen *seen, const char *user, const char *idle, const char *wait, const char *interrupts)
{
  const char *const columns[] = {"50", "53", "54", "59"}, *const values[] = {user, idle, wait, interrupts};
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_autofree char *line = g_strdup_printf(UCD "11.%s.0|65|%s", columns[i], values[i]);
    recording_set(seen->recording, line);
  }
}

static void processor_time_is_shared_out(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK TICKS("1000", "1000", "1000", "50", "10"), SUBJECT_HOST);
  ticks_set(&seen, "1300", "1500", "1200", "5010");
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r", METRIC_HOST_CPU_BUSY_PCT, 30);
  assert_value(&seen, "host:r", METRIC_HOST_CPU_IOWAIT_PCT, 20);
  assert_value(&seen, "host:r", METRIC_HOST_CPU_STEAL_PCT, 0);
  assert_value(&seen, "host:r", METRIC_HOST_SYSTEM_INTERRUPTS_PER_SEC, 500);
  forget(&seen);
}

static void swapped_blocks_are_counted_in_both_directions(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK TICKS("1000", "1000", "1000", "50", "10"), SUBJECT_HOST);
  ticks_set(&seen, "1300", "1500", "1200", "5010");
  recording_set(seen.recording, UCD "11.62.0|65|1070");
  recording_set(seen.recording, UCD "11.63.0|65|2001");
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r", METRIC_HOST_SWAP_IN_BLOCKS_PER_SEC, 100);
  assert_value(&seen, "host:r", METRIC_HOST_SWAP_OUT_BLOCKS_PER_SEC, 200);
  forget(&seen);
}

static void counters_that_are_renewed_seldom_give_rates_over_their_own_time(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK TICKS("1000", "1000", "1000", "50", "10"), SUBJECT_HOST);
  for (guint i = 0; i < 4; i++) {
    poll_after(&seen, 1000);
    assert_state(&seen, "host:r", METRIC_HOST_CPU_BUSY_PCT, READING_IDLE);
    assert_state(&seen, "host:r", METRIC_HOST_SYSTEM_INTERRUPTS_PER_SEC, READING_IDLE);
  }
  ticks_set(&seen, "1250", "1250", "1000", "2510");
  poll_after(&seen, 1000);
  assert_value(&seen, "host:r", METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_value(&seen, "host:r", METRIC_HOST_SYSTEM_INTERRUPTS_PER_SEC, 500);
  forget(&seen);
}

/* ---- who it is ---- */

static void an_agent_says_who_it_is(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK "1.3.6.1.2.1.1.1.0|4|An appliance of ours\n1.3.6.1.2.1.1.5.0|4|box7\n"
                               "1.3.6.1.6.3.10.2.1.1.0|4x|80001f8800ff\n1.3.6.1.2.1.25.1.6.0|66|211\n",
                         SUBJECT_HOST);
  assert_string_equal(seen.inventory->identity[IDENTITY_SYSTEM], "An appliance of ours");
  assert_string_equal(seen.inventory->identity[IDENTITY_SYSTEM_NAME], "box7");
  assert_string_equal(seen.inventory->identity[IDENTITY_ENGINE], "80001f8800ff");
  assert_value(&seen, "host:r", METRIC_HOST_SYSTEM_PROCESSES, 211);
  forget(&seen);
}

static void what_an_agent_lacks_is_not_said_to_be_there(void **state)
{
  (void)state;
  struct seen seen = see("1.3.6.1.2.1.1.3.0|67|500000\n" IF "3.1|2|6\n" IFX "1.1|4|eth0\n" IFX "6.1|70|1000\n", SUBJECT_HOST);
  assert_false(seen.inventory->has_boots);
  recording_set(seen.recording, IFX "6.1|70|6000");
  poll_after(&seen, 10000);
  assert_value(&seen, "host:r{if=eth0}", METRIC_HOST_NET_RX_BYTES_PER_SEC, 500);
  assert_state(&seen, "host:r", METRIC_HOST_CPU_BUSY_PCT, READING_NOT_SUPPORTED);
  forget(&seen);
}

static void figures_that_cannot_be_are_unknown(void **state)
{
  (void)state;
  struct seen seen = see(CLOCK "1.3.6.1.2.1.25.3.3.1.2.1|2|-20\n" UCD "4.5.0|2|1000\n" UCD "4.6.0|2|2000000000\n"
                             SENSOR "1.4|2|8\n" SENSOR "2.4|2|17\n" SENSOR "3.4|2|-9\n" SENSOR "4.4|2|2147483647\n" SENSOR "5.4|2|1\n"
                             SENSOR "1.5|2|8\n" SENSOR "2.5|2|99\n" SENSOR "3.5|2|0\n" SENSOR "4.5|2|20\n" SENSOR "5.5|2|1\n",
                         SUBJECT_HOST);
  assert_state(&seen, "host:r", METRIC_HOST_CPU_BUSY_PCT, READING_BAD_VALUE);
  assert_state(&seen, "host:r", METRIC_HOST_MEM_AVAILABLE_BYTES, READING_BAD_VALUE);
  assert_state(&seen, "host:r{sensor=4}", METRIC_HOST_SENSOR_TEMPERATURE_CELSIUS, READING_BAD_VALUE); /* 2e42 degrees */
  assert_state(&seen, "host:r{sensor=5}", METRIC_HOST_SENSOR_TEMPERATURE_CELSIUS, READING_BAD_VALUE); /* of no scale */
  forget(&seen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(file_systems_are_found_whatever_their_kind_and_pseudo_ones_are_none),
      cmocka_unit_test(memory_is_the_largest_of_its_rows_and_cache_is_available),
      cmocka_unit_test(interfaces_are_told_apart_and_named),
      cmocka_unit_test(an_agent_of_version_1_gives_its_counters_of_32_bits),
      cmocka_unit_test(rows_that_lack_a_column_disturb_no_poll),
      cmocka_unit_test(an_agent_whose_replies_hold_little_gives_all_the_same),
      cmocka_unit_test(more_interfaces_than_are_taken_are_named_as_too_many),
      cmocka_unit_test(errors_of_some_names_cost_no_others),
      cmocka_unit_test(a_reboot_that_numbers_interfaces_anew_gives_no_false_rate),
      cmocka_unit_test(sensors_have_their_scale_sign_status_and_name),
      cmocka_unit_test(the_sensors_and_processors_of_ciscos_mibs_are_found),
      cmocka_unit_test(processor_time_is_shared_out),
      cmocka_unit_test(swapped_blocks_are_counted_in_both_directions),
      cmocka_unit_test(counters_that_are_renewed_seldom_give_rates_over_their_own_time),
      cmocka_unit_test(an_agent_says_who_it_is),
      cmocka_unit_test(what_an_agent_lacks_is_not_said_to_be_there),
      cmocka_unit_test(figures_that_cannot_be_are_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
