#include "recording.h"

#include "snmp/row_reading.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 20000
#define GAP_MAX_MS 60000

struct recording {
  GArray *rows; /* struct varbind, sorted */
  gboolean version_1;
  guint most, names_most;
  gint64 now_us;
  const GPtrArray *declared; /* struct table; NULL: none */
};

/* ---- reading ---- */

static gboolean oid_read(const char *text, struct oid *oid)
{
  g_auto(GStrv) words = g_strsplit(text[0] == '.' ? text + 1 : text, ".", -1);
  guint n = g_strv_length(words);
  oid->n = n > OID_MAX ? 0 : n;
  for (guint i = 0; i < oid->n; i++)
    oid->ids[i] = (guint32)g_ascii_strtoull(words[i], NULL, 10);
  return n > 0;
}

static void text_read(struct snmp_value *value, const char *text, gboolean hexadecimal)
{
  gsize n = strlen(text) / (hexadecimal ? 2 : 1);
  value->type = VALUE_TEXT;
  value->length = (guint)MIN(n, TEXT_MAX);
  for (guint i = 0; i < value->length; i++)
    value->text[i] = (guint8)(hexadecimal ? 16 * g_ascii_xdigit_value(text[2 * i]) + g_ascii_xdigit_value(text[2 * i + 1])
                                          : text[i]);
}

static void value_read(struct snmp_value *value, const char *tag, const char *text)
{
  static const struct {
    int tag;
    enum value_type type;
  } types[] = {{2, VALUE_INTEGER}, {65, VALUE_COUNTER32}, {66, VALUE_UNSIGNED}, {67, VALUE_TICKS}, {70, VALUE_COUNTER64}};
  int number = atoi(tag);
  *value = (struct snmp_value){.type = VALUE_OTHER};
  for (guint i = 0; i < G_N_ELEMENTS(types); i++)
    if (types[i].tag == number) {
      value->type = types[i].type;
      value->number = text[0] == '-' ? (guint64)g_ascii_strtoll(text, NULL, 10) : g_ascii_strtoull(text, NULL, 10);
    }
  if (number == 4)
    text_read(value, text, strchr(tag, 'x') != NULL);
  if (number == 6 && oid_read(text, &value->oid))
    value->type = VALUE_OID;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
  return oid_compare(&((const struct varbind *)a)->name, &((const struct varbind *)b)->name);
}

static struct varbind *row_at(const struct recording *recording, guint i)
{
  return &g_array_index(recording->rows, struct varbind, i);
}

static gboolean line_read(const char *line, struct varbind *row)
{
  g_auto(GStrv) fields = g_strsplit(line, "|", 3);
  if (g_strv_length(fields) < 3 || !oid_read(fields[0], &row->name))
    return FALSE;
  value_read(&row->value, fields[1], fields[2]);
  return TRUE;
}

struct recording *recording_parse(const char *text)
{
  struct recording *recording = g_new0(struct recording, 1);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  recording->rows = g_array_new(FALSE, FALSE, sizeof(struct varbind));
  recording->most = REPLY_MAX;
  recording->names_most = REQUEST_MAX;
  recording->now_us = G_USEC_PER_SEC;
  for (guint i = 0; lines[i]; i++) {
    struct varbind row;
    if (lines[i][0] == '\0' || lines[i][0] == '#')
      continue;
    if (!line_read(lines[i], &row))
      fail_msg("no line of a recording: %s", lines[i]);
    g_array_append_val(recording->rows, row);
  }
  g_array_sort(recording->rows, compare_rows);
  return recording;
}

void recording_free(struct recording *recording)
{
  g_array_unref(recording->rows);
  g_free(recording);
}

void recording_be_version_1(struct recording *recording)
{
  recording->version_1 = TRUE;
}

void recording_hold(struct recording *recording, guint bindings)
{
  recording->most = bindings;
}

void recording_refuse(struct recording *recording, guint names)
{
  recording->names_most = names;
}

