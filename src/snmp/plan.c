#include "snmp/plan.h"

#include <string.h>

/* Rows next to each other in the agent's order, with the same columns. */
struct block {
  guint first; /* instance */
  guint16 rows;
  guint8 columns;
  gboolean repeated;
};

struct poll_ask {
  guint first, n; /* blocks */
  guint repetitions; /* 0: a GET */
};

static const struct oid clock_names[] = {OID(1, 3, 6, 1, 2, 1, 1, 3, 0), OID(1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0)};

void plan_init(struct poll_plan *plan)
{
  plan->blocks = g_array_new(FALSE, TRUE, sizeof(struct block));
  plan->asks = g_array_new(FALSE, TRUE, sizeof(struct poll_ask));
}

void plan_clear(struct poll_plan *plan)
{
  g_array_unref(plan->blocks);
  g_array_unref(plan->asks);
}

static struct block *block_at(const struct poll_plan *plan, guint i)
{
  return &g_array_index(plan->blocks, struct block, i);
}

static struct poll_ask *ask_at(const struct poll_plan *plan, guint i)
{
  return &g_array_index(plan->asks, struct poll_ask, i);
}

guint plan_n_asks(const struct poll_plan *plan)
{
  return plan->asks->len;
}

/* ---- building ---- */

static guint binding_bytes(const struct instance *instance, guint8 column)
{
  const struct column *asked = &instance->table->columns[column];
  guint bytes = 8;
  for (guint i = 2; i < asked->oid.n; i++)
    bytes += asked->oid.ids[i] < 128 ? 1 : 2;
  for (guint i = 0; i < instance->n_ids; i++)
    bytes += instance->ids[i] < 128 ? 1 : instance->ids[i] < 16384 ? 2 : 4;
  return bytes + (asked->accept & TYPE(COUNTER64) ? 9 : asked->accept & TYPE(TEXT) ? 24 : 5);
}

static guint instance_bytes(const struct inventory *inventory, const struct instance *instance)
{
  guint bytes = 0;
  for (guint i = 0; i < instance->n_slots; i++)
    bytes += binding_bytes(instance, inventory_slot(inventory, instance->first_slot + i)->column);
  return bytes;
}

static gboolean are_neighbours(const struct inventory *inventory, const struct instance *a,
                               const struct instance *b)
{
  if (a->table != b->table || a->ordinal + 1 != b->ordinal || a->n_slots != b->n_slots)
    return FALSE;
  for (guint i = 0; i < a->n_slots; i++)
    if (inventory_slot(inventory, a->first_slot + i)->column !=
        inventory_slot(inventory, b->first_slot + i)->column)
      return FALSE;
  return TRUE;
}

/* How many names repeating saves, less the bindings it wastes, for one block. */
static gint gain(const struct block *block, guint repetitions)
{
  gint rows = block->rows;
  return rows < 2 || block->rows > repetitions ? 0 : block->columns * (2 * rows - 1 - (gint)repetitions);
}

/* Finds the repetitions that gain most, as long as the bindings wasted leave room. */
static void ask_repeat(const struct poll_plan *plan, struct poll_ask *ask, guint spare)
{
  gint best = 0;
  for (guint k = 0; k < ask->n; k++) {
    guint repetitions = block_at(plan, ask->first + k)->rows, waste = 0;
    gint gained = 0;
    for (guint i = 0; i < ask->n; i++) {
      const struct block *block = block_at(plan, ask->first + i);
      if (gain(block, repetitions) > 0) {
        gained += gain(block, repetitions);
        waste += (repetitions - block->rows) * block->columns;
      }
    }
    if (gained > best && waste <= spare) {
      best = gained;
      ask->repetitions = repetitions;
    }
  }
  for (guint i = 0; best > 0 && i < ask->n; i++) {
    struct block *block = block_at(plan, ask->first + i);
    block->repeated = gain(block, ask->repetitions) > 0;
  }
}

