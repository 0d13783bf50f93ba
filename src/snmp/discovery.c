#include "snmp/discovery.h"

#define PROBES 16 /* tables asked for in one request */
#define LOST_MAX 4 /* replies of one discovery that may fail to come: each is asked for anew, with fewer rows */

static guint64 bit(guint i)
{
  return G_GUINT64_CONSTANT(1) << i;
}

struct discovery *discovery_new(const struct discovery_setup *setup)
{
  struct discovery *discovery = g_new0(struct discovery, 1);
  discovery->subject = setup->subject;
  discovery->kind = setup->kind;
  discovery->tables = g_ptr_array_new();
  discovery->old = setup->old;
  discovery->bulk = setup->bulk;
  discovery->repetitions = setup->repetitions;
  discovery->probes = PROBES;
  discovery->inventory = inventory_new();
  for (guint i = 0; setup->tables[i] && discovery->tables->len < TABLES_MAX; i++) {
    const struct table *table = setup->tables[i];
    if (!table->views[setup->kind])
      continue;
    *(table->scattered ? &discovery->present : &discovery->unjudged) |= bit(discovery->tables->len);
    g_ptr_array_add(discovery->tables, (gpointer)table);
  }
  return discovery;
}

void discovery_free(struct discovery *discovery)
{
  if (!discovery)
    return;
  if (discovery->walking)
    walk_clear(&discovery->walk);
  inventory_free(discovery->inventory);
  g_ptr_array_unref(discovery->tables);
  g_free(discovery);
}

struct inventory *discovery_steal(struct discovery *discovery)
{
  return g_steal_pointer(&discovery->inventory);
}

/* The tables asked for in the next probe. */
static guint probed(const struct discovery *discovery, guint *tables)
{
  guint n = 0;
  for (guint i = 0; i < TABLES_MAX && n < discovery->probes; i++)
    if (discovery->unjudged & bit(i))
      tables[n++] = i;
  return n;
}

static gboolean has_table(const struct discovery *discovery, const struct table *table)
{
  for (guint i = 0; i < discovery->tables->len; i++)
    if (discovery->tables->pdata[i] == table)
      return (discovery->present & bit(i)) != 0;
  return FALSE;
}

/* Moves `next` to a table to walk, and begins. FALSE: there is none. */
static gboolean begin_walk(struct discovery *discovery)
{
  for (; discovery->next < discovery->tables->len; discovery->next++) {
    const struct table *table = discovery->tables->pdata[discovery->next];
    if (discovery->present & bit(discovery->next) && !(table->unless && has_table(discovery, table->unless))) {
      walk_init(&discovery->walk, table);
      discovery->walking = TRUE;
      return TRUE;
    }
    gboolean broken = (discovery->broken & bit(discovery->next)) != 0;
    inventory_add(discovery->inventory, table, discovery->subject, discovery->kind, NULL,
                  broken ? READING_BAD_VALUE : READING_NOT_SUPPORTED);
  }
  return FALSE;
}

/* What is there when something follows it that belongs to the table. */
static const struct oid *probe_of(const struct table *table)
{
  return table->entry.n > 0 ? &table->entry : &table->columns[1].oid;
}

gboolean discovery_ask(struct discovery *discovery, struct request *request)
{
  guint tables[PROBES], n = probed(discovery, tables);
  if (n == 0) {
    if (!discovery->walking && !begin_walk(discovery)) {
      inventory_take_over(discovery->inventory, discovery->old);
      return FALSE;
    }
    walk_ask(&discovery->walk, discovery->bulk ? (discovery->by_row ? 1 : discovery->repetitions) : 0, request);
    return TRUE;
  }
  request->kind = discovery->bulk ? REQUEST_BULK : REQUEST_NEXT;
  request->n = request->scalars = n;
  request->repetitions = 0;
  for (guint i = 0; i < n; i++)
    request->names[i] = *probe_of(discovery->tables->pdata[tables[i]]);
  return TRUE;
}

static void end_walk(struct discovery *discovery, enum reading_state why)
{
  struct walk *walk = &discovery->walk;
  gboolean kept = why == READING_NO_ANSWER &&
                  inventory_keep(discovery->inventory, discovery->old, walk->table);
  if (!kept)
    inventory_add(discovery->inventory, walk->table, discovery->subject, discovery->kind,
                  why == READING_KNOWN ? walk : NULL, why);
  if (walk->bad_cells && discovery->bad_cells == 0)
    discovery->first_bad = walk->first_bad;
  discovery->bad_cells += walk->bad_cells;
  walk_clear(walk);
  discovery->walking = discovery->by_row = FALSE;
  discovery->next++;
}

