#include "virt/deeds.h"
#include "virt/xml.h"

#include <stdlib.h>

/* libvirt reads the image's header on the host itself: provost may not see the hosts' files. */
gboolean deed_image_is_ours(struct deed_call *call, virConnectPtr connection)
{
  char *xml = virDomainSaveImageGetXMLDesc(connection, call->path, 0);
  if (!xml) {
    g_autofree char *what = g_strdup_printf("%s cannot read a saved guest in %s", endpoint_name(call->host),
                                            call->path);
    deed_call_refused(call, connection, what);
    return FALSE;
  }
  g_autofree char *uuid = xml_text(xml, "/domain/uuid");
  free(xml);
  if (g_strcmp0(uuid, call->uuid) == 0)
    return TRUE;
  deed_call_failed(call, "%s on %s holds the guest %s, not %s", call->path, endpoint_name(call->host),
                   uuid ? uuid : "without a UUID", call->uuid);
  return FALSE;
}

void deed_check_image(struct deed_call *call, virConnectPtr connection)
{
  /* Nothing changes, but without an answer nothing is known either. */
  if (deed_call_begin(call) && deed_image_is_ours(call, connection))
    deed_call_done(call);
}

/* The pool that holds the image's folder, its list of files fresh; a transient one where there is none.
 * libvirt has one pool per folder at most. */
static virStoragePoolPtr open_pool(const struct deed_call *call, virConnectPtr connection, gboolean *is_ours)
{
  g_autofree char *folder = g_path_get_dirname(call->path);
  virStoragePoolPtr pool = virStoragePoolLookupByTargetPath(connection, folder);
  *is_ours = !pool;
  if (pool) {
    virStoragePoolRefresh(pool, 0);
    return pool;
  }
  g_autofree char *xml = g_markup_printf_escaped("<pool type='dir'><name>provost-%" G_GUINT64_FORMAT
                                                 "</name><target><path>%s</path></target></pool>",
                                                 call->id, folder);
  return virStoragePoolCreateXML(connection, xml, 0);
}

static void remove_volume(struct deed_call *call, virConnectPtr connection)
{
  virStorageVolPtr volume = virStorageVolLookupByPath(connection, call->path);
  if (!volume)
    deed_call_refused(call, connection, "the saved guest is not among the host's storage volumes");
  else if (!deed_call_begin(call))
    ;
  else if (virStorageVolDelete(volume, 0) == 0)
    deed_call_done(call);
  else
    deed_call_refused(call, connection, "the saved guest was not removed");
  if (volume)
    virStorageVolFree(volume);
}

void deed_remove_image(struct deed_call *call, virConnectPtr connection)
{
  /* Whoever names the wrong file must not lose a disk. */
  if (!deed_image_is_ours(call, connection))
    return;
  gboolean is_ours;
  virStoragePoolPtr pool = open_pool(call, connection, &is_ours);
  if (!pool) {
    deed_call_refused(call, connection, "the host does not manage storage, remove the file by hand");
    return;
  }
  remove_volume(call, connection);
  if (is_ours)
    virStoragePoolDestroy(pool);
  virStoragePoolFree(pool);
}
