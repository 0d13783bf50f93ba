#include "snmp/engines.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_NAME "engines"
#define FILE_BYTES_MAX (4 * 1024 * 1024)
#define RECORDS "a(ssux)" /* address, id in hexadecimal, boots, wall clock in us when the engine's time was 0 */
/* A clock that has moved less is not worth writing. */
#define DRIFT_US (10 * G_USEC_PER_SEC)

struct record {
  GBytes *id;
  guint32 boots;
  gint64 began_us; /* wall clock */
};

struct engines {
  char *folder, *path;
  GHashTable *records; /* address -> struct record: what the file holds */
  GHashTable *noted;   /* the same, of now; NULL: not between begin and end */
};

static void record_free(gpointer data)
{
  struct record *record = data;
  g_bytes_unref(record->id);
  g_free(record);
}

static GHashTable *records_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, record_free);
}

/* ---- the file ---- */

static GBytes *hex_parse(const char *hex)
{
  gsize n = strlen(hex) / 2;
  if (n < ENGINE_MIN || n > ENGINE_MAX || strspn(hex, "0123456789abcdef") != 2 * n || hex[2 * n])
    return NULL;
  guint8 bytes[ENGINE_MAX];
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
  return g_bytes_new(bytes, n);
}

static void engines_read(struct engines *engines, GVariant *file)
{
  GVariantIter iter;
  const char *address, *hex;
  struct record record;
  g_variant_iter_init(&iter, file);
  while (g_hash_table_size(engines->records) < LIMIT_HOSTS &&
         g_variant_iter_next(&iter, "(&s&sux)", &address, &hex, &record.boots, &record.began_us))
    if (record.boots <= G_MAXINT32 && (record.id = hex_parse(hex)))
      g_hash_table_replace(engines->records, g_strdup(address), g_memdup2(&record, sizeof record));
}

static void engines_load(struct engines *engines)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  struct stat state;
  if (stat(engines->path, &state) != 0 && errno == ENOENT)
    return;
  if (state.st_size > FILE_BYTES_MAX)
    g_set_error_literal(&error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "it is too large");
  else
    g_file_get_contents(engines->path, &text, NULL, &error);
  g_autoptr(GVariant) file = text ? g_variant_parse(G_VARIANT_TYPE(RECORDS), text, NULL, NULL, &error) : NULL;
  if (file)
    engines_read(engines, file);
  else
    g_warning("%s cannot be read, so agents of SNMPv3 are asked for their engine ids again: %s", engines->path,
              error->message);
}

static void engines_save(struct engines *engines)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer address, value;
  g_autoptr(GError) error = NULL;
  g_variant_builder_init(&builder, G_VARIANT_TYPE(RECORDS));
  g_hash_table_iter_init(&iter, engines->records);
  while (g_hash_table_iter_next(&iter, &address, &value)) {
    const struct record *record = value;
    g_autofree char *hex = text_hexadecimal(g_bytes_get_data(record->id, NULL), g_bytes_get_size(record->id));
    g_variant_builder_add(&builder, "(ssux)", address, hex, record->boots, record->began_us);
  }
  g_autoptr(GVariant) file = g_variant_ref_sink(g_variant_builder_end(&builder));
  g_autofree char *text = g_variant_print(file, TRUE);
  if (g_mkdir_with_parents(engines->folder, 0700) != 0 ||
      !g_file_set_contents_full(engines->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_warning("%s cannot be written, so agents of SNMPv3 are asked for their engine ids after a restart: %s",
              engines->path, error ? error->message : g_strerror(errno));
}

/* ---- what is known ---- */

struct engines *engines_open(const char *folder)
{
  struct engines *engines = g_new0(struct engines, 1);
  engines->folder = g_strdup(folder);
  engines->path = g_build_filename(folder, FILE_NAME, NULL);
  engines->records = records_new();
  engines_load(engines);
  return engines;
}

void engines_free(struct engines *engines)
{
  if (!engines)
    return;
  g_hash_table_unref(engines->records);
  g_free(engines->folder);
  g_free(engines->path);
  g_free(engines);
}

static struct engine engine_of(const struct record *record)
{
  return (struct engine){record->id, record->boots, record->began_us - g_get_real_time() + g_get_monotonic_time()};
}

void engines_each(const struct engines *engines, void (*take)(const char *address, const struct engine *engine, gpointer user),
                  gpointer user)
{
  GHashTableIter iter;
  gpointer address, record;
  g_hash_table_iter_init(&iter, engines->records);
  while (g_hash_table_iter_next(&iter, &address, &record)) {
    const struct engine engine = engine_of(record);
    take(address, &engine, user);
  }
}

gboolean engines_recall(const struct engines *engines, const char *address, struct engine *engine)
{
  const struct record *record = g_hash_table_lookup(engines->records, address);
  if (!record)
    return FALSE;
  *engine = engine_of(record);
  return TRUE;
}

void engines_begin(struct engines *engines)
{
  engines->noted = records_new();
}

void engines_note(struct engines *engines, const char *address, const struct engine *engine)
{
  if (g_hash_table_contains(engines->noted, address))
    return;
  const struct record record = {g_bytes_ref(engine->id), engine->boots,
                                engine->began_us - g_get_monotonic_time() + g_get_real_time()};
  g_hash_table_insert(engines->noted, g_strdup(address), g_memdup2(&record, sizeof record));
}

static gboolean records_equal(GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer address, value;
  g_hash_table_iter_init(&iter, a);
  while (g_hash_table_iter_next(&iter, &address, &value)) {
    const struct record *one = value, *other = g_hash_table_lookup(b, address);
    if (!other || one->boots != other->boots || !g_bytes_equal(one->id, other->id) ||
        ABS(one->began_us - other->began_us) > DRIFT_US)
      return FALSE;
  }
  return g_hash_table_size(a) == g_hash_table_size(b);
}

void engines_end(struct engines *engines)
{
  gboolean changed = !records_equal(engines->noted, engines->records);
  g_hash_table_unref(engines->records);
  engines->records = g_steal_pointer(&engines->noted);
  if (changed)
    engines_save(engines);
}
