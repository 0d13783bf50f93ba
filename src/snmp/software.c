#include "snmp/software.h"

#include <string.h>

#define LOST_MAX 4       /* replies of one look that may fail to come: each is asked for anew, with fewer rows */
#define MEMORY_NAMES 50  /* of one request: about an Ethernet frame with their answers */
#define HR_SW_RUN_PERF_MEM 1, 3, 6, 1, 2, 1, 25, 5, 1, 1, 2

static const struct table run_table = {
    .name = "hrSWRunTable",
    .max_rows = REPLY_MAX, /* between two replies none is kept */
    .n_columns = 1,
    .columns = {{}, {OID(1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 2), TYPE(TEXT), FALSE, FALSE, FALSE}}, /* hrSWRunName */
};

/* ---- life ---- */

struct software *software_new(const char *subject, enum subject_kind kind, GVariant *names)
{
  static const struct software_kind kinds[SUBJECT_KINDS] = {
      [SUBJECT_HOST] = {CLASS_HOST_SOFTWARE, METRIC_HOST_SOFTWARE_RUNNING, METRIC_HOST_SOFTWARE_MEM_BYTES},
      [SUBJECT_GUEST] = {CLASS_GUEST_SOFTWARE, METRIC_GUEST_INSIDE_SOFTWARE_RUNNING,
                         METRIC_GUEST_INSIDE_SOFTWARE_MEM_BYTES},
      [SUBJECT_DEVICE] = {CLASS_DEVICE_SOFTWARE, METRIC_DEVICE_SOFTWARE_RUNNING, METRIC_DEVICE_SOFTWARE_MEM_BYTES},
  };
  struct software *software = g_new0(struct software, 1);
  g_autofree const char **all = g_variant_get_strv(names, NULL);
  software->kind = &kinds[kind];
  software->why = READING_NO_ANSWER;
  software->matches = g_array_new(FALSE, FALSE, sizeof(struct software_match));
  for (; software->n < LIMIT_SOFTWARE && all[software->n]; software->n++) {
    software->names[software->n] = g_strdup(all[software->n]);
    software->objects[software->n] = object_part(subject, software->kind->class, all[software->n]);
  }
  return software;
}

static void end_walk(struct software *software)
{
  if (software->walk)
    walk_clear(software->walk);
  g_clear_pointer(&software->walk, g_free);
}

void software_free(struct software *software)
{
  if (!software)
    return;
  end_walk(software);
  g_array_unref(software->matches);
  for (guint i = 0; i < software->n; i++) {
    g_free(software->names[i]);
    g_free(software->objects[i]);
  }
  g_free(software);
}

gboolean software_is(const struct software *software, GVariant *names)
{
  g_autofree const char **all = g_variant_get_strv(names, NULL);
  guint n = software ? software->n : 0;
  for (guint i = 0; i < n; i++)
    if (!all[i] || strcmp(all[i], software->names[i]) != 0)
      return FALSE;
  return !all[n] || n == LIMIT_SOFTWARE;
}

gboolean software_is_looking(const struct software *software)
{
  return software->step != STEP_NONE;
}

void software_begin(struct software *software, gboolean bulk, gint64 now_us)
{
  end_walk(software);
  software->walk = g_new(struct walk, 1);
  walk_init(software->walk, &run_table);
  memset(software->counts, 0, sizeof software->counts);
  g_array_set_size(software->matches, 0);
  software->step = STEP_NAMES;
  software->bulk = bulk;
  software->repetitions = WALK_REPETITIONS;
  software->most = MEMORY_NAMES;
  software->next = software->lost = software->rows = 0;
  software->overflow = FALSE;
  software->begun_us = now_us;
}

/* ---- its end ---- */

void software_fail(struct software *software, enum reading_state why)
{
  end_walk(software);
  software->step = STEP_NONE;
  software->judged = TRUE;
  software->why = why;
}

/* The counts are true, and the sums where `why_memory` is KNOWN. */
static void software_succeed(struct software *software, enum reading_state why_memory)
{
  memcpy(software->known, software->counts, sizeof software->known);
  software->step = STEP_NONE;
  software->judged = TRUE;
  software->why = READING_KNOWN;
  software->why_memory = why_memory;
  software->read_us = software->begun_us;
}

/* ---- the names ---- */

static gboolean may_be(const char *running, const char *wanted)
{
  return strcmp(running, wanted) == 0 ||
         (strlen(running) == SOFTWARE_NAME_BYTES && g_str_has_prefix(wanted, running));
}

static void add_match(struct software *software, const struct oid *index, guint name)
{
  const struct software_match match = {index->ids[0], name};
  if (software->matches->len == SOFTWARE_ROWS_MAX || index->n != 1)
    software->overflow = TRUE;
  else
    g_array_append_val(software->matches, match);
}

static void count_rows(struct software *software)
{
  software->rows += walk_n_rows(software->walk);
  for (guint i = 0; i < walk_n_rows(software->walk); i++) {
    const struct row *row = walk_row(software->walk, i);
    for (guint k = 0; row->cells[1].text && k < software->n; k++)
      if (may_be(row->cells[1].text, software->names[k])) {
        software->counts[k].running++;
        add_match(software, &row->index, k);
      }
  }
  walk_drop_rows(software->walk);
}

