#include "snmp/walk.h"

/* About 1,400 bytes at the 20 to 25 bytes that a binding of these tables takes. */
#define BINDINGS_PER_REPLY 60

static const enum scalar clock_scalars[] = {SCALAR_UPTIME, SCALAR_BOOTS};

static void row_clear(gpointer data)
{
  struct row *row = data;
  for (guint i = 0; i < COLUMNS_MAX; i++)
    cell_clear(&row->cells[i]);
}

void walk_init(struct walk *walk, const struct table *table)
{
  *walk = (struct walk){.table = table};
  walk->rows = g_array_new(FALSE, TRUE, sizeof(struct row));
  g_array_set_clear_func(walk->rows, row_clear);
  for (guint i = 0; i < table->n_columns; i++) {
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
  for (guint i = 0; i < walk->table->n_columns; i++)
    if (walk->cursors[i].open)
      columns[n++] = i;
  return n;
}

void walk_ask(const struct walk *walk, guint repetitions, struct request *request)
{
  guint columns[COLUMNS_MAX], n = open_columns(walk, columns);
  *request = (struct request){.bulk = TRUE};
  if (walk->table->timed)
    for (guint i = 0; i < G_N_ELEMENTS(clock_scalars); i++) {
      struct oid name = scalar_want(clock_scalars[i])->oid;
      name.n--; /* GETBULK asks for what follows: the instance .0 */
      request->names[request->n++] = name;
    }
  request->scalars = request->n;
  for (guint i = 0; i < n; i++)
    request->names[request->n++] = walk->cursors[columns[i]].last;
  request->repetitions = CLAMP(repetitions, 1, MAX(1, BINDINGS_PER_REPLY / MAX(1, n)));
}

static guint64 clock_number(const struct reply *reply, guint i)
{
  const struct want *want = scalar_want(clock_scalars[i]);
  const struct varbind *varbind = &reply->varbinds[i];
  if (i >= reply->n || oid_compare(&varbind->name, &want->oid) != 0 ||
      !(want->accept & (1u << varbind->value.type)))
    return G_MAXUINT64;
  return varbind->value.number;
}

static struct agent_time agent_time_of(const struct reply *reply)
{
  guint64 uptime = clock_number(reply, 0), boots = clock_number(reply, 1);
  return (struct agent_time){
      .known = uptime != G_MAXUINT64,
      .uptime_ticks = (guint32)uptime,
      .boots = boots == G_MAXUINT64 ? 0 : boots,
      .sent_us = reply->sent_us,
      .received_us = reply->received_us,
  };
}

/* The row of `index`, made if need be; NULL when there are too many. The columns advance abreast, so it is
 * mostly the last or near it. */
static struct row *row_at(struct walk *walk, const struct oid *index, const struct agent_time *time)
{
  for (guint i = walk->rows->len; i > 0; i--) {
    struct row *row = &g_array_index(walk->rows, struct row, i - 1);
    if (oid_compare(&row->index, index) == 0)
      return row;
  }
  if (walk->rows->len == walk->table->max_rows)
    return NULL;
  struct row row = {.index = *index, .time = *time};
  g_array_append_val(walk->rows, row);
  return &g_array_index(walk->rows, struct row, walk->rows->len - 1);
}

/* FALSE: its name does not grow. */
static gboolean binding_take(struct walk *walk, guint column, const struct varbind *varbind,
                             const struct agent_time *time)
{
  const struct want *want = &walk->table->columns[column];
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
  struct row *row = row_at(walk, &index, time);
  if (!row) {
    walk->cut = TRUE;
    walk->cursors[column].open = FALSE;
    return TRUE;
  }
  cell_take(&row->cells[column], &varbind->value, want->accept);
  if (row->cells[column].state == CELL_BAD && walk->bad_cells++ == 0)
    walk->first_bad = varbind->name;
  return TRUE;
}

enum walk_state walk_take(struct walk *walk, const struct reply *reply)
{
  guint columns[COLUMNS_MAX], n = open_columns(walk, columns);
  guint scalars = walk->table->timed ? G_N_ELEMENTS(clock_scalars) : 0;
  if (reply->n <= scalars)
    return WALK_BROKEN;
  struct agent_time time = scalars ? agent_time_of(reply) : (struct agent_time){.known = FALSE};
  for (gsize i = scalars; i < reply->n; i++) {
    guint column = columns[(i - scalars) % n];
    if (walk->cursors[column].open && !binding_take(walk, column, &reply->varbinds[i], &time))
      return WALK_BROKEN;
  }
  walk->bytes += reply->bytes;
  if (open_columns(walk, columns) == 0)
    return walk->cut ? WALK_CUT : WALK_WHOLE;
  return walk->bytes > WALK_BYTES_MAX ? WALK_CUT : WALK_ON;
}

gsize walk_n_rows(const struct walk *walk)
{
  return walk->rows->len;
}

const struct row *walk_row(const struct walk *walk, gsize i)
{
  return &g_array_index(walk->rows, struct row, i);
}
