#pragma once
/*
 * What a host has for guests: networks that are active, interfaces (bridges among them), storage pools that are active. Of
 * a kind all is told or nothing: nothing where the driver does not list it, where listing failed, or where there are more
 * than LIMIT_INSTANCES. Sources: virConnectListAllNetworks, virConnectListAllInterfaces, virConnectListAllStoragePools with
 * virStoragePoolGetXMLDesc. Blocks.
 */
#include "model/guest_needs.h"

#include <libvirt/libvirt.h>

/* Freed with host_offers_free(). */
struct host_offers *offers_list(virConnectPtr connection);

/* The same as a floating HOST_OFFERS body; `host` is its subject. */
GVariant *offers_read(virConnectPtr connection, const char *host);