static void walk_go(struct software *software, enum walk_state state)
{
  count_rows(software);
  if (state == WALK_ON)
    return;
  if (state == WALK_BROKEN || software->walk->bad_cells)
    software_fail(software, READING_BAD_VALUE);
  else if (state == WALK_CUT)
    software_fail(software, READING_CUT);
  else if (software->rows == 0) /* not even the agent itself runs: it has no such table */
    software_fail(software, READING_NOT_SUPPORTED);
  else {
    end_walk(software);
    software->step = STEP_MEMORY;
  }
}

static void take_names_refused(struct software *software, const struct reply *reply)
{
  if (reply->error == ERROR_NO_SUCH_NAME && reply->error_index)
    walk_go(software, walk_take_end(software->walk, reply->error_index));
  else if (reply->error == ERROR_NO_ACCESS || reply->error == ERROR_AUTHORIZATION)
    software_fail(software, READING_REFUSED);
  else if (software->repetitions > 1)
    software->repetitions /= 2;
  else
    software_fail(software, READING_BAD_VALUE);
}

static void take_names(struct software *software, const struct reply *reply)
{
  if (reply->status == REPLY_ANSWER)
    walk_go(software, walk_take(software->walk, reply));
  else if (reply->status == REPLY_REFUSED)
    take_names_refused(software, reply);
  else if (reply->status == REPLY_MALFORMED)
    software_fail(software, READING_BAD_VALUE);
  else if (reply->status == REPLY_TIMEOUT && software->lost++ < LOST_MAX)
    software->repetitions = MAX(1, software->repetitions / 3);
  else
    software_fail(software, reply->status == REPLY_TIMEOUT  ? READING_NO_ANSWER
                            : reply->status == REPLY_DENIED ? READING_REFUSED
                                                            : READING_UNREACHABLE);
}

/* ---- their memory ---- */

static const struct software_match *match_at(const struct software *software, guint i)
{
  return &g_array_index(software->matches, struct software_match, i);
}

static struct oid memory_oid(const struct software_match *match)
{
  struct oid oid = OID(HR_SW_RUN_PERF_MEM);
  oid.ids[oid.n++] = match->index;
  return oid;
}

/* A program that has ended meanwhile holds nothing. FALSE: the answer makes no sense. */
static gboolean take_memory_of(struct software *software, const struct software_match *match,
                               const struct varbind *varbind)
{
  struct oid asked = memory_oid(match);
  enum cell_state state = value_judge(&varbind->value, TYPE(INTEGER));
  if (oid_compare(&varbind->name, &asked) != 0 || state == CELL_BAD)
    return FALSE;
  if (state == CELL_READ) {
    software->counts[match->name].measured++;
    software->counts[match->name].mem_units += value_number(&varbind->value, FALSE);
  }
  return TRUE;
}

static void take_memory_refused(struct software *software, const struct reply *reply)
{
  gboolean is_one =
      reply->error == ERROR_NO_SUCH_NAME && reply->error_index >= 1 && reply->error_index <= software->asked;
  if (is_one && software->lost++ < LOST_MAX) /* of SNMP v1: this one has ended */
    g_array_remove_index(software->matches, software->next + reply->error_index - 1);
  else if (reply->error == ERROR_TOO_BIG && software->most > 1)
    software->most /= 2;
  else
    software_succeed(software, reply->error == ERROR_NO_SUCH_NAME ? READING_NOT_SUPPORTED : READING_REFUSED);
}

static void take_memory(struct software *software, const struct reply *reply)
{
  if (reply->status == REPLY_REFUSED) {
    take_memory_refused(software, reply);
  } else if (reply->status == REPLY_ANSWER && reply->n > 0) {
    guint n = (guint)MIN(reply->n, software->asked);
    for (guint i = 0; i < n; i++)
      if (!take_memory_of(software, match_at(software, software->next + i), &reply->varbinds[i])) {
        software_succeed(software, READING_BAD_VALUE);
        return;
      }
    software->next += n;
  } else if (reply->status != REPLY_TIMEOUT || software->lost++ >= LOST_MAX) {
    software_succeed(software, reply_is_silence(reply) ? READING_NO_ANSWER : READING_BAD_VALUE);
  }
}

/* ---- asking ---- */

gboolean software_ask(struct software *software, struct request *request)
{
  if (software->step == STEP_NAMES) {
    walk_ask(software->walk, software->bulk ? software->repetitions : 0, request);
    return TRUE;
  }
  if (software->step == STEP_NONE)
    return FALSE;
  software->asked = MIN(software->most, software->matches->len - software->next);
  if (software->asked == 0 || software->overflow) {
    software_succeed(software, software->overflow ? READING_CUT : READING_KNOWN);
    return FALSE;
  }
  request->kind = REQUEST_GET;
  request->n = software->asked;
  for (guint i = 0; i < software->asked; i++)
    request->names[i] = memory_oid(match_at(software, software->next + i));
  return TRUE;
}

void software_take(struct software *software, const struct reply *reply)
{
  if (software->step == STEP_NAMES)
    take_names(software, reply);
  else if (software->step == STEP_MEMORY)
    take_memory(software, reply);
}
