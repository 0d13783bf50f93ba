#include "agentx/snapshot.h"

struct snapshot *snapshot_ref(struct snapshot *snapshot)
{
  g_atomic_ref_count_inc(&snapshot->references);
  return snapshot;
}

void snapshot_unref(struct snapshot *snapshot)
{
  if (!g_atomic_ref_count_dec(&snapshot->references))
    return;
  for (guint i = 0; i < MIB_TABLES; i++)
    g_ptr_array_unref(snapshot->rows[i]);
  g_free(snapshot);
}

gsize instance_oid(const struct instance *instance, guint32 oid[INSTANCE_OID_MAX])
{
  const struct mib_table_row *table = mib_table(instance->table);
  guint32 number = table->columns[instance->column].number;
  gsize n = 0;
  oid[n++] = instance->table + 1;
  if (table->key)
    oid[n++] = 1;
  oid[n++] = number;
  oid[n++] = table->key ? instance->row->index : 0;
  return n;
}

static gboolean has_value(const struct mib_table_row *table, guint column, const struct mib_row *row)
{
  return row->values[column].kind != MIB_NOTHING || table->columns[column].syntax == SYNTAX_AGE;
}

/* The place of the first row whose index is at least `index`. */
static guint lower_bound(const GPtrArray *rows, guint32 index)
{
  guint low = 0, high = rows->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (((const struct mib_row *)rows->pdata[middle])->index < index)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* As memcmp, a prefix being less. */
static int compare_oids(const guint32 *a, gsize n_a, const guint32 *b, gsize n_b)
{
  for (gsize i = 0; i < MIN(n_a, n_b); i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return (n_a > n_b) - (n_a < n_b);
}

/* The first instance of the column behind `oid`. */
static gboolean next_in_column(const struct snapshot *snapshot, const guint32 *oid, gsize length, struct instance *found)
{
  const struct mib_table_row *table = mib_table(found->table);
  const GPtrArray *rows = snapshot->rows[found->table];
  guint32 own[INSTANCE_OID_MAX];
  gsize places = table->key ? 3 : 2; /* before the index */
  if (rows->len == 0)
    return FALSE;
  found->row = rows->pdata[0];
  instance_oid(found, own);
  int order = compare_oids(oid, MIN(length, places), own, places);
  if (order > 0)
    return FALSE;
  guint from = 0;
  if (order == 0 && length > places) {
    if (!table->key)
      return FALSE;
    from = oid[places] == G_MAXUINT32 ? rows->len : lower_bound(rows, oid[places] + 1);
  }
  for (guint i = from; i < rows->len; i++) {
    found->row = rows->pdata[i];
    if (has_value(table, found->column, found->row))
      return TRUE;
  }
  return FALSE;
}

gboolean snapshot_next(const struct snapshot *snapshot, const guint32 *oid, gsize length, struct instance *found)
{
  guint first = length > 0 && oid[0] > 1 ? MIN(oid[0] - 1, MIB_TABLES) : 0;
  for (found->table = first; found->table < MIB_TABLES; found->table++)
    for (found->column = 0; found->column < mib_table(found->table)->n_columns; found->column++)
      if (next_in_column(snapshot, oid, length, found))
        return TRUE;
  return FALSE;
}

gboolean snapshot_find(const struct snapshot *snapshot, const guint32 *oid, gsize length, struct instance *found)
{
  guint32 own[INSTANCE_OID_MAX];
  if (length < 3 || oid[0] < 1 || oid[0] > MIB_TABLES)
    return FALSE;
  found->table = oid[0] - 1;
  const struct mib_table_row *table = mib_table(found->table);
  const GPtrArray *rows = snapshot->rows[found->table];
  guint place = table->key ? lower_bound(rows, oid[length - 1]) : 0;
  if (place >= rows->len)
    return FALSE;
  found->row = rows->pdata[place];
  for (found->column = 0; found->column < table->n_columns; found->column++)
    if (compare_oids(oid, length, own, instance_oid(found, own)) == 0)
      return has_value(table, found->column, found->row);
  return FALSE;
}
