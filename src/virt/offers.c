#include "virt/offers.h"

#include "base/limits.h"
#include "base/text.h"
#include "model/guest_needs.h"
#include "virt/xml.h"

#include <stdlib.h>
#include <string.h>

/* Names that are too long are left out of what guests need, too. */
static void add_name(GPtrArray *names, const char *kind, const char *name)
{
  if (name && strlen(kind) + strlen(name) <= LIMIT_URI)
    g_ptr_array_add(names, g_strconcat(kind, name, NULL));
}

static gboolean read_networks(virConnectPtr connection, GPtrArray *names)
{
  virNetworkPtr *networks = NULL;
  int n = virConnectListAllNetworks(connection, &networks, VIR_CONNECT_LIST_NETWORKS_ACTIVE);
  for (int i = 0; i < n; i++) {
    if (n <= LIMIT_INSTANCES)
      add_name(names, NEED_NETWORK, virNetworkGetName(networks[i]));
    virNetworkFree(networks[i]);
  }
  free(networks);
  return n >= 0 && n <= LIMIT_INSTANCES;
}

/* Those that are down, too: a bridge is while nobody is on it. */
static gboolean read_interfaces(virConnectPtr connection, GPtrArray *names)
{
  virInterfacePtr *interfaces = NULL;
  int n = virConnectListAllInterfaces(connection, &interfaces, 0);
  for (int i = 0; i < n; i++) {
    const char *name = virInterfaceGetName(interfaces[i]);
    if (n <= LIMIT_INSTANCES && g_strcmp0(name, "lo") != 0)
      add_name(names, NEED_INTERFACE, name);
    virInterfaceFree(interfaces[i]);
  }
  free(interfaces);
  return n >= 0 && n <= LIMIT_INSTANCES;
}

/* FALSE: it does not say what it is. */
static gboolean read_pool(virStoragePoolPtr pool, GVariantBuilder *pools)
{
  char *xml = virStoragePoolGetXMLDesc(pool, 0);
  if (!xml)
    return FALSE;
  const char *name = virStoragePoolGetName(pool);
  g_autofree char *type = xml_attribute(xml, "/pool", "type");
  g_autofree char *path = xml_text(xml, "/pool/target/path");
  free(xml);
  if (strlen(NEED_POOL) + strlen(name) <= LIMIT_URI)
    g_variant_builder_add(pools, "(sss)", name, type ? type : "", path && path[0] == '/' ? path : "");
  return TRUE;
}

static gboolean read_pools(virConnectPtr connection, GVariantBuilder *pools)
{
  virStoragePoolPtr *list = NULL;
  int n = virConnectListAllStoragePools(connection, &list, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
  gboolean is_whole = n >= 0 && n <= LIMIT_INSTANCES;
  for (int i = 0; i < n; i++) {
    is_whole = is_whole && read_pool(list[i], pools);
    virStoragePoolFree(list[i]);
  }
  free(list);
  return is_whole;
}

static GVariant *names_message(GPtrArray *names)
{
  g_ptr_array_sort(names, text_order);
  return g_variant_new_strv((const char *const *)names->pdata, (gssize)names->len);
}

GVariant *offers_read(virConnectPtr connection, const char *host)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  GVariantBuilder pools;
  g_variant_builder_init(&pools, G_VARIANT_TYPE("a(sss)"));
  guchar known = 0;
  if (read_networks(connection, names))
    known |= OFFER_NETWORKS;
  if (read_interfaces(connection, names))
    known |= OFFER_INTERFACES;
  if (read_pools(connection, &pools))
    known |= OFFER_POOLS;
  return g_variant_new("(sy@asa(sss))", host, known, names_message(names), &pools);
}
