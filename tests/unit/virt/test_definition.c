/* What definitions that libvirt wrote say their guests need of a host. */
#include "virt/definition.h"

#include "base/limits.h"
#include "unit.h"

/* As libvirt 9.0 shows a running guest on a network of its own that stands upon a bridge. */
#define RUNNING_INTERFACE                                                                                             \
  "<interface type='bridge'><mac address='52:54:00:63:4d:01'/>"                                                       \
  "<source network='lan' portid='cc380b7b-c11f-47cd-8c38-353be2c55ee2' bridge='br0'/><target dev='vnet1'/>"           \
  "<model type='virtio'/></interface>"
#define RUNNING_CPU                                                                                                   \
  "<cpu mode='custom' match='exact' check='full'>\n  <model fallback='forbid'>qemu64</model>\n"                       \
  "  <topology sockets='1' dies='1' cores='4' threads='1'/>\n  <feature policy='require' name='avx'/>\n"              \
  "  <feature policy='require' name='hypervisor'/>\n  <feature policy='disable' name='svm'/>\n</cpu>"

struct reading {
  struct guest_needs *needs;
  struct cpu_question *question;
  char *networks, *storage;
};

static struct reading read_it(const char *domain, const char *cpu, const char *devices)
{
  struct reading reading = {NULL, NULL, NULL, NULL};
  g_autofree char *xml = g_strdup_printf("<domain %s><name>g</name><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>"
                                         "%s<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s</devices></domain>",
                                         domain, cpu, devices);
  reading.needs = definition_read(xml, &reading.question);
  assert_non_null(reading.needs);
  reading.networks = g_strjoinv(" ", reading.needs->networks);
  reading.storage = g_strjoinv(" ", reading.needs->storage);
  return reading;
}

static void drop(struct reading *reading)
{
  guest_needs_free(reading->needs);
  if (reading->question)
    cpu_question_unref(reading->question);
  g_free(reading->networks);
  g_free(reading->storage);
}

#define RUNNING "type='kvm' id='3'"
#define OFF     "type='kvm'"

static void expect_networks(const char *devices, const char *networks)
{
  struct reading reading = read_it(RUNNING, "", devices);
  assert_string_equal(reading.networks, networks);
  drop(&reading);
}

static void interfaces_need_their_network_or_else_their_device(void **state)
{
  (void)state;
  expect_networks(RUNNING_INTERFACE, "network:lan");
  expect_networks("<interface type='network'><source network='default'/></interface>", "network:default");
  expect_networks("<interface type='bridge'><source bridge='br0'/><target dev='vnet0'/></interface>", "interface:br0");
  expect_networks("<interface type='direct'><source dev='eth1' mode='bridge'/></interface>", "interface:eth1");
  expect_networks(RUNNING_INTERFACE "<interface type='bridge'><source bridge='br1'/></interface>", "network:lan interface:br1");
}

static void what_is_not_a_hosts_to_offer_is_left_out(void **state)
{
  (void)state;
  expect_networks("<interface type='user'/>", "");
  expect_networks("<interface type='ethernet'><target dev='tap7'/></interface>", "");
  expect_networks("<interface type='vhostuser'><source type='unix' path='/run/v' mode='client'/></interface>", "");
  expect_networks("<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>", "");
  expect_networks("<interface type='hostdev'><source><address type='pci' bus='1'/></source></interface>", "");
  expect_networks("<interface type='bridge'/>", "");
}

static void expect_storage(const char *devices, const char *storage)
{
  struct reading reading = read_it(RUNNING, "", devices);
  assert_string_equal(reading.storage, storage);
  drop(&reading);
}

