#include "virt/offers.h"

#include "base/limits.h"
#include "base/text.h"
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
static gboolean read_pool(virStoragePoolPtr pool, struct host_offers *offers)
{
  char *xml = virStoragePoolGetXMLDesc(pool, 0);
  if (!xml)
    return FALSE;
  const char *name = virStoragePoolGetName(pool);
  g_autofree char *type = xml_attribute(xml, "/pool", "type");
  g_autofree char *path = xml_text(xml, "/pool/target/path");
  free(xml);
  if (strlen(NEED_POOL) + strlen(name) <= LIMIT_URI)
    offers->pools[offers->n_pools++] = (struct storage_pool){
        g_strdup(name), g_strdup(type ? type : ""), g_strdup(path && path[0] == '/' ? path : "")};
  return TRUE;
}

static gboolean read_pools(virConnectPtr connection, struct host_offers *offers)
{
  virStoragePoolPtr *list = NULL;
  int n = virConnectListAllStoragePools(connection, &list, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
  gboolean is_whole = n >= 0 && n <= LIMIT_INSTANCES;
  offers->pools = g_new0(struct storage_pool, is_whole ? n + 1 : 1);
  for (int i = 0; i < n; i++) {
    is_whole = is_whole && read_pool(list[i], offers);
    virStoragePoolFree(list[i]);
  }
  free(list);
  return is_whole;
}

struct host_offers *offers_list(virConnectPtr connection)
{
  struct host_offers *offers = g_new0(struct host_offers, 1);
  GPtrArray *names = g_ptr_array_new();
  if (read_networks(connection, names))
    offers->known |= OFFER_NETWORKS;
  if (read_interfaces(connection, names))
    offers->known |= OFFER_INTERFACES;
  if (read_pools(connection, offers))
    offers->known |= OFFER_POOLS;
  g_ptr_array_sort(names, text_order);
  g_ptr_array_add(names, NULL);
  offers->networks = (char **)g_ptr_array_free(names, FALSE);
  return offers;
}

GVariant *offers_read(virConnectPtr connection, const char *host)
{
  struct host_offers *offers = offers_list(connection);
  GVariantBuilder pools;
  g_variant_builder_init(&pools, G_VARIANT_TYPE("a(sss)"));
  for (guint i = 0; i < offers->n_pools; i++)
    g_variant_builder_add(&pools, "(sss)", offers->pools[i].name, offers->pools[i].type, offers->pools[i].path);
  GVariant *message = g_variant_new("(sy^asa(sss))", host, (guchar)offers->known, offers->networks, &pools);
  host_offers_free(offers);
  return message;
}
