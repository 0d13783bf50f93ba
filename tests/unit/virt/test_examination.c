/* What stands in the way of a move between two hosts of libvirt's test driver. */
#include "virt/examination.h"

#include "unit.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>

#define GUEST "11111111-1111-4111-8111-111111111111"
#define OTHER "22222222-2222-4222-8222-222222222222"
#define DOMAIN(name, uuid, inside)                                                                                    \
  "<domain type='test'><name>" name "</name><uuid>" uuid "</uuid><memory>65536</memory><vcpu>1</vcpu>"              \
  "<os><type>hvm</type></os>" inside "</domain>"
#define DISK(source) "<disk type='file' device='disk'><source file='" source "'/><target dev='vda'/></disk>"
#define POOL(name, path, volumes)                                                                                     \
  "<pool type='dir'><name>" name "</name><target><path>" path "</path></target>" volumes "</pool>"
#define VOLUME(name)                                                                                                  \
  "<volume><name>" name "</name><capacity>1000000</capacity><allocation>0</allocation></volume>"
#define NETWORK(name, bridge)                                                                                         \
  "<network><name>" name "</name><bridge name='" bridge "'/><ip address='192.168.150.1' netmask='255.255.255.0'/></network>"

/* The test driver tells of no processors: it is asked what a host with QEMU would say. */
char *__wrap_virConnectGetCapabilities(virConnectPtr connection);

char *__wrap_virConnectGetCapabilities(virConnectPtr connection)
{
  (void)connection;
  return strdup("<capabilities><host><cpu><arch>x86_64</arch><model>Skylake-Server</model></cpu><topology><cells><cell id='0'>"
                "<cpus num='1'><cpu id='0'/></cpus></cell></cells></topology></host></capabilities>");
}

int __wrap_virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned flags);

int __wrap_virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)connection, (void)flags;
  return strcmp(xml, "<cpu><arch>x86_64</arch><model>Skylake-Server</model></cpu>") == 0 ? VIR_CPU_COMPARE_INCOMPATIBLE
                                                                                          : VIR_CPU_COMPARE_IDENTICAL;
}

struct pair {
  char *folder;
  virConnectPtr hosts[2];
};

static virConnectPtr open_node(const char *folder, const char *name, const char *inside)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autofree char *text = g_strdup_printf("<node>%s</node>", inside);
  g_file_set_contents(path, text, -1, &error);
  assert_no_error(error);
  g_autofree char *uri = g_strconcat("test://", path, NULL);
  virConnectPtr connection = virConnectOpen(uri);
  if (!connection)
    fail_msg("%s: %s", text, virGetLastErrorMessage());
  return connection;
}

static struct pair pair_new(const char *from, const char *to)
{
  struct pair pair = {.folder = g_dir_make_tmp("provost-examination-XXXXXX", NULL)};
  pair.hosts[0] = open_node(pair.folder, "h1.xml", from);
  pair.hosts[1] = open_node(pair.folder, "h2.xml", to);
  return pair;
}

static void pair_end(struct pair *pair)
{
  for (guint i = 0; i < 2; i++) {
    g_autofree char *path = g_strdup_printf("%s/h%u.xml", pair->folder, i + 1);
    virConnectClose(pair->hosts[i]);
    g_unlink(path);
  }
  g_rmdir(pair->folder);
  g_free(pair->folder);
}

static struct examination *examine(const struct pair *pair, const char *uuid)
{
  const struct examined_move move = {pair->hosts[0], pair->hosts[1], "h1", "h2", uuid};
  return examination_make(&move);
}

/* The findings as "number text", one a line; a problem or an owner stands first. */
static char *told(const struct pair *pair, const char *uuid)
{
  struct examination *examination = examine(pair, uuid);
  GString *text = g_string_new(examination->problem);
  g_string_append(text, examination->owner);
  for (guint i = 0; i < examination->findings->len; i++) {
    const struct finding *finding = &g_array_index(examination->findings, struct finding, i);
    g_string_append_printf(text, "%s%d %s", text->len ? "\n" : "", finding->obstacle, finding->text);
  }
  examination_free(examination);
  return g_string_free(text, FALSE);
}

static void expect(const char *from, const char *to, const char *findings)
{
  struct pair pair = pair_new(from, to);
  g_autofree char *found = told(&pair, GUEST);
  assert_string_equal(found, findings);
  pair_end(&pair);
}

static void nothing_stands_in_the_way_of_a_plain_guest(void **state)
{
  (void)state;
  expect(DOMAIN("g1", GUEST, ""), "", "");
}

static void a_guest_that_is_not_there_cannot_be_examined(void **state)
{
  (void)state;
  expect(DOMAIN("g2", OTHER, ""), "", "h1 does not have the guest " GUEST);
}

static void a_name_that_is_taken_is_seen(void **state)
{
  (void)state;
  expect(DOMAIN("g1", GUEST, ""), DOMAIN("g1", OTHER, ""), "7 g1 on h2 is the guest " OTHER);
  expect(DOMAIN("g1", GUEST, ""), DOMAIN("g1", GUEST, ""), "");
}

#define ON_IMAGES DOMAIN("g1", GUEST, "<devices>" DISK("/srv/images/g1.img") "</devices>")

static void a_disk_needs_a_pool_over_its_path_that_holds_it(void **state)
{
  (void)state;
  expect(ON_IMAGES POOL("images", "/srv/images", VOLUME("g1.img")), "",
         "2 /srv/images/g1.img, over which h2 has no storage pool");
  expect(ON_IMAGES POOL("images", "/srv/images", VOLUME("g1.img")), POOL("pictures", "/srv/images", VOLUME("g2.img")),
         "2 /srv/images/g1.img, which is not in h2's storage pool over /srv/images");
  expect(ON_IMAGES POOL("images", "/srv/images", VOLUME("g1.img")), POOL("pictures", "/srv/images", VOLUME("g1.img")), "");
}