static void walk_go(struct discovery *discovery, enum walk_state state)
{
  if (state != WALK_ON)
    end_walk(discovery, state == WALK_BROKEN ? READING_BAD_VALUE : READING_KNOWN);
}

/* The agent may lack the first columns. */
static gboolean is_of_table(const struct oid *name, const struct table *table)
{
  for (guint i = 1; table->entry.n == 0 && i <= table->n_columns; i++)
    if (oid_is_below(name, &table->columns[i].oid))
      return TRUE;
  return table->entry.n > 0 && oid_is_below(name, &table->entry);
}

static void take_probe(struct discovery *discovery, const struct reply *reply)
{
  guint tables[PROBES], n = probed(discovery, tables);
  for (guint i = 0; i < n; i++) {
    const struct table *table = discovery->tables->pdata[tables[i]];
    const struct varbind *varbind = &reply->varbinds[i];
    if (reply->n > 0 && i >= reply->n)
      return; /* its replies hold no more: the rest is asked next */
    discovery->unjudged &= ~bit(tables[i]);
    if (reply->n == 0 || (varbind->value.type != VALUE_END && oid_compare(&varbind->name, probe_of(table)) <= 0))
      discovery->broken |= bit(tables[i]);
    else if (varbind->value.type != VALUE_END && is_of_table(&varbind->name, table))
      discovery->present |= bit(tables[i]);
  }
}

/* An agent of SNMP v1 lacks the one name that it refuses; for other errors fewer are asked, down to each alone. */
static void take_refused_probe(struct discovery *discovery, const struct reply *reply)
{
  guint tables[PROBES], n = probed(discovery, tables), position = reply->error_index;
  gboolean one = position >= 1 && position <= n && reply->error != ERROR_TOO_BIG;
  if (!one && n > 1) {
    discovery->probes = n / 2;
    return;
  }
  guint64 refused = bit(tables[one ? position - 1 : 0]);
  discovery->unjudged &= ~refused;
  if (reply->error != ERROR_NO_SUCH_NAME)
    discovery->broken |= refused;
}

static void take_refusal(struct discovery *discovery, const struct reply *reply)
{
  gboolean of_a_name = reply->error == ERROR_NO_SUCH_NAME || reply->error == ERROR_GENERAL;
  if (discovery->unjudged)
    take_refused_probe(discovery, reply);
  else if (reply->error == ERROR_TOO_BIG && discovery->repetitions > 1)
    discovery->repetitions /= 2;
  else if (reply->error == ERROR_GENERAL && discovery->bulk && !discovery->by_row)
    discovery->by_row = TRUE;
  else if (of_a_name && reply->error_index)
    walk_go(discovery, walk_take_end(&discovery->walk, reply->error_index)); /* the other columns may be well */
  else if (reply->error == ERROR_NO_ACCESS || reply->error == ERROR_AUTHORIZATION)
    end_walk(discovery, READING_REFUSED);
  else
    end_walk(discovery, READING_BAD_VALUE);
}

gboolean discovery_take(struct discovery *discovery, const struct reply *reply)
{
  switch (reply->status) {
  case REPLY_ANSWER:
    if (discovery->walking)
      walk_go(discovery, walk_take(&discovery->walk, reply));
    else
      take_probe(discovery, reply);
    return TRUE;
  case REPLY_REFUSED:
    take_refusal(discovery, reply);
    return TRUE;
  case REPLY_TIMEOUT:
    if (!discovery->walking)
      return FALSE;
    if (discovery->repetitions == 1 || discovery->lost++ >= LOST_MAX)
      end_walk(discovery, READING_NO_ANSWER);
    discovery->repetitions = MAX(1, discovery->repetitions / 3);
    return TRUE;
  case REPLY_MALFORMED:
    if (discovery->walking)
      end_walk(discovery, READING_BAD_VALUE);
    else
      discovery->broken |= discovery->unjudged, discovery->unjudged = 0;
    return TRUE;
  case REPLY_UNREACHABLE:
  case REPLY_DENIED:
    break;
  }
  return FALSE;
}
