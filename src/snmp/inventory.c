#include "snmp/inventory.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static void instance_clear(gpointer data)
{
  struct instance *instance = data;
  g_free(instance->object);
  g_free(instance->ids);
}

static void interface_clear(gpointer data)
{
  struct interface_seen *seen = data;
  g_free(seen->name);
  g_free(seen->alias);
}

struct inventory *inventory_new(void)
{
  struct inventory *inventory = g_new0(struct inventory, 1);
  inventory->found = g_array_new(FALSE, FALSE, sizeof(struct found));
  inventory->instances = g_array_new(FALSE, FALSE, sizeof(struct instance));
  g_array_set_clear_func(inventory->instances, instance_clear);
  inventory->slots = g_array_new(FALSE, FALSE, sizeof(struct slot));
  inventory->interfaces = g_array_new(FALSE, FALSE, sizeof(struct interface_seen));
  g_array_set_clear_func(inventory->interfaces, interface_clear);
  inventory->has_boots = TRUE;
  return inventory;
}

void inventory_free(struct inventory *inventory)
{
  if (!inventory)
    return;
  g_array_unref(inventory->found);
  g_array_unref(inventory->instances);
  g_array_unref(inventory->slots);
  g_array_unref(inventory->interfaces);
  for (guint i = 0; i < IDENTITIES; i++)
    g_free(inventory->identity[i]);
  g_free(inventory);
}

struct instance *inventory_instance(const struct inventory *inventory, guint i)
{
  return &g_array_index(inventory->instances, struct instance, i);
}

struct slot *inventory_slot(const struct inventory *inventory, guint i)
{
  return &g_array_index(inventory->slots, struct slot, i);
}

const struct slot *instance_slot(const struct inventory *inventory, const struct instance *instance,
                                 guint8 column)
{
  for (guint i = 0; i < instance->n_slots; i++) {
    const struct slot *slot = inventory_slot(inventory, instance->first_slot + i);
    if (slot->column == column)
      return slot;
  }
  return NULL;
}

/* ---- making ---- */

/* The columns of a row that are polled: those its measures read, and what these need beside. */
static guint32 columns_wanted(const struct instance *instance, const struct row *row, const struct choice *choice)
{
  const struct table *table = instance->table;
  const struct view *view = instance->view;
  guint32 wanted = 0;
  if (table->marks || view->convert)
    return choice->columns;
  for (guint i = 0; i < view->n_measures; i++) {
    const struct measure *measure = &view->measures[i];
    if (!(instance->measures & 1u << i) || measure->kind == MEASURE_FIXED)
      continue;
    gboolean lacks = row->cells[measure->column].state == CELL_ABSENT && measure->otherwise;
    wanted |= 1u << (lacks ? measure->otherwise : measure->column);
    if (measure->kind == MEASURE_RATE && table->discontinuity)
      wanted |= 1u << table->discontinuity;
  }
  return table->status ? wanted | 1u << table->status : wanted;
}

static void add_slots(struct inventory *inventory, struct instance *instance, const struct row *row,
                      const struct choice *choice)
{
  const struct table *table = instance->table;
  guint32 wanted = columns_wanted(instance, row, choice);
  instance->first_slot = inventory->slots->len;
  for (guint8 i = 1; i <= table->n_columns; i++) {
    if (!table->columns[i].moving || row->cells[i].state == CELL_ABSENT || !(wanted & 1u << i))
      continue;
    const struct slot slot = {.column = i};
    g_array_append_val(inventory->slots, slot);
    instance->n_slots++;
  }
}

static gboolean choose(const struct table *table, const struct row *row, enum subject_kind kind,
                       struct choice *choice)
{
  *choice = (struct choice){
      .check = table->name_column, .measures = G_MAXUINT32, .columns = G_MAXUINT32, .factor = 1, .fixed = NAN, .role = INTERFACE_ROLES};
  if (table->name_column && row->cells[table->name_column].text)
    choice->name = row->cells[table->name_column].text;
  if (table->choose)
    return table->choose(row, kind, choice);
  return TRUE;
}

