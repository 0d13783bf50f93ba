/* What definitions that libvirt wrote hold of their hosts. */
#include "virt/belongings.h"

#include "unit.h"

/* The findings as "number text", one a line. */
static char *findings_of(const char *inside)
{
  g_autofree char *xml = g_strdup_printf("<domain type='kvm' id='1'><name>g</name>%s</domain>", inside);
  struct belongings belongings;
  assert_true(belongings_read(xml, &belongings));
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < belongings.findings->len; i++) {
    const struct finding *finding = &g_array_index(belongings.findings, struct finding, i);
    g_string_append_printf(text, "%s%d %s", i ? "\n" : "", finding->obstacle, finding->text);
  }
  belongings_clear(&belongings);
  return g_string_free(text, FALSE);
}

static void expect(const char *devices, const char *findings)
{
  g_autofree char *inside = g_strdup_printf("<devices>%s</devices>", devices);
  g_autofree char *found = findings_of(inside);
  assert_string_equal(found, findings);
}

static void devices_of_the_host_are_named_with_their_address(void **state)
{
  (void)state;
  expect("<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/><source>"
         "<address domain='0x0000' bus='0x3b' slot='0x00' function='0x1'/></source><alias name='hostdev0'/>"
         "<address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/></hostdev>",
         "1 PCI device 0000:3b:00.1");
  expect("<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source>"
         "<address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>",
         "1 mediated device (vGPU) c2177883-f1bb-47f0-914d-32a22e3a8804");
  expect("<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/>"
         "<address bus='1' device='3'/></source></hostdev>", "1 USB device");
  expect("<interface type='hostdev' managed='yes'><mac address='52:54:00:00:00:01'/><source>"
         "<address type='pci' domain='0x0000' bus='0x04' slot='0x10' function='0x2'/></source></interface>",
         "1 network device 0000:04:10.2");
  expect("<filesystem type='mount'><driver type='virtiofs'/><source dir='/srv/share'/><target dir='share'/></filesystem>",
         "1 folder /srv/share");
  expect("<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>", "1 TPM");
}

static void each_device_is_told(void **state)
{
  (void)state;
  expect("<hostdev type='scsi'/><hostdev type='caps'/><interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
         "1 SCSI device\n1 device\n1 vDPA network device /dev/vhost-vdpa-0");
}

static void what_libvirt_unplugs_or_makes_itself_is_no_obstacle(void **state)
{
  (void)state;
  expect("<interface type='hostdev'><source><address type='pci' bus='0x04' slot='0x10'/></source>"
         "<teaming type='transient' persistent='ua-b'/></interface>", "");
  expect("<interface type='bridge'><source bridge='br0'/><teaming type='persistent'/></interface>"
         "<input type='tablet' bus='usb'/><disk type='network'><source protocol='nbd' name='g'/></disk>", "");
}

static void files_of_firmware_and_tpm_are_seen(void **state)
{
  (void)state;
  expect("<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>", "10 its TPM keeps its state in files");
  static const struct {
    const char *os, *path;
  } rows[] = {
      {"<os><nvram template='/t'>/var/lib/nvram/g.fd</nvram></os>", "/var/lib/nvram/g.fd"},
      {"<os><nvram type='file'>\n  <source file='/srv/g.fd'/>\n</nvram></os>", "/srv/g.fd"},
      {"<os><nvram type='network'><source protocol='iscsi' name='x'/></nvram></os>", NULL},
      {"<os/>", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *xml = g_strdup_printf("<domain>%s</domain>", rows[i].os);
    struct belongings belongings;
    assert_true(belongings_read(xml, &belongings));
    assert_int_equal(g_strcmp0(belongings.nvram, rows[i].path), 0);
    belongings_clear(&belongings);
  }
}

static void the_note_of_an_unplug_is_seen_in_the_metadata_only(void **state)
{
  (void)state;
  g_autofree char *noted = findings_of("<metadata><provost:unplug xmlns:provost='urn:provost:unplug'/></metadata>");
  assert_string_equal(noted, "11 ");
  g_autofree char *elsewhere = findings_of("<metadata><app:x xmlns:app='urn:app'><provost:unplug/></app:x></metadata>");
  assert_string_equal(elsewhere, "");
}

static void a_disk_that_is_copied_has_a_job(void **state)
{
  (void)state;
  expect("<disk type='file'><source file='/a'/><mirror type='file' job='copy'><source file='/b'/></mirror></disk>",
         "8 one of its disks is being copied or merged");
}

static void volumes_are_named_but_for_those_that_may_be_missing(void **state)
{
  (void)state;
  struct belongings belongings;
  assert_true(belongings_read("<domain><devices>"
                              "<disk type='volume'><source pool='images' volume='g1' index='1'/></disk>"
                              "<disk type='volume'><source pool='iso' volume='cd' startupPolicy='optional'/></disk>"
                              "<disk type='volume'><source pool='images' volume='g2'/><mirror><source pool='x' volume='y'/>"
                              "</mirror></disk></devices></domain>", &belongings));
  assert_int_equal(belongings.volumes->len, 2);
  const struct pool_volume *first = &g_array_index(belongings.volumes, struct pool_volume, 0);
  assert_string_equal(first->pool, "images");
  assert_string_equal(first->volume, "g1");
  assert_string_equal(g_array_index(belongings.volumes, struct pool_volume, 1).volume, "g2");
  belongings_clear(&belongings);
}

static void findings_are_bounded_and_texts_clean(void **state)
{
  (void)state;
  GString *devices = g_string_new("<filesystem type='mount'><source dir='/a&#10;b'/></filesystem>");
  for (guint i = 0; i < FINDINGS_MAX + 5; i++)
    g_string_append(devices, "<hostdev type='usb'/>");
  g_autofree char *inside = g_strdup_printf("<devices>%s</devices>", devices->str);
  g_autofree char *found = findings_of(inside);
  g_auto(GStrv) lines = g_strsplit(found, "\n", -1);
  assert_int_equal(g_strv_length(lines), FINDINGS_MAX);
  g_string_free(devices, TRUE);
}

static void a_torn_document_is_not_read(void **state)
{
  (void)state;
  struct belongings belongings;
  assert_false(belongings_read("<domain><devices><hostdev type='pci'><source>", &belongings));
  assert_false(belongings_read("", &belongings));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(devices_of_the_host_are_named_with_their_address),
      cmocka_unit_test(each_device_is_told),
      cmocka_unit_test(what_libvirt_unplugs_or_makes_itself_is_no_obstacle),
      cmocka_unit_test(files_of_firmware_and_tpm_are_seen),
      cmocka_unit_test(the_note_of_an_unplug_is_seen_in_the_metadata_only),
      cmocka_unit_test(a_disk_that_is_copied_has_a_job),
      cmocka_unit_test(volumes_are_named_but_for_those_that_may_be_missing),
      cmocka_unit_test(findings_are_bounded_and_texts_clean),
      cmocka_unit_test(a_torn_document_is_not_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
