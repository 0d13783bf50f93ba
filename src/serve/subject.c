#include "serve/subject.h"

#include "base/error.h"

#include <string.h>

static char *guest_subject(const struct fleet *fleet, const char *name, GError **error)
{
  const struct guest *guest = fleet_find_guest(fleet, name, error);
  if (guest)
    return subject_format(SUBJECT_GUEST, guest->uuid);
  if (!g_uuid_string_is_valid(name))
    return NULL;
  g_clear_error(error);
  g_autofree char *uuid = g_ascii_strdown(name, -1);
  return subject_format(SUBJECT_GUEST, uuid);
}

static char *device_subject(const struct fleet *fleet, const char *name, GError **error)
{
  const struct device *device = fleet_find_device(fleet, name, error);
  return device ? subject_format(SUBJECT_DEVICE, device->name) : NULL;
}

static char *host_subject(const struct fleet *fleet, const char *name, GError **error)
{
  const struct host *host = fleet_find_host(fleet, name, error);
  return host ? subject_format(SUBJECT_HOST, host->name) : NULL;
}

static char *cluster_subject(const struct fleet *fleet, const char *name, GError **error)
{
  const struct cluster *cluster = fleet_find_cluster(fleet, name, error);
  return cluster ? subject_format(SUBJECT_CLUSTER, cluster->name) : NULL;
}

/* A bare name: whichever of host and guest there is, but not both. */
static char *any_subject(const struct fleet *fleet, const char *name, GError **error)
{
  g_autoptr(GError) none = NULL;
  g_autofree char *guest = guest_subject(fleet, name, &none);
  if (!fleet_host(fleet, name)) {
    if (guest)
      return g_steal_pointer(&guest);
    if (none->code == PROVOST_ERROR_REFUSED)
      g_propagate_error(error, g_steal_pointer(&none));
    else
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                  "there is no host and no guest \"%s\": provost hosts and provost guests list them", name);
    return NULL;
  }
  if (!guest)
    return subject_format(SUBJECT_HOST, name);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
              "\"%s\" is a host and a guest: write host:%s or guest:%s", name, name, name);
  return NULL;
}

char *subject_whole(const struct fleet *fleet, const char *text, GError **error)
{
  if (g_str_has_prefix(text, "host:"))
    return host_subject(fleet, text + strlen("host:"), error);
  if (g_str_has_prefix(text, "guest:"))
    return guest_subject(fleet, text + strlen("guest:"), error);
  if (g_str_has_prefix(text, "device:"))
    return device_subject(fleet, text + strlen("device:"), error);
  if (g_str_has_prefix(text, "cluster:"))
    return cluster_subject(fleet, text + strlen("cluster:"), error);
  if (!strchr(text, ':'))
    return any_subject(fleet, text, error);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "\"%s\" is no host, guest, device or cluster: write host:NAME, guest:NAME, device:NAME or cluster:NAME", text);
  return NULL;
}

/* Names the parts that do have the metric: "host:h1{if=eth0}, host:h1{if=lo}". */
static char *parts_with(const struct fleet *fleet, const char *subject, const struct metric *metric)
{
  g_autoptr(GPtrArray) objects = fleet_objects(fleet, subject);
  GString *list = g_string_new(NULL);
  for (guint i = 0; i < objects->len; i++) {
    struct object object;
    if (object_parse(objects->pdata[i], &object) && object.class == metric->class)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", (const char *)objects->pdata[i]);
  }
  if (list->len == 0)
    g_string_append(list, "none seen yet");
  return g_string_free(list, FALSE);
}

char *subject_resolve(const struct fleet *fleet, const char *text, enum metric_id metric_id, GError **error)
{
  const struct metric *metric = metric_get(metric_id);
  gsize head_length = strcspn(text, "{");
  g_autofree char *head = g_strndup(text, head_length);
  g_autofree char *subject = subject_whole(fleet, head, error);
  if (!subject)
    return NULL;
  if (!text[head_length] && object_class_only(metric->class) &&
      g_str_has_prefix(subject, object_class_name(object_class_whole(metric->class))))
    return object_of(subject, metric->class);
  g_autofree char *object = g_strconcat(subject, text + head_length, NULL);
  struct object parsed;
  if (!object_parse(object, &parsed)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "\"%s\" names no part: write it like %s{if=eth0}", text, head);
    return NULL;
  }
  if (parsed.class == metric->class && parsed.kind != SUBJECT_CLUSTER)
    return g_steal_pointer(&object);
  const char *label = object_class_label(metric->class);
  g_autofree char *parts = parts_with(fleet, subject, metric);
  if (label)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s has no %s; what has it is written with {%s=...}: %s",
                text, metric->name, label, parts);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s has no %s: that is a metric of a %s", text,
                metric->name, object_class_name(metric->class));
  return NULL;
}
