#include "serve/exposition_fleet.h"

#include "serve/exposition.h"

#include <math.h>

/* Whom there is something to say of. */
struct subject {
  enum subject_kind kind;
  char *object; /* written form */
  char *labels; /* NULL: not needed yet */
};

struct family {
  struct exposition_family of;
  char *name; /* of.name, where it is a metric's */
  enum subject_kind kind;
  /* NaN: unknown. It may have more labels. */
  double (*value)(const struct fleet *fleet, const struct family *family, const char *object, GString *labels);
  enum metric_id metric;
  double factor;
};

struct exposition_fleet {
  const struct fleet *fleet;
  GPtrArray *subjects; /* struct subject, by kind */
  GArray *families;    /* struct family */
  guint family, next;  /* whose turn it is */
  gboolean has_begun;  /* the family's head is written */
};

/* ---- values -------------------------------------------------------------------------------------- */

static double host_info(const struct fleet *fleet, const struct family *family, const char *object, GString *labels)
{
  (void)family;
  const struct host *host = fleet_host(fleet, subject_key(object, SUBJECT_HOST));
  if (!host)
    return NAN;
  exposition_label(labels, "cluster", host->cluster);
  exposition_label(labels, "state", host_state_name(host));
  return 1;
}

static double guest_info(const struct fleet *fleet, const struct family *family, const char *object, GString *labels)
{
  (void)family;
  const struct guest *guest = fleet_guest(fleet, subject_key(object, SUBJECT_GUEST));
  const struct host *host = guest && guest->host ? fleet_host(fleet, guest->host) : NULL;
  if (!guest)
    return NAN;
  exposition_label(labels, "host", guest->host ? guest->host : "");
  exposition_label(labels, "cluster", host ? host->cluster : "");
  exposition_label(labels, "state", guest_state_name(guest->state));
  return 1;
}

static double device_info(const struct fleet *fleet, const struct family *family, const char *object, GString *labels)
{
  (void)family;
  const struct device *device = fleet_device(fleet, subject_key(object, SUBJECT_DEVICE));
  if (!device)
    return NAN;
  exposition_label(labels, "kind", device->kind);
  exposition_label(labels, "state", link_state_name(fleet_agent_link(fleet, object)->state));
  return 1;
}

static double age(const struct fleet *fleet, const struct family *family, const char *object, GString *labels)
{
  (void)family, (void)labels;
  gint64 age_ms = fleet_age_ms(fleet, object);
  return age_ms < 0 ? NAN : (double)age_ms / 1000;
}

static double last_value(const struct fleet *fleet, const struct family *family, const char *object, GString *labels)
{
  (void)labels;
  enum object_class class = metric_get(family->metric)->class;
  g_autofree char *part = class == subject_class(family->kind) ? NULL : object_of(object, class);
  struct value value = fleet_value(fleet, part ? part : object, family->metric);
  return value.reading.state == READING_KNOWN ? value.reading.value * family->factor : NAN;
}

/* ---- families ------------------------------------------------------------------------------------ */

static const struct family fixed[] = {
    {{"provost_host_info", "gauge", "1, with the host's cluster and state."}, NULL, SUBJECT_HOST, host_info, 0, 1},
    {{"provost_host_age_seconds", "gauge", "How long ago anything of the host was known."}, NULL, SUBJECT_HOST, age, 0, 1},
    {{"provost_guest_info", "gauge", "1, with the guest's host, cluster and state."}, NULL, SUBJECT_GUEST, guest_info, 0, 1},
    {{"provost_guest_age_seconds", "gauge", "How long ago anything of the guest was known."}, NULL, SUBJECT_GUEST, age, 0, 1},
    {{"provost_device_info", "gauge", "1, with the device's kind and state."}, NULL, SUBJECT_DEVICE, device_info, 0, 1},
    {{"provost_device_age_seconds", "gauge", "How long ago anything of the device was known."}, NULL, SUBJECT_DEVICE, age, 0, 1},
};

static gboolean kind_of(enum object_class class, enum subject_kind *kind)
{
  if (object_class_label(class) && !object_class_only(class))
    return FALSE;
  for (*kind = 0; *kind < SUBJECT_KINDS; ++*kind)
    if (subject_class(*kind) == object_class_whole(class))
      return TRUE;
  return FALSE;
}

static void family_clear(gpointer family)
{
  g_free(((struct family *)family)->name);
}