/* The part's name in the report: its own, or with its index where that one is taken. Caller frees. */
static char *part_object(const struct inventory *inventory, const char *subject, guint class,
                         const struct choice *choice, const struct row *row)
{
  g_autofree char *index = oid_format(&row->index);
  g_autofree char *object =
      object_part(subject, class, choice->name && choice->name[0] ? choice->name : index);
  if (!inventory_part(inventory, object))
    return g_steal_pointer(&object);
  g_autofree char *indexed = g_strdup_printf("%s#%s", index, choice->name);
  return object_part(subject, class, indexed);
}

static void add_interface(struct inventory *inventory, const char *name, const char *alias, enum interface_role role)
{
  if (role == INTERFACE_ROLES || inventory->interfaces->len == TABLE_PARTS_MAX)
    return;
  const struct interface_seen seen = {g_strdup(name), g_strdup(alias ? alias : ""), role};
  g_array_append_val(inventory->interfaces, seen);
}

static void add_row(struct inventory *inventory, const struct found *found, const char *subject,
                    enum subject_kind kind, const struct row *row)
{
  struct choice choice;
  gboolean chosen = choose(found->table, row, kind, &choice);
  add_interface(inventory, choice.name, choice.alias, choice.role);
  if (!chosen)
    return;
  struct instance instance = {
      .table = found->table,
      .view = found->view,
      .ids = g_memdup2(row->index.ids, row->index.n * sizeof row->index.ids[0]),
      .n_ids = (guint8)row->index.n,
      .ordinal = row->ordinal,
      .check = choice.check,
      .measures = choice.measures,
      .factor = choice.factor,
      .fixed = choice.fixed,
      .bound = choice.bound,
      .why = READING_FIRST,
  };
  if (choice.check && row->cells[choice.check].text)
    instance.check_hash = g_str_hash(row->cells[choice.check].text);
  else
    instance.check = 0;
  if (!found->table->marks && !found->view->convert)
    instance.object = part_object(inventory, subject, found->view->class, &choice, row);
  add_slots(inventory, &instance, row, &choice);
  if (instance.n_slots == 0)
    instance.why = READING_KNOWN; /* nothing of it is polled */
  g_array_append_val(inventory->instances, instance);
}

static void add_identity(struct inventory *inventory, const struct row *row)
{
  for (guint i = 0; i < IDENTITIES; i++)
    text_replace(&inventory->identity[i], row->cells[i].text);
}

void inventory_add(struct inventory *inventory, const struct table *table, const char *subject,
                   enum subject_kind kind, const struct walk *walk, enum reading_state why)
{
  struct found found = {.table = table,
                        .view = table->views[kind],
                        .first = inventory->instances->len,
                        .first_seen = inventory->interfaces->len,
                        .why = why,
                        .cut = walk && walk->cut};
  guint most = found.view && found.view->convert ? table->max_rows : TABLE_PARTS_MAX;
  for (guint i = 0; walk && i < walk_n_rows(walk); i++) {
    if (inventory->instances->len - found.first == most) {
      found.cut = TRUE;
      break;
    }
    if (table->identity)
      add_identity(inventory, walk_row(walk, i));
    else
      add_row(inventory, &found, subject, kind, walk_row(walk, i));
  }
  found.n = inventory->instances->len - found.first;
  found.n_seen = inventory->interfaces->len - found.first_seen;
  g_array_append_val(inventory->found, found);
}

static void copy_instance(struct inventory *inventory, const struct inventory *old,
                          const struct instance *instance)
{
  struct instance copy = *instance;
  copy.object = g_strdup(instance->object);
  copy.ids = g_memdup2(instance->ids, instance->n_ids * sizeof instance->ids[0]);
  copy.first_slot = inventory->slots->len;
  g_array_append_vals(inventory->slots, inventory_slot(old, instance->first_slot), instance->n_slots);
  g_array_append_val(inventory->instances, copy);
}

