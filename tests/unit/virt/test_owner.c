/* Who manages a guest, by the metadata in its definition. */
#include "virt/owner.h"

#include "unit.h"

static void expect(const char *inside, const char *owner)
{
  g_autofree char *xml = g_strdup_printf("<domain type='kvm' id='1'><name>g</name>%s</domain>", inside);
  assert_string_equal(owner_read(xml), owner);
}

static void managers_are_known_by_the_namespaces_they_leave(void **state)
{
  (void)state;
  expect("<metadata><nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>"
         "<nova:package version='26.0.0'/></nova:instance></metadata>", "OpenStack");
  expect("<metadata xmlns:ovirt-tune='http://ovirt.org/vm/tune/1.0'><ovirt-tune:qos/></metadata>", "oVirt");
  expect("<metadata><ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'/></metadata>", "oVirt");
  expect("<metadata><kubevirt xmlns='http://kubevirt.io'><uid/></kubevirt></metadata>", "KubeVirt");
  expect("<metadata><libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'/>"
         "<one:vm xmlns:one='http://opennebula.org/xmlns/libvirt/1.0'/></metadata>", "OpenNebula");
  expect("<metadata><pcmk:resource xmlns:pcmk='http://clusterlabs.org/ns/pacemaker/resource'/></metadata>", "Pacemaker");
}

static void who_only_describes_guests_manages_none(void **state)
{
  (void)state;
  expect("", "");
  expect("<metadata/>", "");
  expect("<metadata><libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
         "<libosinfo:os id='http://debian.org/debian/12'/></libosinfo:libosinfo></metadata>", "");
}

static void a_namespace_elsewhere_is_no_mark(void **state)
{
  (void)state;
  expect("<metadata/><description xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'/>", "");
  expect("<devices><metadata xmlns='http://kubevirt.io'/></devices>", "");
  assert_string_equal(owner_read("<domain><metadata xmlns='http://kubevirt.io'>"), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(managers_are_known_by_the_namespaces_they_leave),
      cmocka_unit_test(who_only_describes_guests_manages_none),
      cmocka_unit_test(a_namespace_elsewhere_is_no_mark),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