static void of_a_disk_in_no_pool_nothing_is_known(void **state)
{
  (void)state;
  expect(ON_IMAGES, "", "");
  expect(ON_IMAGES POOL("all", "/srv", ""), POOL("all", "/srv", ""), "");
}

#define ON_VOLUME                                                                                                     \
  DOMAIN("g1", GUEST, "<devices><disk type='volume' device='disk'><source pool='images' volume='g1.img'/>"            \
                      "<target dev='vda'/></disk></devices>")

static void a_disk_named_by_its_pool_needs_pool_and_volume(void **state)
{
  (void)state;
  expect(ON_VOLUME POOL("images", "/srv/images", VOLUME("g1.img")), "", "2 storage pool images, which h2 has not active");
  expect(ON_VOLUME POOL("images", "/srv/images", VOLUME("g1.img")), POOL("images", "/srv/images", ""),
         "2 volume g1.img, which is not in h2's storage pool images");
  expect(ON_VOLUME POOL("images", "/srv/images", VOLUME("g1.img")), POOL("images", "/srv/images", VOLUME("g1.img")), "");
}

static void a_network_must_be_there(void **state)
{
  (void)state;
  static const char on_lan[] = DOMAIN("g1", GUEST, "<devices><interface type='network'><mac address='52:54:00:00:00:01'/>"
                                                   "<source network='lan'/></interface></devices>") NETWORK("lan", "br7");
  expect(on_lan, NETWORK("wan", "br8"), "3 network lan, which h2 has not active");
  expect(on_lan, NETWORK("lan", "br8"), "");
}

static void the_firmwares_variables_must_be_in_a_pool_of_both(void **state)
{
  (void)state;
  static const char firmware[] =
      "<domain type='test'><name>g1</name><uuid>" GUEST "</uuid><memory>65536</memory><vcpu>1</vcpu><os><type>hvm</type>"
      "<loader readonly='yes' type='pflash'>/fw.fd</loader><nvram>/srv/nvram/g1.fd</nvram></os></domain>";
  expect(firmware, "", "10 its firmware variables are in /srv/nvram/g1.fd");
  expect(firmware, POOL("nvram", "/srv/nvram", VOLUME("g1.fd")), "");
}

static void a_guest_with_its_hosts_own_processors_needs_the_like_of_them(void **state)
{
  (void)state;
  expect(DOMAIN("g1", GUEST, "<cpu mode='host-passthrough'/>"), "", "5 incompatible");
}

static void another_manager_is_told(void **state)
{
  (void)state;
  expect(DOMAIN("g1", GUEST, "<metadata><k:vm xmlns:k='http://kubevirt.io'/></metadata>"), "", "KubeVirt");
}

static void snapshots_are_counted(void **state)
{
  (void)state;
  struct pair pair = pair_new(DOMAIN("g1", GUEST, ""), "");
  virDomainPtr domain = virDomainLookupByUUIDString(pair.hosts[0], GUEST);
  virDomainSnapshotPtr snapshot = virDomainSnapshotCreateXML(domain, "<domainsnapshot/>", 0);
  assert_non_null(snapshot);
  virDomainSnapshotFree(snapshot);
  virDomainFree(domain);
  g_autofree char *found = told(&pair, GUEST);
  assert_string_equal(found, "0 1 snapshot");
  pair_end(&pair);
}

static void a_managed_save_image_is_seen_on_either_host(void **state)
{
  (void)state;
  for (guint i = 0; i < 2; i++) {
    struct pair pair = pair_new(DOMAIN("g1", GUEST, ""), DOMAIN("g1", GUEST, ""));
    virDomainPtr domain = virDomainLookupByUUIDString(pair.hosts[i], GUEST);
    assert_int_equal(virDomainManagedSave(domain, 0), 0);
    virDomainFree(domain);
    g_autofree char *found = told(&pair, GUEST);
    assert_string_equal(found, i ? "4 a managed save image on h2" : "4 a managed save image on h1");
    pair_end(&pair);
  }
}

static void a_guest_without_a_definition_is_seen(void **state)
{
  (void)state;
  struct pair pair = pair_new("", "");
  virDomainPtr domain = virDomainCreateXML(pair.hosts[0], DOMAIN("g1", GUEST, ""), 0);
  assert_non_null(domain);
  virDomainFree(domain);
  g_autofree char *found = told(&pair, GUEST);
  assert_string_equal(found, "9 it was started without being defined on h1");
  pair_end(&pair);
}

static void ignore(void *user, virErrorPtr error)
{
  (void)user, (void)error;
}

int main(void)
{
  virSetErrorFunc(NULL, ignore);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_stands_in_the_way_of_a_plain_guest),
      cmocka_unit_test(a_guest_that_is_not_there_cannot_be_examined),
      cmocka_unit_test(a_name_that_is_taken_is_seen),
      cmocka_unit_test(a_disk_needs_a_pool_over_its_path_that_holds_it),
      cmocka_unit_test(of_a_disk_in_no_pool_nothing_is_known),
      cmocka_unit_test(a_disk_named_by_its_pool_needs_pool_and_volume),
      cmocka_unit_test(a_network_must_be_there),
      cmocka_unit_test(the_firmwares_variables_must_be_in_a_pool_of_both),
      cmocka_unit_test(a_guest_with_its_hosts_own_processors_needs_the_like_of_them),
      cmocka_unit_test(another_manager_is_told),
      cmocka_unit_test(snapshots_are_counted),
      cmocka_unit_test(a_managed_save_image_is_seen_on_either_host),
      cmocka_unit_test(a_guest_without_a_definition_is_seen),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