gboolean inventory_keep(struct inventory *inventory, const struct inventory *old, const struct table *table)
{
  for (guint i = 0; old && i < old->found->len; i++) {
    struct found found = g_array_index(old->found, struct found, i);
    if (found.table != table || (found.n == 0 && !table->identity))
      continue;
    if (table->identity)
      for (guint k = 0; k < IDENTITIES; k++)
        text_replace(&inventory->identity[k], old->identity[k]);
    guint first = found.first, first_seen = found.first_seen;
    found.first = inventory->instances->len;
    for (guint k = 0; k < found.n; k++)
      copy_instance(inventory, old, inventory_instance(old, first + k));
    found.first_seen = inventory->interfaces->len;
    for (guint k = 0; k < found.n_seen; k++) {
      const struct interface_seen *seen = &g_array_index(old->interfaces, struct interface_seen, first_seen + k);
      add_interface(inventory, seen->name, seen->alias, seen->role);
    }
    g_array_append_val(inventory->found, found);
    return TRUE;
  }
  return FALSE;
}

static gboolean is_same(const struct instance *a, const struct instance *b)
{
  return a->table == b->table && a->n_ids == b->n_ids && a->check_hash == b->check_hash &&
         memcmp(a->ids, b->ids, a->n_ids * sizeof a->ids[0]) == 0 && g_strcmp0(a->object, b->object) == 0;
}

static void take_over(struct inventory *inventory, struct instance *instance, const struct inventory *old,
                      const struct instance *before)
{
  instance->now = before->now;
  instance->before = before->before;
  instance->why = before->why;
  for (guint i = 0; i < instance->n_slots; i++) {
    struct slot *slot = inventory_slot(inventory, instance->first_slot + i);
    const struct slot *known = instance_slot(old, before, slot->column);
    if (known)
      *slot = *known;
    slot->gone = FALSE;
  }
}

void inventory_take_over(struct inventory *inventory, const struct inventory *old)
{
  guint begin = 0; /* both are in the same order, but for what came and went */
  for (guint i = 0; old && i < inventory->instances->len; i++) {
    struct instance *instance = inventory_instance(inventory, i);
    for (guint k = 0; k < old->instances->len; k++) {
      const struct instance *before =
          inventory_instance(old, (begin + k) % old->instances->len);
      if (!is_same(instance, before))
        continue;
      take_over(inventory, instance, old, before);
      begin = (begin + k + 1) % old->instances->len;
      break;
    }
  }
}

/* ---- asking ---- */

const struct instance *inventory_part(const struct inventory *inventory, const char *object)
{
  for (guint i = 0; i < inventory->instances->len; i++) {
    const struct instance *instance = inventory_instance(inventory, i);
    if (instance->object && strcmp(instance->object, object) == 0)
      return instance;
  }
  return NULL;
}

/* An agent that renews its values every few seconds has not done so since the last poll. */
static gboolean is_still(const struct inventory *inventory, const struct instance *instance)
{
  gboolean still = instance->table->lazy;
  for (guint i = 0; still && i < instance->n_slots; i++) {
    const struct slot *slot = inventory_slot(inventory, instance->first_slot + i);
    still = slot->state == slot->before_state && slot->now == slot->before;
  }
  return still;
}

void inventory_advance(struct inventory *inventory)
{
  for (guint i = 0; i < inventory->instances->len; i++) {
    struct instance *instance = inventory_instance(inventory, i);
    gboolean read = instance->why == READING_KNOWN && !is_still(inventory, instance);
    if (read)
      instance->before = instance->now;
    if (instance->n_slots > 0)
      instance->why = READING_NO_ANSWER;
    for (guint k = 0; k < instance->n_slots; k++) {
      struct slot *slot = inventory_slot(inventory, instance->first_slot + k);
      if (read) {
        slot->before = slot->now;
        slot->before_state = slot->state;
      }
      slot->state = CELL_ABSENT;
    }
  }
}

gboolean inventory_is_marked(const struct inventory *inventory)
{
  for (guint i = 0; i < inventory->instances->len; i++) {
    const struct instance *instance = inventory_instance(inventory, i);
    for (guint k = 0; instance->table->marks && k < instance->n_slots; k++) {
      const struct slot *slot = inventory_slot(inventory, instance->first_slot + k);
      if (slot->state == CELL_READ && slot->before_state == CELL_READ && slot->now != slot->before)
        return TRUE;
    }
  }
  return FALSE;
}
