#include "model/metrics.h"

#include "base/error.h"
#include "base/limits.h"

#include <math.h>
#include <string.h>

#define UNIT_MAX 15 /* bytes */
#define SOFTWARE_PERIOD_SEC 60 /* the list of what runs is long, and dear to the agent */

static const struct metric metrics[METRIC_COUNT] = {
#define METRIC(identifier, name, rrd_name, class, unit, kind, min, max, help)                            \
  [METRIC_##identifier] = {name, rrd_name, CLASS_##class, unit, METRIC_##kind, min, max, help},
#include "model/metrics.def"
#undef METRIC
};

struct class_row {
  const char *name, *label, *only;
  enum object_class whole;
  guint period_sec; /* 0: the interval */
};

static const struct class_row classes[CLASS_COUNT] = {
    [CLASS_HOST] = {"host", NULL, NULL, CLASS_HOST, 0},
    [CLASS_HOST_STORAGE] = {"host-storage", "fs", NULL, CLASS_HOST, 0},
    [CLASS_HOST_NET] = {"host-net", "if", NULL, CLASS_HOST, 0},
    [CLASS_HOST_DISK] = {"host-disk", "dev", NULL, CLASS_HOST, 0},
    [CLASS_HOST_SENSOR] = {"host-sensor", "sensor", NULL, CLASS_HOST, 0},
    [CLASS_HOST_SOFTWARE] = {"host-software", "software", NULL, CLASS_HOST, SOFTWARE_PERIOD_SEC},
    [CLASS_GUEST] = {"guest", NULL, NULL, CLASS_GUEST, 0},
    [CLASS_GUEST_DISK] = {"guest-disk", "dev", NULL, CLASS_GUEST, 0},
    [CLASS_GUEST_NET] = {"guest-net", "if", NULL, CLASS_GUEST, 0},
    [CLASS_GUEST_INSIDE] = {"guest-inside", "view", "inside", CLASS_GUEST, 0},
    [CLASS_GUEST_STORAGE] = {"guest-storage", "fs", NULL, CLASS_GUEST, 0},
    [CLASS_GUEST_NIC] = {"guest-nic", "nic", NULL, CLASS_GUEST, 0},
    [CLASS_GUEST_SOFTWARE] = {"guest-software", "software", NULL, CLASS_GUEST, SOFTWARE_PERIOD_SEC},
    [CLASS_DEVICE] = {"device", NULL, NULL, CLASS_DEVICE, 0},
    [CLASS_DEVICE_NET] = {"device-net", "if", NULL, CLASS_DEVICE, 0},
    [CLASS_DEVICE_STORAGE] = {"device-storage", "fs", NULL, CLASS_DEVICE, 0},
    [CLASS_DEVICE_DISK] = {"device-disk", "dev", NULL, CLASS_DEVICE, 0},
    [CLASS_DEVICE_SENSOR] = {"device-sensor", "sensor", NULL, CLASS_DEVICE, 0},
    [CLASS_DEVICE_SOFTWARE] = {"device-software", "software", NULL, CLASS_DEVICE, SOFTWARE_PERIOD_SEC},
};

/* Appended to, the count last: whoever sees a row's number sees the row. */
static struct {
  guint n_classes, n_metrics;
  struct class_row classes[CLASSES_DECLARED_MAX];
  struct metric metrics[METRICS_DECLARED_MAX];
} declared;

guint metric_count(void)
{
  return METRIC_COUNT + (guint)g_atomic_int_get(&declared.n_metrics);
}

guint object_class_count(void)
{
  return CLASS_COUNT + (guint)g_atomic_int_get(&declared.n_classes);
}

const struct metric *metric_get(enum metric_id id)
{
  g_assert(id < metric_count());
  return id < METRIC_COUNT ? &metrics[id] : &declared.metrics[id - METRIC_COUNT];
}

static const struct class_row *class_get(enum object_class class)
{
  g_assert(class < object_class_count());
  return class < CLASS_COUNT ? &classes[class] : &declared.classes[class - CLASS_COUNT];
}

enum metric_id metric_find(const char *name)
{
  guint count = metric_count();
  for (enum metric_id id = 0; id < count; id++)
    if (strcmp(metric_get(id)->name, name) == 0)
      return id;
  return METRIC_NONE;
}

guint metric_place(enum metric_id id)
{
  enum object_class class = metric_get(id)->class;
  guint place = 0;
  for (guint before = id; before-- > 0;) {
    if (metric_get(before)->class == class)
      place++;
    else if (id < METRIC_COUNT)
      break; /* shipped metrics of a class stand together */
  }
  g_assert(place < CLASS_METRICS_MAX);
  return place;
}

const char **metric_names(void)
{
  guint count = metric_count();
  const char **names = g_new0(const char *, count + 1);
  for (enum metric_id id = 0; id < count; id++)
    names[id] = metric_get(id)->name;
  return names;
}

static gboolean refuse(GError **error, const char *what, const char *why)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "\"%s\" %s", what, why);
  return FALSE;
}