static void disks_need_their_pool_or_their_path_and_all_below_them(void **state)
{
  (void)state;
  expect_storage("<disk type='volume' device='disk'><source pool='images' volume='g1' index='1'/></disk>", "pool:images");
  expect_storage("<disk type='file'><source file='/srv/images/g1.qcow2' index='2'/><backingStore type='file' index='3'>"
                 "<format type='qcow2'/><source file='/srv/base/debian.qcow2'/><backingStore/></backingStore></disk>",
                 "path:/srv/images/g1.qcow2 path:/srv/base/debian.qcow2");
  expect_storage("<disk type='block'><source dev='/dev/vg0/g1'/></disk>", "path:/dev/vg0/g1");
  expect_storage("<disk type='file' device='cdrom'><target dev='sda'/></disk>", "");
}

static void disks_that_another_host_need_not_have_are_left_out(void **state)
{
  (void)state;
  expect_storage("<disk type='network'><source protocol='nbd' name='t1'><host name='10.99.77.10' port='10809'/></source></disk>", "");
  expect_storage("<disk type='file' device='cdrom'><source file='/srv/iso/d.iso' startupPolicy='optional'/></disk>", "");
  expect_storage("<disk type='file'><source file='/a'/><mirror type='file' job='copy'><source file='/b'/></mirror></disk>", "path:/a");
  expect_storage("<disk type='file'><source file='relative'/></disk>", "");
  expect_storage("<filesystem type='mount'><source dir='/srv/share'/></filesystem>", "");
}

static void a_running_guest_needs_the_processor_it_runs_with(void **state)
{
  (void)state;
  struct reading reading = read_it("type='qemu' id='1'", RUNNING_CPU, "");
  assert_true(reading.needs->is_running);
  assert_int_equal(reading.needs->cpu, CPU_NEED_EXACT);
  assert_string_equal(reading.needs->cpu_label, "qemu64 with avx, hypervisor");
  assert_string_equal(reading.needs->cpu_key, reading.question->key);
  assert_string_equal(reading.question->virt_type, "qemu");
  assert_string_equal(reading.question->arch, "x86_64");
  assert_string_equal(reading.question->xml,
                      "<cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model>"
                      "<feature policy='require' name='avx'/><feature policy='require' name='hypervisor'/>"
                      "<feature policy='disable' name='svm'/></cpu>");
  drop(&reading);
}

#define CPU(attributes, inner) "<cpu " attributes ">" inner "</cpu>"
#define MODEL "<model fallback='allow'>Skylake-Server-IBRS</model><vendor>Intel</vendor>"

