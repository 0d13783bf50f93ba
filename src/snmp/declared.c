#include "snmp/declared.h"

#include "config/pack_tables.h"
#include "snmp/discovery.h"
#include "snmp/row_reading.h"

#include <math.h>
#include <string.h>

G_STATIC_ASSERT(PACK_COLUMNS_MAX < COLUMNS_MAX && PACK_COLUMNS_MAX <= MEASURES_MAX && PACK_OID_MAX <= OID_MAX);

struct declared {
  struct table table; /* first: whoever has the table has its address */
  struct view view;
  char *name;
};

static const struct {
  guint accept;
  gboolean sign;
} types[PACK_TYPES] = {
    [PACK_INTEGER] = {TYPE(INTEGER) | TYPE(UNSIGNED), TRUE},
    [PACK_GAUGE] = {TYPE(UNSIGNED) | TYPE(INTEGER), FALSE},
    [PACK_COUNTER32] = {TYPE(COUNTER32), FALSE},
    [PACK_COUNTER64] = {TYPE(COUNTER64), FALSE},
    [PACK_TICKS] = {TYPE(TICKS), FALSE},
};

static void declared_free(gpointer data)
{
  struct declared *declared = data;
  g_free(declared->name);
  g_free(declared);
}

static gboolean take_oid(GVariant *ids, struct oid *oid)
{
  gsize n;
  const guint32 *fixed = g_variant_get_fixed_array(ids, &n, sizeof *fixed);
  if (n > PACK_OID_MAX)
    return FALSE;
  oid->n = (guint)n;
  if (n > 0)
    memcpy(oid->ids, fixed, n * sizeof *fixed);
  return TRUE;
}

static gboolean take_column(struct declared *declared, GVariant *row)
{
  guint16 metric;
  guchar type;
  double scale;
  g_autoptr(GVariant) ids = NULL;
  struct table *table = &declared->table;
  struct view *view = &declared->view;
  g_variant_get(row, "(q@auyd)", &metric, &ids, &type, &scale);
  struct column column = {.moving = TRUE};
  if (table->n_columns == PACK_COLUMNS_MAX || type >= PACK_TYPES || !take_oid(ids, &column.oid) ||
      metric >= metric_count() || metric_get(metric)->class != view->class)
    return FALSE;
  column.accept = types[type].accept;
  column.sign = types[type].sign;
  table->columns[++table->n_columns] = column;
  gboolean is_rate = metric_get(metric)->kind == METRIC_RATE;
  view->measures[view->n_measures++] = (struct measure){.metric = metric,
                                                        .kind = is_rate ? MEASURE_RATE : MEASURE_GAUGE,
                                                        .column = (guint8)table->n_columns,
                                                        .factor = scale,
                                                        .bound = is_rate ? metric_get(metric)->max / fabs(scale) : 0};
  return TRUE;
}

/* Columns that have one parent are those of one entry of a MIB. */
static void find_entry(struct table *table)
{
  struct oid entry = table->columns[1].oid;
  entry.n--;
  for (guint i = 1; i <= table->n_columns; i++)
    if (table->columns[i].oid.n != entry.n + 1 || !oid_is_below(&table->columns[i].oid, &entry))
      return;
  table->entry = entry;
  table->scattered = FALSE;
}

/* NULL where something in it cannot be. */
static struct declared *declared_new(GVariant *row)
{
  guchar kind;
  guint16 class;
  gboolean scalars;
  guint32 max_rows;
  g_autoptr(GVariant) name_ids = NULL, columns = NULL;
  struct declared *declared = g_new0(struct declared, 1);
  g_variant_get(row, "(syqbu@au@a(qauyd))", &declared->name, &kind, &class, &scalars, &max_rows, &name_ids, &columns);
  declared->view = (struct view){.class = class, .convert = scalars ? row_convert : NULL};
  declared->table = (struct table){.name = declared->name,
                                   .scalars = scalars,
                                   .scattered = TRUE,
                                   .max_rows = MIN(max_rows, LIMIT_INSTANCES)};
  struct column name = {.accept = TYPE(TEXT)};
  gboolean is_sound = kind < SUBJECT_KINDS && class < object_class_count() && take_oid(name_ids, &name.oid);
  for (gsize i = 0; is_sound && i < g_variant_n_children(columns); i++) {
    g_autoptr(GVariant) column = g_variant_get_child_value(columns, i);
    is_sound = take_column(declared, column);
  }
  if (!is_sound || declared->table.n_columns == 0) {
    declared_free(declared);
    return NULL;
  }
  if (name.oid.n > 0) {
    declared->table.name_column = (guint8)++declared->table.n_columns;
    declared->table.columns[declared->table.name_column] = name;
  }
  declared->table.views[kind] = &declared->view;
  find_entry(&declared->table);
  return declared;
}

static guint count_of(const GPtrArray *tables, guint kind)
{
  guint n = 0;
  for (guint i = 0; i < tables->len; i++) {
    const struct table *table = tables->pdata[i];
    n += table && table->views[kind];
  }
  return n;
}

static gboolean has_room(const GPtrArray *tables, const GPtrArray *builtin, const struct table *table)
{
  for (guint kind = 0; kind < SUBJECT_KINDS; kind++)
    if (table->views[kind] && count_of(tables, kind) + count_of(builtin, kind) >= TABLES_MAX)
      return FALSE;
  return TRUE;
}

GPtrArray *declared_tables(GVariant *body, const GPtrArray *builtin)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func(declared_free);
  for (gsize i = 0; i < g_variant_n_children(body); i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(body, i);
    struct declared *declared = declared_new(row);
    if (declared && has_room(tables, builtin, &declared->table)) {
      g_ptr_array_add(tables, declared);
      continue;
    }
    g_warning("a table that a pack declares is not polled: it is one too many, or not what it must be");
    g_clear_pointer(&declared, declared_free);
  }
  return tables;
}
