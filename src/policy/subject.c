#include "policy/subject.h"

#include <string.h>

struct subject *subject_new(const char *key, enum subject_kind kind)
{
  struct subject *subject = g_new0(struct subject, 1);
  subject->kind = kind;
  subject->class = subject_class(kind);
  subject->key = g_strdup(key);
  subject->children = g_ptr_array_new();
  subject->serving = g_ptr_array_new();
  subject->parts = g_ptr_array_new_with_free_func((GDestroyNotify)subject_free);
  subject->n_series = subject->class == CLASS_NONE ? 0 : metric_count();
  subject->series = g_new0(struct series *, subject->n_series);
  return subject;
}

void subject_free(struct subject *subject)
{
  for (guint i = 0; i < subject->n_series; i++)
    series_free(subject->series[i]);
  g_free(subject->series);
  g_clear_pointer(&subject->children, g_ptr_array_unref);
  g_clear_pointer(&subject->serving, g_ptr_array_unref);
  g_clear_pointer(&subject->parts, g_ptr_array_unref);
  g_strfreev(subject->labels);
  g_free(subject->key);
  g_free(subject->name);
  g_free(subject->state);
  g_free(subject);
}

static gboolean belongs_to(enum subject_kind child, enum subject_kind parent)
{
  if (child == SUBJECT_SERVICE)
    return parent != SUBJECT_SERVICE;
  return (child == SUBJECT_GUEST && parent == SUBJECT_HOST) || (child == SUBJECT_HOST && parent == SUBJECT_CLUSTER);
}

/* Services come as they are heard of, and stand by their names; others stand in the order in which they are told. */
static guint child_position(const struct subject *parent, const struct subject *child)
{
  guint at = parent->children->len;
  for (; at > 0 && child->kind == SUBJECT_SERVICE; at--) {
    const struct subject *before = parent->children->pdata[at - 1];
    if (before->kind != SUBJECT_SERVICE || strcmp(before->name, child->name) <= 0)
      break;
  }
  return at;
}

void subject_link(struct subject *child, struct subject *parent)
{
  if (child->parent || !belongs_to(child->kind, parent->kind))
    return;
  child->parent = parent;
  g_ptr_array_insert(parent->children, (gint)child_position(parent, child), child);
}

void subject_link_serving(struct subject *device, struct subject *host)
{
  if (device->kind != SUBJECT_DEVICE || host->kind != SUBJECT_HOST || g_ptr_array_find(device->serving, host, NULL))
    return;
  g_ptr_array_add(device->serving, host);
  g_ptr_array_add(host->serving, device);
}

void subject_unlink(struct subject *subject)
{
  subject->parent = NULL;
  g_ptr_array_set_size(subject->serving, 0);
  g_ptr_array_set_size(subject->children, 0);
}

const struct subject *subject_cluster(const struct subject *subject)
{
  while (subject && subject->kind != SUBJECT_CLUSTER)
    subject = subject->parent;
  return subject;
}

guint subject_place(const struct subject *subject, enum metric_id metric)
{
  return subject->whole ? metric_place(metric) : metric;
}

const struct series *subject_series(const struct subject *subject, enum metric_id metric)
{
  guint place = subject_place(subject, metric); /* which a pack may have declared later */
  return place < subject->n_series ? subject->series[place] : NULL;
}

/* The newest slot of which anything was heard. */
static gint64 newest_slot(const struct subject *part)
{
  gint64 newest = G_MININT64;
  for (guint i = 0; i < part->n_series; i++)
    if (part->series[i])
      newest = MAX(newest, part->series[i]->newest);
  return newest;
}

gboolean subject_is_seen(const struct subject *part, gint64 stamp_sec, guint interval_sec, guint intervals)
{
  return newest_slot(part) >= stamp_sec / interval_sec - intervals;
}

guint subject_oldest_part(const struct subject *whole)
{
  guint oldest = 0;
  for (guint i = 1; i < whole->parts->len; i++)
    if (newest_slot(whole->parts->pdata[i]) < newest_slot(whole->parts->pdata[oldest]))
      oldest = i;
  return oldest;
}

guint subject_part_position(const struct subject *whole, const struct object *object, gboolean *found)
{
  guint low = 0, high = whole->parts->len;
  *found = FALSE;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    const struct subject *part = whole->parts->pdata[middle];
    int order = part->class == object->class ? strcmp(part->name, object->instance) : part->class < object->class ? -1 : 1;
    if (order == 0) {
      *found = TRUE;
      return middle;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct subject *subject_add_part(struct subject *whole, const char *key, const struct object *object, guint position)
{
  struct subject *part = g_new0(struct subject, 1);
  part->kind = whole->kind;
  part->class = object->class;
  part->key = g_strdup(key);
  part->name = g_strdup(object->instance);
  part->whole = whole;
  part->n_series = CLASS_METRICS_MAX;
  part->series = g_new0(struct series *, part->n_series);
  g_ptr_array_insert(whole->parts, (gint)position, part);
  return part;
}

const char *subject_noun(const struct subject *subject)
{
  return subject->whole ? object_class_name(subject->class) : subject_kind_name(subject->kind);
}