static void what_a_processor_is_needed_for_decides_what_will_do(void **state)
{
  (void)state;
  static const struct {
    const char *domain, *cpu;
    enum cpu_need need;
  } rows[] = {
      {RUNNING, CPU("mode='custom' match='exact' check='full'", MODEL), CPU_NEED_EXACT},
      {OFF, CPU("mode='custom' match='exact' check='partial'", MODEL), CPU_NEED_EXACT},
      {OFF, CPU("mode='custom' match='exact' check='none'", MODEL), CPU_NEED_NONE},
      {RUNNING, CPU("mode='custom' match='exact' check='none'", MODEL), CPU_NEED_UNKNOWN},
      {RUNNING, CPU("mode='host-passthrough' check='none' migratable='on'", ""), CPU_NEED_SAME},
      {OFF, CPU("mode='host-passthrough'", ""), CPU_NEED_NONE},
      {OFF, CPU("mode='host-model' check='partial'", ""), CPU_NEED_NONE},
      {RUNNING, CPU("mode='maximum'", ""), CPU_NEED_SAME},
      {RUNNING, CPU("", "<topology sockets='1' cores='2' threads='1'/>"), CPU_NEED_UNKNOWN},
      {RUNNING, "", CPU_NEED_UNKNOWN},
      {OFF, "", CPU_NEED_NONE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct reading reading = read_it(rows[i].domain, rows[i].cpu, "");
    if (reading.needs->cpu != rows[i].need)
      fail_msg("%s %s: need %d", rows[i].domain, rows[i].cpu, reading.needs->cpu);
    assert_true((reading.question != NULL) == (rows[i].need == CPU_NEED_EXACT));
    assert_true((*reading.needs->cpu_key != '\0') == (rows[i].need == CPU_NEED_EXACT));
    drop(&reading);
  }
}

static void the_same_processor_has_one_key_and_another_has_another(void **state)
{
  (void)state;
  const char *cpu = CPU("mode='custom' check='full'", MODEL), *more = CPU("mode='custom' check='full'", MODEL "<feature name='avx512f'/>");
  struct reading one = read_it(RUNNING, cpu, RUNNING_INTERFACE), same = read_it(OFF, cpu, ""), other = read_it(RUNNING, more, ""),
                 emulated = read_it("type='qemu'", cpu, "");
  assert_string_equal(one.needs->cpu_key, same.needs->cpu_key);
  assert_string_not_equal(one.needs->cpu_key, other.needs->cpu_key);
  assert_string_not_equal(one.needs->cpu_key, emulated.needs->cpu_key);
  assert_string_equal(other.needs->cpu_label, "Skylake-Server-IBRS with avx512f");
  drop(&one);
  drop(&same);
  drop(&other);
  drop(&emulated);
}

static void a_label_names_a_few_features_and_counts_the_others(void **state)
{
  (void)state;
  struct reading reading = read_it(RUNNING, CPU("mode='custom' check='full'", MODEL "<feature name='a'/><feature name='b'/>"
                                                "<feature name='c'/><feature name='d'/><feature name='e'/>"), "");
  assert_string_equal(reading.needs->cpu_label, "Skylake-Server-IBRS with a, b, c and 2 more");
  drop(&reading);
}

static void what_is_not_well_formed_or_too_large_says_nothing(void **state)
{
  (void)state;
  struct cpu_question *question = NULL;
  assert_null(definition_read("<domain>" RUNNING_INTERFACE, &question));
  assert_null(definition_read("", &question));
  g_autofree char *comment = g_strnfill(LIMIT_DEFINITION, 'x');
  g_autofree char *large = g_strdup_printf("<domain><!--%s--></domain>", comment);
  assert_null(definition_read(large, &question));
  assert_null(question);
}

static void names_without_end_and_names_beyond_number_are_left_out(void **state)
{
  (void)state;
  g_autofree char *endless = g_strnfill(LIMIT_URI, 'x');
  g_autofree char *one = g_strdup_printf("<interface type='network'><source network='%s'/></interface>", endless);
  expect_networks(one, "");
  g_autoptr(GString) many = g_string_new(NULL);
  for (guint i = 0; i < LIMIT_INSTANCES + 5; i++)
    g_string_append_printf(many, "<disk><source file='/d/%u'/></disk>", i);
  struct reading reading = read_it(RUNNING, "", many->str);
  assert_int_equal(g_strv_length(reading.needs->storage), LIMIT_INSTANCES);
  drop(&reading);
  g_autofree char *features = g_strnfill(20000, 'f');
  g_autofree char *cpu = g_strdup_printf(CPU("mode='custom' check='full'", MODEL "<feature name='%s'/>"), features);
  reading = read_it(RUNNING, cpu, "");
  assert_int_equal(reading.needs->cpu, CPU_NEED_UNKNOWN);
  drop(&reading);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(interfaces_need_their_network_or_else_their_device),
      cmocka_unit_test(what_is_not_a_hosts_to_offer_is_left_out),
      cmocka_unit_test(disks_need_their_pool_or_their_path_and_all_below_them),
      cmocka_unit_test(disks_that_another_host_need_not_have_are_left_out),
      cmocka_unit_test(a_running_guest_needs_the_processor_it_runs_with),
      cmocka_unit_test(what_a_processor_is_needed_for_decides_what_will_do),
      cmocka_unit_test(the_same_processor_has_one_key_and_another_has_another),
      cmocka_unit_test(a_label_names_a_few_features_and_counts_the_others),
      cmocka_unit_test(what_is_not_well_formed_or_too_large_says_nothing),
      cmocka_unit_test(names_without_end_and_names_beyond_number_are_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
