/* Save images and the storage volumes through which they are removed. A pool is the folder it holds. */
#include "fake.h"

#include <stdlib.h>
#include <string.h>

struct _virStoragePool {
  virConnectPtr connection;
  char *folder;
};

struct _virStorageVol {
  virConnectPtr connection;
  char *path;
};

char *virDomainSaveImageGetXMLDesc(virConnectPtr connection, const char *path, unsigned flags)
{
  (void)flags;
  return fake_text(connection, "image-xml", path, NULL);
}

static const char *path_of(virTypedParameterPtr params, int n)
{
  const char *path = NULL;
  virTypedParamsGetString(params, n, VIR_DOMAIN_SAVE_PARAM_FILE, &path);
  return path ? path : "";
}

int virDomainSaveParams(virDomainPtr domain, virTypedParameterPtr params, int n, unsigned flags)
{
  (void)flags;
  return fake_do(domain->connection, "save", domain->uuid, path_of(params, n), NULL);
}

int virDomainRestoreParams(virConnectPtr connection, virTypedParameterPtr params, int n, unsigned flags)
{
  return fake_do(connection, "restore", path_of(params, n), flags & VIR_DOMAIN_SAVE_RUNNING ? "running" : "", NULL);
}

static virStoragePoolPtr pool_new(virConnectPtr connection, const char *folder)
{
  virStoragePoolPtr pool = g_new0(struct _virStoragePool, 1);
  virConnectRef(connection);
  pool->connection = connection;
  pool->folder = g_strdup(folder);
  return pool;
}

virStoragePoolPtr virStoragePoolLookupByTargetPath(virConnectPtr connection, const char *folder)
{
  return fake_do(connection, "pool", folder, NULL) == 0 ? pool_new(connection, folder) : NULL;
}

virStoragePoolPtr virStoragePoolLookupByName(virConnectPtr connection, const char *name)
{
  return virStoragePoolLookupByTargetPath(connection, name);
}

virStoragePoolPtr virStoragePoolCreateXML(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)flags;
  g_autofree char *folder = fake_text(connection, "pool-create", xml, NULL);
  return folder ? pool_new(connection, folder) : NULL;
}

int virStoragePoolDestroy(virStoragePoolPtr pool)
{
  return fake_do(pool->connection, "pool-destroy", pool->folder, NULL);
}

int virStoragePoolFree(virStoragePoolPtr pool)
{
  virConnectClose(pool->connection);
  g_free(pool->folder);
  g_free(pool);
  return 0;
}

const char *virStoragePoolGetName(virStoragePoolPtr pool)
{
  return pool->folder;
}

char *virStoragePoolGetXMLDesc(virStoragePoolPtr pool, unsigned flags)
{
  (void)pool, (void)flags;
  fake_lacks("virStoragePoolGetXMLDesc");
  return NULL;
}

int virStoragePoolRefresh(virStoragePoolPtr pool, unsigned flags)
{
  (void)flags;
  return fake_do(pool->connection, "pool", pool->folder, NULL);
}

int virConnectNumOfStoragePools(virConnectPtr connection)
{
  (void)connection;
  return 0;
}

int virConnectListAllStoragePools(virConnectPtr connection, virStoragePoolPtr **list, unsigned flags)
{
  (void)connection, (void)flags;
  *list = calloc(1, sizeof **list);
  return 0;
}

virStorageVolPtr virStorageVolLookupByPath(virConnectPtr connection, const char *path)
{
  if (fake_do(connection, "volume", path, NULL) < 0)
    return NULL;
  virStorageVolPtr volume = g_new0(struct _virStorageVol, 1);
  virConnectRef(connection);
  volume->connection = connection;
  volume->path = g_strdup(path);
  return volume;
}

virStorageVolPtr virStorageVolLookupByName(virStoragePoolPtr pool, const char *name)
{
  return virStorageVolLookupByPath(pool->connection, name);
}

int virStorageVolDelete(virStorageVolPtr volume, unsigned flags)
{
  (void)flags;
  return fake_do(volume->connection, "volume-delete", volume->path, NULL);
}

int virStorageVolFree(virStorageVolPtr volume)
{
  virConnectClose(volume->connection);
  g_free(volume->path);
  g_free(volume);
  return 0;
}