/* Lower-case letters, digits and '_', beginning with a letter. */
static gboolean is_word(const char *text)
{
  return g_ascii_islower(text[0]) && strspn(text, G_CSET_a_2_z G_CSET_DIGITS "_") == strlen(text);
}

static gboolean is_unit(const char *text)
{
  for (const char *p = text; *p; p++)
    if (!g_ascii_isprint(*p))
      return FALSE;
  return strlen(text) <= UNIT_MAX;
}

/* "host.acme.fan_rpm" of hosts or of a part of them. */
static gboolean is_metric_name(const char *name, enum object_class class)
{
  g_auto(GStrv) words = g_strsplit(name, ".", -1);
  if (g_strv_length(words) < 3 || strlen(name) > LIMIT_NAME ||
      strcmp(words[0], object_class_name(object_class_whole(class))) != 0)
    return FALSE;
  for (char **word = words; *word; word++)
    if (!is_word(*word))
      return FALSE;
  return TRUE;
}

/* Whether the class has room, and no data source of that name. */
static gboolean fits_class(const struct metric *row, GError **error)
{
  guint members = 0, count = metric_count();
  for (enum metric_id id = 0; id < count; id++) {
    if (metric_get(id)->class != row->class)
      continue;
    members++;
    if (strcmp(metric_get(id)->rrd_name, row->rrd_name) == 0)
      return refuse(error, row->rrd_name, "is a data source of these objects already: give another rrd_name");
  }
  return members < CLASS_METRICS_MAX || refuse(error, row->name, "is one metric too many of one kind of object");
}

static gboolean metric_check(const struct metric *row, GError **error)
{
  if (row->class >= object_class_count() || !is_metric_name(row->name, row->class))
    return refuse(error, row->name,
                  "is no name of a metric: write KIND.VENDOR.NAME, as host.acme.fan_rpm, KIND being the subject's");
  if (metric_find(row->name) != METRIC_NONE)
    return refuse(error, row->name, "is a metric already");
  if (!is_word(row->rrd_name) || strlen(row->rrd_name) > RRD_NAME_MAX)
    return refuse(error, row->rrd_name,
                  "cannot name a data source: give a rrd_name of at most 19 lower-case letters, digits and '_'");
  if (!is_unit(row->unit))
    return refuse(error, row->unit, "is no unit: write at most 15 ASCII characters");
  if (!isfinite(row->min) || !isfinite(row->max) || row->min >= row->max)
    return refuse(error, row->name, "has bounds that hold no number: min must be below max");
  if (metric_count() == CATALOGUE_MAX)
    return refuse(error, row->name, "is one metric too many: packs can declare 256 in all");
  return fits_class(row, error);
}

enum metric_id metric_declare(const struct metric *row, GError **error)
{
  if (!metric_check(row, error))
    return METRIC_NONE;
  enum metric_id id = metric_count();
  declared.metrics[id - METRIC_COUNT] = (struct metric){
      .name = g_intern_string(row->name),
      .rrd_name = g_intern_string(row->rrd_name),
      .class = row->class,
      .unit = g_intern_string(row->unit),
      .kind = row->kind,
      .min = row->min,
      .max = row->max,
      .help = g_intern_string(row->help),
  };
  g_atomic_int_inc(&declared.n_metrics);
  return id;
}

static gboolean class_check(enum object_class whole, const char *label, GError **error)
{
  if (!is_word(label) || strlen(label) > RRD_NAME_MAX)
    return refuse(error, label, "is no label: write at most 19 lower-case letters, digits and '_'");
  guint count = object_class_count();
  for (enum object_class class = 0; class < count; class++)
    if (object_class_whole(class) == whole && g_strcmp0(object_class_label(class), label) == 0)
      return refuse(error, label, "labels another kind of part of these subjects: write another label");
  return count < CLASS_COUNT + CLASSES_DECLARED_MAX ||
         refuse(error, label, "is one table too many: packs can declare 64 in all");
}

enum object_class object_class_declare(enum object_class whole, const char *label, GError **error)
{
  if (!class_check(whole, label, error))
    return CLASS_NONE;
  g_autofree char *name = g_strdup_printf("%s-%s", object_class_name(whole), label);
  enum object_class class = object_class_count();
  declared.classes[class - CLASS_COUNT] =
      (struct class_row){g_intern_string(name), g_intern_string(label), NULL, whole, 0};
  g_atomic_int_inc(&declared.n_classes);
  return class;
}

gboolean catalogue_declare_all(gboolean (*declare)(gpointer user), gpointer user)
{
  guint n_classes = declared.n_classes, n_metrics = declared.n_metrics;
  if (declare(user))
    return TRUE;
  g_atomic_int_set(&declared.n_metrics, n_metrics);
  g_atomic_int_set(&declared.n_classes, n_classes);
  return FALSE;
}

const char *object_class_label(enum object_class class)
{
  return class_get(class)->label;
}

const char *object_class_name(enum object_class class)
{
  return class_get(class)->name;
}

const char *object_class_only(enum object_class class)
{
  return class_get(class)->only;
}

enum object_class object_class_whole(enum object_class class)
{
  return class_get(class)->whole;
}

guint object_class_period_sec(enum object_class class)
{
  return class_get(class)->period_sec;
}
