#include "virt/storage_there.h"

#include "virt/library.h"

#include <libvirt/virterror.h>
#include <string.h>

enum found { FOUND_UNKNOWN, FOUND_NOT, FOUND };

static enum found found_of(virStorageVolPtr volume)
{
  if (!volume)
    return library_error_is(VIR_ERR_NO_STORAGE_VOL) ? FOUND_NOT : FOUND_UNKNOWN;
  virStorageVolFree(volume);
  return FOUND;
}

/* By its path where there is one, else by its name in the pool. */
static enum found find_volume(virConnectPtr to, virStoragePoolPtr pool, const char *path, const char *name)
{
  return found_of(path ? virStorageVolLookupByPath(to, path) : virStorageVolLookupByName(pool, name));
}

static enum found find_in_pool(virConnectPtr to, virStoragePoolPtr pool, const char *path, const char *name)
{
  enum found found = find_volume(to, pool, path, name);
  if (found != FOUND_NOT)
    return found;
  return virStoragePoolRefresh(pool, 0) == 0 ? find_volume(to, pool, path, name) : FOUND_UNKNOWN;
}

static enum found find_by_pool(const struct storage_sides *sides, const char *pool_name, const char *path, const char *name)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName(sides->to, pool_name);
  enum found found = pool ? find_in_pool(sides->to, pool, path, name) : FOUND_UNKNOWN;
  if (pool)
    virStoragePoolFree(pool);
  return found;
}

/* Of a path in a folder below the pool's its pool does not tell. */
static enum found find_path(const struct storage_sides *sides, const char *folder, const char *path)
{
  g_autofree char *parent = g_path_get_dirname(path);
  for (guint i = 0; i < sides->there->n_pools; i++) {
    const struct storage_pool *pool = &sides->there->pools[i];
    if (strcmp(pool->path, folder) == 0 && strcmp(parent, folder) == 0)
      return find_by_pool(sides, pool->name, path, NULL);
  }
  return FOUND_UNKNOWN;
}

static char *lack_of_path(const struct storage_sides *sides, const char *path)
{
  if (!host_offers_path(sides->here, path))
    return NULL;
  const char *folder = host_offers_path(sides->there, path);
  if (!folder)
    return g_strdup_printf("%s, over which %s has no storage pool", path, sides->host);
  return find_path(sides, folder, path) == FOUND_NOT
             ? g_strdup_printf("%s, which is not in %s's storage pool over %s", path, sides->host, folder)
             : NULL;
}

static gboolean has_pool(const struct host_offers *offers, const char *name)
{
  for (guint i = 0; i < offers->n_pools; i++)
    if (strcmp(offers->pools[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

char *storage_lack(const struct storage_sides *sides, const char *need)
{
  if (!(sides->there->known & OFFER_POOLS))
    return NULL;
  if (g_str_has_prefix(need, NEED_PATH))
    return lack_of_path(sides, need + strlen(NEED_PATH));
  const char *pool = need + strlen(NEED_POOL);
  return has_pool(sides->there, pool) ? NULL
                                      : g_strdup_printf("storage pool %s, which %s has not active", pool, sides->host);
}

char *storage_lack_of_volume(const struct storage_sides *sides, const struct pool_volume *volume)
{
  if (!(sides->there->known & OFFER_POOLS) || !has_pool(sides->there, volume->pool) ||
      find_by_pool(sides, volume->pool, NULL, volume->volume) != FOUND_NOT)
    return NULL;
  return g_strdup_printf("volume %s, which is not in %s's storage pool %s", volume->volume, sides->host, volume->pool);
}

gboolean storage_is_there(const struct storage_sides *sides, const char *path)
{
  const char *folder = host_offers_path(sides->there, path);
  return folder && find_path(sides, folder, path) == FOUND;
}