void plan_build(struct poll_plan *plan, const struct inventory *inventory, guint budget, gboolean bulk)
{
  guint bytes = 0, bindings = 0;
  struct poll_ask *ask = NULL;
  g_array_set_size(plan->blocks, 0);
  g_array_set_size(plan->asks, 0);
  for (guint i = 0; i < inventory->instances->len; i++) {
    const struct instance *instance = inventory_instance(inventory, i);
    guint more = instance_bytes(inventory, instance);
    if (instance->n_slots == 0)
      continue;
    gboolean full = ask && (bytes + more > budget || bindings + instance->n_slots > BINDINGS_MAX - 3);
    if (!ask || full) {
      const struct poll_ask begun = {.first = plan->blocks->len};
      g_array_append_val(plan->asks, begun);
      ask = ask_at(plan, plan->asks->len - 1);
      bytes = bindings = 0;
    }
    struct block *last = ask->n ? block_at(plan, plan->blocks->len - 1) : NULL;
    if (last && are_neighbours(inventory, inventory_instance(inventory, i - 1), instance) &&
        last->first + last->rows == i) {
      last->rows++;
    } else {
      const struct block block = {.first = i, .rows = 1, .columns = instance->n_slots};
      g_array_append_val(plan->blocks, block);
      ask->n++;
    }
    bytes += more;
    bindings += instance->n_slots;
  }
  const struct poll_ask clock = {.n = 0};
  if (plan->asks->len == 0) /* nothing to read, but whether it answers */
    g_array_append_val(plan->asks, clock);
  for (guint i = 0; bulk && i < plan->asks->len; i++) {
    struct poll_ask *one = ask_at(plan, i);
    guint count = 3;
    for (guint k = 0; k < one->n; k++)
      count += (guint)block_at(plan, one->first + k)->rows * block_at(plan, one->first + k)->columns;
    ask_repeat(plan, one, MIN(BINDINGS_MAX - MIN(count, BINDINGS_MAX), count / 3));
  }
}

/* ---- asking ---- */

/* The name whose successor is `name`. */
static void step_back(struct oid *name)
{
  if (name->ids[name->n - 1] > 0)
    name->ids[name->n - 1]--;
  else
    name->n--;
}

static void name_of(const struct instance *instance, guint8 column, struct oid *name)
{
  const struct oid *oid = &instance->table->columns[column].oid;
  name->n = MIN(oid->n + instance->n_ids, OID_MAX);
  memcpy(name->ids, oid->ids, oid->n * sizeof name->ids[0]);
  memcpy(name->ids + oid->n, instance->ids, (name->n - oid->n) * sizeof name->ids[0]);
}

guint plan_clock_names(struct oid *names, gboolean has_boots, gboolean bulk)
{
  guint n = has_boots ? 2 : 1;
  for (guint i = 0; i < n; i++) {
    names[i] = clock_names[i];
    if (bulk)
      step_back(&names[i]);
  }
  return n;
}

void plan_ask(const struct poll_plan *plan, const struct inventory *inventory, guint i, guint check,
              struct request *request)
{
  const struct poll_ask *ask = ask_at(plan, i);
  gboolean bulk = ask->repetitions > 0;
  guint n = plan_clock_names(request->names, inventory->has_boots, bulk);
  if (check != G_MAXUINT) {
    const struct instance *checked = inventory_instance(inventory, check);
    name_of(checked, checked->check, &request->names[n++]);
  }
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint s = 0; !block->repeated && s < (guint)block->rows * block->columns; s++) {
      const struct instance *instance = inventory_instance(inventory, block->first + s / block->columns);
      const struct slot *slot = inventory_slot(inventory, instance->first_slot + s % block->columns);
      if (!slot->gone)
        name_of(instance, slot->column, &request->names[n++]);
    }
  }
  request->kind = bulk ? REQUEST_BULK : REQUEST_GET;
  request->scalars = n;
  for (guint k = inventory->has_boots ? 2 : 1; bulk && k < n; k++)
    step_back(&request->names[k]);
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint c = 0; block->repeated && c < block->columns; c++) {
      const struct instance *instance = inventory_instance(inventory, block->first);
      name_of(instance, inventory_slot(inventory, instance->first_slot + c)->column, &request->names[n]);
      step_back(&request->names[n++]);
    }
  }
  request->n = n;
  request->repetitions = ask->repetitions;
}

