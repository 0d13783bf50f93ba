#include "virt/guest_info.h"

#include "base/text.h"
#include "model/guest_agent.h"
#include "model/object.h"
#include "virt/fields.h"

#include <gio/gio.h>

struct file_system {
  char *object;
  struct reading size, used;
};

struct guest_info {
  char *uuid, *hostname, *os;
  GPtrArray *addresses;
  GArray *file_systems; /* struct file_system */
};

static void file_system_clear(gpointer data)
{
  g_free(((struct file_system *)data)->object);
}

/* "" where it is not there. */
static char *clean_text(GHashTable *fields, const char *name)
{
  const char *text = fields_text(fields, "%s", name);
  return text_clean(text ? text : "", LIMIT_URI);
}

static char *os_name(GHashTable *fields)
{
  g_autofree char *pretty = clean_text(fields, "os.pretty-name");
  return pretty[0] ? g_steal_pointer(&pretty) : clean_text(fields, "os.name");
}

/* How many there are of what the field counts, at most `max`. */
static guint take_count(GHashTable *fields, guint max, const char *name)
{
  guint64 count;
  return fields_number(fields, &count, "%s", name) ? (guint)MIN(count, max) : 0;
}

static struct reading bytes_reading(GHashTable *fields, enum metric_id metric, guint i, const char *field)
{
  guint64 bytes;
  return fields_number(fields, &bytes, "fs.%u.%s", i, field)
             ? reading_known(metric, (double)bytes)
             : reading_unknown(metric, READING_NOT_SUPPORTED);
}

/* A file system cannot hold more than there is of it. */
static void check_used(struct file_system *fs)
{
  if (fs->size.state == READING_KNOWN && fs->used.state == READING_KNOWN && fs->used.value > fs->size.value)
    fs->used = reading_unknown(fs->used.metric, READING_BAD_VALUE);
}

/* By nature full, or in memory only: nobody is to be told of them. */
static gboolean is_no_disk(const char *type)
{
  static const char *const types[] = {"squashfs", "erofs", "iso9660", "udf", "CDFS", "UDF",
                                      "tmpfs", "devtmpfs", "ramfs", "overlay", "autofs", NULL};
  return type && g_strv_contains(types, type);
}

/* One object has one value: of mounts with the same name the first counts. */
static void take_file_systems(struct guest_info *info, GHashTable *fields)
{
  g_autofree char *guest = subject_format(SUBJECT_GUEST, info->uuid);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  guint count = take_count(fields, LIMIT_INSTANCES, "fs.count");
  for (guint i = 0; i < count; i++) {
    const char *mountpoint = fields_text(fields, "fs.%u.mountpoint", i);
    if (!mountpoint || !mountpoint[0] || is_no_disk(fields_text(fields, "fs.%u.fstype", i)))
      continue;
    g_autofree char *clean = text_clean(mountpoint, LIMIT_URI);
    g_autofree char *object = object_part(guest, CLASS_GUEST_STORAGE, clean);
    if (g_hash_table_contains(seen, object))
      continue;
    struct file_system fs = {
        .object = g_steal_pointer(&object),
        .size = bytes_reading(fields, METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES, i, "total-bytes"),
        .used = bytes_reading(fields, METRIC_GUEST_INSIDE_STORAGE_USED_BYTES, i, "used-bytes"),
    };
    check_used(&fs);
    g_hash_table_add(seen, fs.object);
    g_array_append_val(info->file_systems, fs);
  }
}

/* Written anew from the parsed address, so that nothing but an address can come out. */
static void take_address(GPtrArray *addresses, const char *text)
{
  g_autoptr(GInetAddress) address = text ? g_inet_address_new_from_string(text) : NULL;
  if (address && !g_inet_address_get_is_loopback(address))
    g_ptr_array_add(addresses, g_inet_address_to_string(address));
}

static void take_addresses(struct guest_info *info, GHashTable *fields)
{
  guint interfaces = take_count(fields, LIMIT_INSTANCES, "if.count");
  for (guint i = 0; i < interfaces; i++) {
    g_autofree char *count_name = g_strdup_printf("if.%u.addr.count", i);
    guint count = take_count(fields, GUEST_ADDRESSES_MAX, count_name);
    for (guint k = 0; k < count && info->addresses->len < GUEST_ADDRESSES_MAX; k++)
      take_address(info->addresses, fields_text(fields, "if.%u.addr.%u.addr", i, k));
  }
}

struct guest_info *guest_info_new(const char *uuid, const virTypedParameter *params, int n)
{
  g_autoptr(GHashTable) fields = fields_new(params, n);
  struct guest_info *info = g_new(struct guest_info, 1);
  *info = (struct guest_info){
      .uuid = g_strdup(uuid),
      .hostname = clean_text(fields, "hostname"),
      .os = os_name(fields),
      .addresses = g_ptr_array_new_with_free_func(g_free),
      .file_systems = g_array_new(FALSE, FALSE, sizeof(struct file_system)),
  };
  g_array_set_clear_func(info->file_systems, file_system_clear);
  take_file_systems(info, fields);
  take_addresses(info, fields);
  return info;
}

void guest_info_free(struct guest_info *info)
{
  if (!info)
    return;
  g_free(info->uuid);
  g_free(info->hostname);
  g_free(info->os);
  g_ptr_array_unref(info->addresses);
  g_array_unref(info->file_systems);
  g_free(info);
}

void guest_info_add(const struct guest_info *info, struct batch *batch, guint32 age_ms)
{
  for (guint i = 0; i < info->file_systems->len; i++) {
    const struct file_system *fs = &g_array_index(info->file_systems, struct file_system, i);
    struct reading readings[] = {fs->size, fs->used};
    for (gsize k = 0; k < G_N_ELEMENTS(readings); k++)
      readings[k].age_ms = readings[k].state == READING_KNOWN ? age_ms : 0;
    batch_add(batch, fs->object, readings, G_N_ELEMENTS(readings));
  }
}

void guest_info_add_unknown(const struct guest_info *info, struct batch *batch, enum reading_state why)
{
  for (guint i = 0; i < info->file_systems->len; i++)
    batch_add_unknown(batch, g_array_index(info->file_systems, struct file_system, i).object,
                      CLASS_GUEST_STORAGE, why);
}

GVariant *guest_info_message(const struct guest_info *info)
{
  return g_variant_new("(sss@as)", info->uuid, info->hostname, info->os,
                       g_variant_new_strv((const char *const *)info->addresses->pdata,
                                          (gssize)info->addresses->len));
}