/* The first row that is not before `name`. */
static guint lower(const struct recording *recording, const struct oid *name)
{
  guint from = 0, to = recording->rows->len;
  while (from < to) {
    guint middle = from + (to - from) / 2;
    if (oid_compare(&row_at(recording, middle)->name, name) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

static struct varbind *row_find(const struct recording *recording, const struct oid *name)
{
  guint i = lower(recording, name);
  return i < recording->rows->len && oid_compare(&row_at(recording, i)->name, name) == 0 ? row_at(recording, i) : NULL;
}

void recording_declare(struct recording *recording, const GPtrArray *tables)
{
  recording->declared = tables;
}

void recording_set(struct recording *recording, const char *line)
{
  struct varbind row;
  assert_true(line_read(line, &row));
  struct varbind *known = row_find(recording, &row.name);
  if (known)
    known->value = row.value;
  else
    g_array_insert_val(recording->rows, lower(recording, &row.name), row);
}

void recording_pass(struct recording *recording, gint64 ms)
{
  static const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0);
  struct varbind *row = row_find(recording, &uptime);
  recording->now_us += ms * 1000;
  if (row)
    row->value.number = (guint32)(row->value.number + (guint64)ms / 10);
}

/* ---- answering ---- */

static void put(struct reply *reply, const struct oid *name, const struct snmp_value *value, enum value_type none)
{
  struct varbind *varbind = &reply->varbinds[reply->n++];
  varbind->name = *name;
  if (value)
    varbind->value = *value;
  else
    varbind->value = (struct snmp_value){.type = none};
}

/* The row after `name`, which an agent of version 1 gives only where it can say its value. */
static const struct varbind *row_after(const struct recording *recording, const struct oid *name)
{
  guint i = lower(recording, name);
  if (i < recording->rows->len && oid_compare(&row_at(recording, i)->name, name) == 0)
    i++;
  while (recording->version_1 && i < recording->rows->len && row_at(recording, i)->value.type == VALUE_COUNTER64)
    i++;
  return i < recording->rows->len ? row_at(recording, i) : NULL;
}

static void refuse(struct reply *reply, guint error, guint position)
{
  reply->status = REPLY_REFUSED;
  reply->error = error;
  reply->error_index = position + 1;
}

static void answer_next(const struct recording *recording, const struct request *request, struct reply *reply)
{
  for (guint i = 0; i < request->n; i++) {
    const struct varbind *row = row_after(recording, &request->names[i]);
    if (!row && recording->version_1) {
      refuse(reply, ERROR_NO_SUCH_NAME, i);
      return;
    }
    put(reply, row ? &row->name : &request->names[i], row ? &row->value : NULL, VALUE_END);
  }
}

static void answer_get(const struct recording *recording, const struct request *request, struct reply *reply)
{
  for (guint i = 0; i < request->n; i++) {
    const struct varbind *row = row_find(recording, &request->names[i]);
    if (recording->version_1 && (!row || row->value.type == VALUE_COUNTER64)) {
      refuse(reply, ERROR_NO_SUCH_NAME, i);
      return;
    }
    put(reply, &request->names[i], row ? &row->value : NULL, VALUE_ABSENT);
  }
}

static void answer_bulk(const struct recording *recording, const struct request *request, struct reply *reply)
{
  struct oid last[REQUEST_MAX];
  memcpy(last, request->names, request->n * sizeof last[0]);
  for (guint round = 0; round < MAX(1, request->repetitions); round++)
    for (guint i = round ? request->scalars : 0; i < request->n; i++) {
      const struct varbind *row = row_after(recording, &last[i]);
      if (reply->n == recording->most || (i >= request->scalars && request->repetitions == 0))
        return;
      put(reply, row ? &row->name : &last[i], row ? &row->value : NULL, VALUE_END);
      last[i] = reply->varbinds[reply->n - 1].name;
    }
}

void recording_answer(const struct recording *recording, const struct request *request, struct reply *reply)
{
  reply->status = REPLY_ANSWER;
  reply->error = reply->error_index = reply->undecodable = 0;
  reply->n = 0;
  reply->sent_us = reply->received_us = recording->now_us;
  if (request->kind == REQUEST_GET)
    answer_get(recording, request, reply);
  else if (request->kind == REQUEST_NEXT)
    answer_next(recording, request, reply);
  else
    answer_bulk(recording, request, reply);
  for (guint i = 0; i < reply->n; i++)
    if (reply->status == REPLY_ANSWER && reply->varbinds[i].value.type == VALUE_OTHER)
      refuse(reply, ERROR_GENERAL, i < request->n ? i : request->scalars + (i - request->n) % (request->n - request->scalars));
  if (request->n > recording->names_most)
    *reply = (struct reply){.status = REPLY_REFUSED, .error = ERROR_TOO_BIG};
  reply->bytes = 20 * (guint)reply->n;
}

/* ---- as the role does ---- */

struct inventory *recording_discover(const struct recording *recording, enum subject_kind kind,
                                     const struct inventory *old)
{
  static const char *const subjects[SUBJECT_KINDS] = {
      [SUBJECT_HOST] = "host:r", [SUBJECT_GUEST] = "guest:r", [SUBJECT_DEVICE] = "device:r"};
  g_autoptr(GPtrArray) tables = g_ptr_array_new();
  tables_builtin(tables);
  for (guint i = 0; recording->declared && i < recording->declared->len; i++)
    g_ptr_array_add(tables, recording->declared->pdata[i]);
  g_ptr_array_add(tables, NULL);
  const struct discovery_setup setup = {subjects[kind], kind, (const struct table *const *)tables->pdata, old,
                                        !recording->version_1, WALK_REPETITIONS};
  struct discovery *discovery = discovery_new(&setup);
  struct request *request = g_new0(struct request, 1);
  struct reply *reply = g_new0(struct reply, 1);
  struct inventory *inventory = NULL;
  guint steps = 0;
  while (steps++ < STEPS_MAX && discovery_ask(discovery, request)) {
    recording_answer(recording, request, reply);
    assert_true(discovery_take(discovery, reply));
  }
  if (steps < STEPS_MAX)
    inventory = discovery_steal(discovery);
  discovery_free(discovery);
  g_free(request);
  g_free(reply);
  return inventory;
}

gboolean recording_poll(const struct recording *recording, struct inventory *inventory)
{
  struct request *request = g_new0(struct request, 1);
  struct reply *reply = g_new0(struct reply, 1);
  struct findings findings = {.suspect = FALSE};
  struct poll_plan plan;
  guint budget = BUDGET_MAX;
  plan_init(&plan);
  plan_build(&plan, inventory, budget, !recording->version_1);
  inventory_advance(inventory);
  for (guint i = 0, steps = 0; i < plan_n_asks(&plan) && steps < STEPS_MAX; steps++) {
    plan_ask(&plan, inventory, i, G_MAXUINT, request);
    recording_answer(recording, request, reply);
    enum plan_result result = plan_take(&plan, inventory, i, G_MAXUINT, reply, &findings);
    if (result == PLAN_SMALLER && budget > BUDGET_MIN) {
      budget = MAX(BUDGET_MIN, budget / 2);
      plan_build(&plan, inventory, budget, !recording->version_1);
      i = 0;
    } else if (result == PLAN_BROKEN || result == PLAN_SMALLER) {
      plan_fail(&plan, inventory, i++, READING_BAD_VALUE);
    } else if (result == PLAN_TAKEN) {
      i++;
    }
  }
  plan_clear(&plan);
  g_free(request);
  g_free(reply);
  return findings.suspect;
}

static struct reading subject_reading(const struct inventory *inventory, guint metric)
{
  struct reading best = reading_unknown(metric, READING_NOT_SUPPORTED);
  for (guint i = 0; i < inventory->found->len && best.state == READING_NOT_SUPPORTED; i++) {
    const struct found *found = &g_array_index(inventory->found, struct found, i);
    const struct rows rows = {inventory, found, GAP_MAX_MS};
    struct reading readings[MEASURES_MAX];
    if (!found->view->convert || found->why != READING_KNOWN)
      continue;
    found->view->convert(&rows, found->view->measures, readings);
    for (guint k = 0; k < found->view->n_measures; k++)
      if (readings[k].metric == metric)
        best = readings[k];
  }
  return best;
}

struct reading recording_reading(const struct inventory *inventory, const char *object, guint metric)
{
  const struct instance *instance = inventory_part(inventory, object);
  if (!strchr(object, '{'))
    return subject_reading(inventory, metric);
  const struct rows rows = {inventory, NULL, GAP_MAX_MS};
  for (guint i = 0; instance && i < instance->view->n_measures; i++)
    if (instance->measures & 1u << i && instance->view->measures[i].metric == metric)
      return row_reading(&rows, instance, &instance->view->measures[i]);
  return reading_unknown(metric, READING_NOT_SUPPORTED);
}

guint recording_count(const struct inventory *inventory, enum object_class class)
{
  guint n = 0;
  for (guint i = 0; i < inventory->instances->len; i++) {
    const struct instance *instance = inventory_instance(inventory, i);
    n += instance->object && instance->view->class == class;
  }
  return n;
}