/* ---- taking ---- */

struct taking {
  struct inventory *inventory;
  const struct reply *reply;
  struct agent_time time;
  struct findings *findings;
};

static void value_take(struct taking *taking, struct instance *instance, struct slot *slot,
                       const struct varbind *varbind)
{
  const struct column *column = &instance->table->columns[slot->column];
  slot->state = (guint8)value_judge(&varbind->value, column->accept);
  slot->now = value_number(&varbind->value, column->sign);
  slot->bits = varbind->value.type == VALUE_COUNTER64 ? 64 : 32;
  if (slot->state == CELL_ABSENT)
    taking->findings->suspect = TRUE;
  if (slot->state == CELL_BAD && taking->findings->bad_values++ == 0)
    taking->findings->first_bad = varbind->name;
}

static void instance_took(struct taking *taking, struct instance *instance)
{
  instance->why = READING_KNOWN;
  instance->now = taking->time;
}

/* One column of a repeated block: its rows in order, with others between, or some of them gone. */
static void column_take(struct taking *taking, const struct block *block, guint column, guint at,
                        guint stride)
{
  guint row = 0;
  for (; at < taking->reply->n && row < block->rows; at += stride) {
    const struct varbind *varbind = &taking->reply->varbinds[at];
    for (; row < block->rows; row++) {
      struct instance *instance = inventory_instance(taking->inventory, block->first + row);
      struct slot *slot = inventory_slot(taking->inventory, instance->first_slot + column);
      struct oid expected;
      name_of(instance, slot->column, &expected);
      int order = varbind->value.type == VALUE_END ? 1 : oid_compare(&varbind->name, &expected);
      if (order == 0) {
        value_take(taking, instance, slot, varbind);
        row++;
      }
      if (order <= 0)
        break;
      taking->findings->suspect = TRUE;
    }
  }
  if (row < block->rows)
    taking->findings->suspect = TRUE;
}

static guint singles_take(struct taking *taking, const struct poll_plan *plan, const struct poll_ask *ask, guint at)
{
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint s = 0; !block->repeated && s < (guint)block->rows * block->columns; s++) {
      struct instance *instance = inventory_instance(taking->inventory, block->first + s / block->columns);
      struct slot *slot = inventory_slot(taking->inventory, instance->first_slot + s % block->columns);
      struct oid expected;
      if (slot->gone)
        continue;
      name_of(instance, slot->column, &expected);
      const struct varbind *varbind = &taking->reply->varbinds[at++];
      if (oid_compare(&varbind->name, &expected) == 0)
        value_take(taking, instance, slot, varbind);
      else
        taking->findings->suspect = TRUE;
    }
  }
  return at;
}

static void check_take(struct taking *taking, guint check, const struct varbind *varbind)
{
  const struct instance *instance = inventory_instance(taking->inventory, check);
  struct oid expected;
  char text[TEXT_MAX + 1];
  name_of(instance, instance->check, &expected);
  gboolean same = varbind->value.type == VALUE_TEXT && oid_compare(&varbind->name, &expected) == 0;
  if (same) {
    memcpy(text, varbind->value.text, varbind->value.length);
    text[varbind->value.length] = '\0';
    same = g_str_hash(text) == instance->check_hash;
  }
  if (!same)
    taking->findings->suspect = TRUE;
}

static gboolean gives_boots(const struct reply *reply)
{
  const struct varbind *boots = &reply->varbinds[1];
  return reply->n > 1 && boots->value.type == VALUE_INTEGER && oid_compare(&boots->name, &clock_names[1]) == 0;
}

struct agent_time plan_time(const struct reply *reply, gboolean has_boots)
{
  struct agent_time time = {.sent_us = reply->sent_us, .received_us = reply->received_us};
  const struct varbind *clock = reply->varbinds;
  if (reply->n > 0 && clock[0].value.type == VALUE_TICKS && oid_compare(&clock[0].name, &clock_names[0]) == 0) {
    time.known = TRUE;
    time.uptime_ticks = (guint32)clock[0].value.number;
  }
  if (has_boots && gives_boots(reply))
    time.boots = (guint32)clock[1].value.number;
  return time;
}

