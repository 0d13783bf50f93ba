#pragma once
/*
 * Whether another host has the storage of a guest's disks, by the pools of both. Of a path that is in no pool of the
 * guest's host nothing can be known, nor of one in a folder below a pool's: libvirt looks itself when it migrates, so
 * what is not known hinders nothing. Before a volume is said to be missing its pool is read again (virStoragePoolRefresh),
 * for others may have made it. Blocks; needs acting connections.
 */
#include "virt/belongings.h"
#include "virt/offers.h"

struct storage_sides {
  virConnectPtr to;
  const struct host_offers *here, *there;
  const char *host; /* name of the other one */
};

/* A need of storage ("pool:images", "path:/srv/g1.qcow2"). Why the other host has it not; NULL: it has, or it is not
 * known. Caller frees. */
char *storage_lack(const struct storage_sides *sides, const char *need);

/* The same of a volume in a pool that it has. */
char *storage_lack_of_volume(const struct storage_sides *sides, const struct pool_volume *volume);

/* Whether the file is known to be there as well. */
gboolean storage_is_there(const struct storage_sides *sides, const char *path);