/* Two metrics of a pack may come to one name in base units: the first has it. */
static GArray *list_families(void)
{
  GArray *families = g_array_new(FALSE, FALSE, sizeof(struct family));
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
  g_array_set_clear_func(families, family_clear);
  g_array_append_vals(families, fixed, G_N_ELEMENTS(fixed));
  for (enum metric_id id = 0; id < metric_count(); id++) {
    const struct metric *metric = metric_get(id);
    struct family family = {.of = {NULL, "gauge", metric->help}, .value = last_value, .metric = id};
    if (!kind_of(metric->class, &family.kind))
      continue;
    family.of.name = family.name = exposition_name(metric, &family.factor);
    if (g_hash_table_add(names, family.name))
      g_array_append_val(families, family);
    else
      g_free(family.name);
  }
  return families;
}

/* ---- subjects ------------------------------------------------------------------------------------ */

static void subject_free(gpointer data)
{
  struct subject *subject = data;
  g_free(subject->object);
  g_free(subject->labels);
  g_free(subject);
}

static void add_subject(struct exposition_fleet *fleet, enum subject_kind kind, const char *key)
{
  struct subject *subject = g_new(struct subject, 1);
  *subject = (struct subject){kind, subject_format(kind, key), NULL};
  g_ptr_array_add(fleet->subjects, subject);
}

static const char *labels_of(const struct fleet *fleet, struct subject *subject)
{
  if (subject->labels)
    return subject->labels;
  GString *labels = g_string_new(NULL);
  exposition_label(labels, subject_kind_name(subject->kind), fleet_subject_name(fleet, subject->object));
  if (subject->kind == SUBJECT_GUEST)
    exposition_label(labels, "uuid", subject_key(subject->object, SUBJECT_GUEST));
  return subject->labels = g_string_free(labels, FALSE);
}

/* ---- life and turns ------------------------------------------------------------------------------ */

struct exposition_fleet *exposition_fleet_new(const struct fleet *fleet)
{
  struct exposition_fleet *all = g_new0(struct exposition_fleet, 1);
  const GPtrArray *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet), *devices = fleet_devices(fleet);
  all->fleet = fleet;
  all->subjects = g_ptr_array_new_with_free_func(subject_free);
  all->families = list_families();
  for (guint i = 0; i < hosts->len; i++)
    add_subject(all, SUBJECT_HOST, ((const struct host *)hosts->pdata[i])->name);
  for (guint i = 0; i < guests->len; i++)
    add_subject(all, SUBJECT_GUEST, ((const struct guest *)guests->pdata[i])->uuid);
  for (guint i = 0; i < devices->len; i++)
    add_subject(all, SUBJECT_DEVICE, ((const struct device *)devices->pdata[i])->name);
  return all;
}

void exposition_fleet_free(struct exposition_fleet *fleet)
{
  g_ptr_array_unref(fleet->subjects);
  g_array_unref(fleet->families);
  g_free(fleet);
}

static void add_sample(struct exposition_fleet *fleet, const struct family *family, struct subject *subject, GString *text)
{
  g_autoptr(GString) more = g_string_new(NULL);
  double value = family->value(fleet->fleet, family, subject->object, more);
  if (isnan(value))
    return;
  if (!fleet->has_begun)
    exposition_begin(text, &family->of);
  fleet->has_begun = TRUE;
  g_autofree char *labels = g_strconcat(labels_of(fleet->fleet, subject), more->len ? "," : "", more->str, NULL);
  exposition_sample(text, family->of.name, labels, value);
}

gboolean exposition_fleet_next(struct exposition_fleet *fleet, GString *text)
{
  for (guint looked_at = 0; fleet->family < fleet->families->len && looked_at < EXPOSITION_PIECE;) {
    const struct family *family = &g_array_index(fleet->families, struct family, fleet->family);
    for (; fleet->next < fleet->subjects->len && looked_at < EXPOSITION_PIECE; fleet->next++) {
      struct subject *subject = fleet->subjects->pdata[fleet->next];
      if (subject->kind != family->kind)
        continue;
      add_sample(fleet, family, subject, text);
      looked_at++;
    }
    if (fleet->next < fleet->subjects->len)
      break;
    fleet->family++;
    fleet->next = 0;
    fleet->has_begun = FALSE;
  }
  return fleet->family < fleet->families->len;
}
