#include "snmp/walk.h"

#include "base/text.h"

/* About 1,400 bytes at the 20 to 25 bytes that a binding of these tables takes. */
#define BINDINGS_PER_REPLY 60

static void row_clear(gpointer data)
{
  struct row *row = data;
  for (guint i = 1; i <= COLUMNS_MAX; i++)
    cell_clear(&row->cells[i]);
}

void walk_init(struct walk *walk, const struct table *table)
{
  *walk = (struct walk){.table = table};
  walk->rows = g_array_new(FALSE, TRUE, sizeof(struct row));
  g_array_set_clear_func(walk->rows, row_clear);
  for (guint i = 1; i <= table->n_columns; i++) {
    walk->cursors[i].last = table->columns[i].oid;
    walk->cursors[i].open = TRUE;
  }
}

void walk_clear(struct walk *walk)
{
  g_clear_pointer(&walk->rows, g_array_unref);
}

/* The columns still open, in order. */
static guint open_columns(const struct walk *walk, guint *columns)
{
  guint n = 0;
  for (guint i = 1; i <= walk->table->n_columns; i++)
    if (walk->cursors[i].open)
      columns[n++] = i;
  return n;
}

void walk_ask(const struct walk *walk, guint repetitions, struct request *request)
{
  guint columns[COLUMNS_MAX], n = open_columns(walk, columns);
  request->kind = repetitions ? REQUEST_BULK : REQUEST_NEXT;
  request->scalars = 0;
  request->n = 0;
  for (guint i = 0; i < n; i++)
    request->names[request->n++] = walk->cursors[columns[i]].last;
  guint most = walk->table->scalars ? 1 : MAX(1, BINDINGS_PER_REPLY / MAX(1, n));
  request->repetitions = CLAMP(repetitions, 1, most);
}

/* The row of `index`, made if need be; NULL when there are too many. The columns advance abreast, so it is
 * mostly the last or near it. */
static struct row *row_at(struct walk *walk, const struct oid *index)
{
  for (guint i = walk->rows->len; i > 0; i--) {
    struct row *row = &g_array_index(walk->rows, struct row, i - 1);
    if (oid_compare(&row->index, index) == 0)
      return row;
  }
  if (walk->rows->len == walk->table->max_rows)
    return NULL;
  struct row row = {.index = *index, .ordinal = walk->rows->len};
  g_array_append_val(walk->rows, row);
  return &g_array_index(walk->rows, struct row, walk->rows->len - 1);
}

/* FALSE: its name does not grow. */
static gboolean binding_take(struct walk *walk, guint column, const struct varbind *varbind)
{
  const struct column *want = &walk->table->columns[column];
  if (varbind->value.type == VALUE_END || varbind->value.type == VALUE_ABSENT) {
    walk->cursors[column].open = FALSE;
    return TRUE;
  }
  if (oid_compare(&varbind->name, &walk->cursors[column].last) <= 0)
    return FALSE;
  if (!oid_is_below(&varbind->name, &want->oid)) {
    walk->cursors[column].open = FALSE;
    return TRUE;
  }
  walk->cursors[column].last = varbind->name;
  struct oid index = oid_tail(&varbind->name, &want->oid);
  struct row *row = row_at(walk, &index);
  if (!row) {
    walk->cut = TRUE;
    walk->cursors[column].open = FALSE;
    return TRUE;
  }
  cell_take(&row->cells[column], &varbind->value, want->accept, want->sign);
  if (want->hexadecimal && row->cells[column].text) {
    g_free(row->cells[column].text);
    row->cells[column].text = text_hexadecimal(varbind->value.text, varbind->value.length);
  }
  if (row->cells[column].state == CELL_BAD && walk->bad_cells++ == 0)
    walk->first_bad = varbind->name;
  return TRUE;
}

/* Whether to go on. */
static enum walk_state walk_state(const struct walk *walk)
{
  guint columns[COLUMNS_MAX];
  if (open_columns(walk, columns) == 0)
    return walk->cut ? WALK_CUT : WALK_WHOLE;
  return walk->bytes > WALK_BYTES_MAX || walk->requests > WALK_REQUESTS_MAX ? WALK_CUT : WALK_ON;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
  return oid_compare(&((const struct row *)a)->index, &((const struct row *)b)->index);
}

/* Rows that lack the first columns came late: the agent's order is that of the index. */
static enum walk_state walk_go_on(struct walk *walk)
{
  enum walk_state state = walk_state(walk);
  if (state == WALK_ON)
    return state;
  g_array_sort(walk->rows, compare_rows);
  for (guint i = 0; i < walk->rows->len; i++)
    g_array_index(walk->rows, struct row, i).ordinal = i;
  return state;
}

enum walk_state walk_take(struct walk *walk, const struct reply *reply)
{
  guint columns[COLUMNS_MAX], n = open_columns(walk, columns);
  for (gsize i = 0; i < reply->n; i++) {
    guint column = columns[i % n];
    if (walk->cursors[column].open && !binding_take(walk, column, &reply->varbinds[i]))
      return WALK_BROKEN;
  }
  walk->bytes += reply->bytes;
  walk->requests++;
  for (guint i = 1; walk->table->scalars && i <= walk->table->n_columns; i++)
    walk->cursors[i].open = FALSE;
  enum walk_state state = walk_go_on(walk);
  walk->cut = state == WALK_CUT;
  return state;
}

enum walk_state walk_take_end(struct walk *walk, guint position)
{
  guint columns[COLUMNS_MAX], n = open_columns(walk, columns);
  if (position < 1 || position > n)
    return WALK_BROKEN;
  walk->cursors[columns[position - 1]].open = FALSE;
  return walk_go_on(walk);
}

void walk_drop_rows(struct walk *walk)
{
  g_array_set_size(walk->rows, 0);
}

guint walk_n_rows(const struct walk *walk)
{
  return walk->rows->len;
}

const struct row *walk_row(const struct walk *walk, guint i)
{
  return &g_array_index(walk->rows, struct row, i);
}
