#include "config/pack_tables.h"

#include "config/problems.h"

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
