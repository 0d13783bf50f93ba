#include "virt/deeds.h"
#include "virt/library.h"
#include "virt/xml.h"

#include <libvirt/virterror.h>
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
  if (!volume && library_error_is(VIR_ERR_NO_STORAGE_VOL))
    deed_call_done(call); /* the list of files is fresh: there is none */
  else if (!volume)
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

static gboolean bears_our_name(const struct deed_call *call)
{
  g_autofree char *name = g_path_get_basename(call->path);
  g_autofree char *end = g_strdup_printf("-%s.img", call->uuid);
  return g_str_has_prefix(name, "provost-") && g_str_has_suffix(name, end);
}

/* Whoever names the wrong file must not lose a disk. What a save that was cut off left behind cannot be
 * read: then its name must do. */
static gboolean may_remove(struct deed_call *call, virConnectPtr connection)
{
  char *xml = virDomainSaveImageGetXMLDesc(connection, call->path, 0);
  gboolean is_readable = xml != NULL;
  free(xml);
  if (!is_readable && virConnectIsAlive(connection) == 1 && bears_our_name(call))
    return TRUE;
  return deed_image_is_ours(call, connection);
}

void deed_remove_image(struct deed_call *call, virConnectPtr connection)
{
  if (!may_remove(call, connection))
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
