#include "config/pack_tables.h"

#include "config/problems.h"

#include <string.h>

#define WRONG(node, ...) problem_add(problems, (node)->line, (node)->column, __VA_ARGS__)

static gboolean declare_class(struct pack_table *table, GPtrArray *problems)
{
  enum object_class whole = subject_class(table->of);
  /* What an agent inside a guest says lies beside what is seen from outside. */
  enum object_class own = whole == CLASS_GUEST ? CLASS_GUEST_INSIDE : whole;
  g_autoptr(GError) error = NULL;
  table->class = (guint16)(table->scalars ? own : object_class_declare(whole, table->label, &error));
  if (error)
    WRONG(table->node, "%s", error->message);
  return !error;
}

static gboolean declare_column(const struct pack_table *table, struct pack_column *column, GPtrArray *problems)
{
  g_autoptr(GError) error = NULL;
  column->id = (guint16)metric_declare(
      &(struct metric){column->metric, column->rrd_name, table->class, column->unit, column->kind, column->min,
                       column->max, column->help},
      &error);
  if (error)
    WRONG(column->node, "%s", error->message);
  return !error;
}

struct declaring {
  GPtrArray *tables, *problems;
};

static gboolean declare_tables(gpointer user)
{
  const struct declaring *declaring = user;
  gboolean is_sound = TRUE;
  for (guint i = 0; i < declaring->tables->len; i++) {
    struct pack_table *table = declaring->tables->pdata[i];
    gboolean has_class = declare_class(table, declaring->problems);
    is_sound = is_sound && has_class;
    for (guint k = 0; has_class && k < table->columns->len; k++)
      is_sound = declare_column(table, table->columns->pdata[k], declaring->problems) && is_sound;
  }
  return is_sound;
}

gboolean pack_tables_declare(GPtrArray *tables, GPtrArray *problems)
{
  return catalogue_declare_all(declare_tables, &(struct declaring){tables, problems});
}

static gboolean oid_equal(const struct pack_oid *a, const struct pack_oid *b)
{
  return a->n == b->n && memcmp(a->ids, b->ids, a->n * sizeof a->ids[0]) == 0;
}

static gboolean column_equal(const struct pack_column *a, const struct pack_column *b)
{
  return strcmp(a->metric, b->metric) == 0 && strcmp(a->rrd_name, b->rrd_name) == 0 && strcmp(a->unit, b->unit) == 0 &&
         strcmp(a->help, b->help) == 0 && oid_equal(&a->oid, &b->oid) && a->type == b->type && a->kind == b->kind &&
         !(a->scale < b->scale || a->scale > b->scale || a->min < b->min || a->min > b->min || a->max < b->max ||
           a->max > b->max);
}

static gboolean table_equal(const struct pack_table *a, const struct pack_table *b)
{
  if (a->scalars != b->scalars || a->of != b->of || g_strcmp0(a->name, b->name) != 0 ||
      g_strcmp0(a->label, b->label) != 0 || !oid_equal(&a->name_oid, &b->name_oid) || a->max_rows < b->max_rows ||
      a->max_rows > b->max_rows || a->columns->len != b->columns->len)
    return FALSE;
  for (guint i = 0; i < a->columns->len; i++)
    if (!column_equal(a->columns->pdata[i], b->columns->pdata[i]))
      return FALSE;
  return TRUE;
}

static void adopt(struct pack_table *table, const struct pack_table *former)
{
  table->class = former->class;
  for (guint i = 0; i < table->columns->len; i++) {
    struct pack_column *column = table->columns->pdata[i];
    column->id = ((const struct pack_column *)former->columns->pdata[i])->id;
  }
}

gboolean pack_tables_adopt(GPtrArray *tables, const GPtrArray *former)
{
  if (tables->len != former->len)
    return FALSE;
  for (guint i = 0; i < tables->len; i++)
    if (!table_equal(tables->pdata[i], former->pdata[i]))
      return FALSE;
  for (guint i = 0; i < tables->len; i++)
    adopt(tables->pdata[i], former->pdata[i]);
  return TRUE;
}
