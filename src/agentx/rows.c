#include "agentx/snapshot.h"

struct rows {
  GHashTable *by_key[MIB_TABLES];   /* key -> struct mib_row, whose reference it has */
  GHashTable *by_index[MIB_TABLES]; /* index -> the same, borrowed */
};

static void row_unref(gpointer data)
{
  struct mib_row *row = data;
  if (!g_atomic_ref_count_dec(&row->references))
    return;
  for (guint i = 0; i < row->n; i++)
    mib_value_clear(&row->values[i]);
  g_free(row->key);
  g_free(row);
}

static struct mib_row *row_ref(struct mib_row *row)
{
  g_atomic_ref_count_inc(&row->references);
  return row;
}

struct rows *rows_new(void)
{
  struct rows *rows = g_new0(struct rows, 1);
  for (guint i = 0; i < MIB_TABLES; i++) {
    rows->by_key[i] = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, row_unref);
    rows->by_index[i] = g_hash_table_new(NULL, NULL);
  }
  return rows;
}

void rows_free(struct rows *rows)
{
  for (guint i = 0; i < MIB_TABLES; i++) {
    g_hash_table_unref(rows->by_index[i]);
    g_hash_table_unref(rows->by_key[i]);
  }
  g_free(rows);
}

/* FNV-1a: the same in each life of the program. */
static guint32 hash_of(const char *key)
{
  guint32 hash = 2166136261u;
  for (; *key; key++)
    hash = (hash ^ (guchar)*key) * 16777619u;
  hash = (hash ^ hash >> 31) & MIB_INDEX_MAX;
  return hash ? hash : 1;
}

guint32 rows_index(const struct rows *rows, guint table, const char *key)
{
  const struct mib_row *row = g_hash_table_lookup(rows->by_key[table], key);
  guint64 number;
  if (row)
    return row->index;
  if (!mib_table(table)->key)
    return 1;
  if (mib_table(table)->key_is_index)
    return g_ascii_string_to_unsigned(key, 10, 1, MIB_INDEX_MAX, &number, NULL) ? (guint32)number : 0;
  guint32 index = hash_of(key);
  while (g_hash_table_contains(rows->by_index[table], GUINT_TO_POINTER(index)))
    index = index == MIB_INDEX_MAX ? 1 : index + 1;
  return index;
}

gboolean rows_put(struct rows *rows, guint table, const char *key, const char *text)
{
  json_auto_t *json = json_loads(text, 0, NULL);
  guint32 index = rows_index(rows, table, key);
  if (!json_is_object(json) || index == 0)
    return FALSE;
  const struct mib_table_row *shape = mib_table(table);
  struct mib_row *row = g_malloc0(sizeof *row + shape->n_columns * sizeof row->values[0]);
  g_atomic_ref_count_init(&row->references);
  row->key = g_strdup(key);
  row->index = index;
  row->told_us = g_get_monotonic_time();
  row->n = shape->n_columns;
  for (guint i = 0; i < row->n; i++)
    row->values[i] = mib_value_read(&shape->columns[i], json);
  g_hash_table_replace(rows->by_key[table], row->key, row);
  g_hash_table_replace(rows->by_index[table], GUINT_TO_POINTER(index), row);
  return TRUE;
}

void rows_remove(struct rows *rows, guint table, const char *key)
{
  const struct mib_row *row = g_hash_table_lookup(rows->by_key[table], key);
  if (!row)
    return;
  g_hash_table_remove(rows->by_index[table], GUINT_TO_POINTER(row->index));
  g_hash_table_remove(rows->by_key[table], key);
}

guint rows_count(const struct rows *rows)
{
  guint n = 0;
  for (guint i = 0; i < MIB_TABLES; i++)
    n += g_hash_table_size(rows->by_key[i]);
  return n;
}

static gint compare_rows(gconstpointer a, gconstpointer b)
{
  const struct mib_row *left = *(const struct mib_row *const *)a, *right = *(const struct mib_row *const *)b;
  return (left->index > right->index) - (left->index < right->index);
}

struct snapshot *rows_snapshot(struct rows *rows)
{
  struct snapshot *snapshot = g_new0(struct snapshot, 1);
  g_atomic_ref_count_init(&snapshot->references);
  for (guint i = 0; i < MIB_TABLES; i++) {
    GHashTableIter iter;
    gpointer row;
    snapshot->rows[i] = g_ptr_array_new_full(g_hash_table_size(rows->by_key[i]), row_unref);
    g_hash_table_iter_init(&iter, rows->by_key[i]);
    while (g_hash_table_iter_next(&iter, NULL, &row))
      g_ptr_array_add(snapshot->rows[i], row_ref(row));
    g_ptr_array_sort(snapshot->rows[i], compare_rows);
  }
  return snapshot;
}