void plan_fail(const struct poll_plan *plan, struct inventory *inventory, guint i, enum reading_state why)
{
  const struct poll_ask *ask = ask_at(plan, i);
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint row = 0; row < block->rows; row++)
      inventory_instance(inventory, block->first + row)->why = (guint8)why;
  }
}

/* How many names of a request are asked once; `repeated`: and the others. */
static guint count_names(const struct poll_plan *plan, const struct inventory *inventory,
                         const struct poll_ask *ask, guint check, guint *repeated)
{
  guint n = (inventory->has_boots ? 2u : 1u) + (check != G_MAXUINT ? 1u : 0u);
  *repeated = 0;
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    if (block->repeated)
      *repeated += block->columns;
    for (guint s = 0; !block->repeated && s < (guint)block->rows * block->columns; s++) {
      const struct instance *instance = inventory_instance(inventory, block->first + s / block->columns);
      n += inventory_slot(inventory, instance->first_slot + s % block->columns)->gone ? 0 : 1;
    }
  }
  return n;
}

/* The agent gave less than was asked for, and not because it has no more. */
static gboolean is_short(const struct reply *reply, guint least, guint asked)
{
  return reply->n < least || (reply->n < asked && reply->varbinds[reply->n - 1].value.type != VALUE_END);
}

static enum plan_result answer_take(const struct poll_plan *plan, struct inventory *inventory, guint i, guint check,
                                    struct taking *taking)
{
  const struct poll_ask *ask = ask_at(plan, i);
  guint stride, scalars = count_names(plan, inventory, ask, check, &stride);
  if (is_short(taking->reply, scalars + (ask->repetitions ? stride : 0), scalars + ask->repetitions * stride))
    return PLAN_SMALLER;
  taking->time = plan_time(taking->reply, inventory->has_boots);
  guint at = inventory->has_boots ? 2 : 1;
  if (check != G_MAXUINT)
    check_take(taking, check, &taking->reply->varbinds[at++]);
  at = singles_take(taking, plan, ask, at);
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint c = 0; block->repeated && c < block->columns; c++)
      column_take(taking, block, c, at++, stride);
    for (guint row = 0; row < block->rows; row++)
      instance_took(taking, inventory_instance(inventory, block->first + row));
  }
  if (inventory->has_boots && !gives_boots(taking->reply))
    inventory->has_boots = FALSE; /* not asked again until the next discovery */
  return PLAN_TAKEN;
}

/* An agent of SNMP v1 refuses the whole request for one name: that one is not asked again. */
static enum plan_result refusal_take(const struct poll_plan *plan, struct inventory *inventory, guint i, guint check,
                                     struct taking *taking)
{
  const struct poll_ask *ask = ask_at(plan, i);
  guint position = taking->reply->error_index, at = inventory->has_boots ? 2 : 1;
  taking->findings->suspect = TRUE;
  if (taking->reply->error == ERROR_TOO_BIG)
    return PLAN_SMALLER;
  if (position == 2 && inventory->has_boots) {
    inventory->has_boots = FALSE;
    return PLAN_AGAIN;
  }
  if (check != G_MAXUINT && position == ++at)
    return PLAN_BROKEN;
  for (guint b = 0; b < ask->n; b++) {
    const struct block *block = block_at(plan, ask->first + b);
    for (guint s = 0; !block->repeated && s < (guint)block->rows * block->columns; s++) {
      struct instance *instance = inventory_instance(inventory, block->first + s / block->columns);
      struct slot *slot = inventory_slot(inventory, instance->first_slot + s % block->columns);
      if (!slot->gone && ++at == position) {
        slot->gone = TRUE;
        return PLAN_AGAIN;
      }
    }
  }
  return PLAN_BROKEN;
}

enum plan_result plan_take(const struct poll_plan *plan, struct inventory *inventory, guint i, guint check,
                           const struct reply *reply, struct findings *findings)
{
  struct taking taking = {.inventory = inventory, .reply = reply, .findings = findings};
  if (reply->status == REPLY_REFUSED)
    return refusal_take(plan, inventory, i, check, &taking);
  return answer_take(plan, inventory, i, check, &taking);
}
