/* What a subject is part of. */
#include "model/fleet_state.h"

struct places fleet_places(const struct fleet *fleet, const char *subject)
{
  struct places places = {0};
  struct object object;
  if (!object_parse(subject, &object))
    return places;
  const struct alert *alert = object.kind == SUBJECT_SERVICE ? alert_book_service(fleet_alerts(fleet), subject) : NULL;
  if (alert) { /* of whom it is; that is no service */
    places = fleet_places(fleet, alert->subject);
    places.owner = alert->subject;
    return places;
  }
  places.guest = object.kind == SUBJECT_GUEST ? fleet_guest(fleet, object.key) : NULL;
  const char *host = places.guest ? places.guest->host : object.kind == SUBJECT_HOST ? object.key : NULL;
  places.host = host ? fleet_host(fleet, host) : NULL;
  const char *cluster = places.host ? places.host->cluster : object.kind == SUBJECT_CLUSTER ? object.key : NULL;
  places.cluster = cluster ? fleet_cluster(fleet, cluster) : NULL;
  return places;
}

const struct cluster *fleet_subject_cluster(const struct fleet *fleet, const char *subject)
{
  return fleet_places(fleet, subject).cluster;
}

/* Takes what is to be added; each once. */
static void add(GPtrArray *subjects, char *subject)
{
  if (g_ptr_array_find_with_equal_func(subjects, subject, g_str_equal, NULL))
    g_free(subject);
  else
    g_ptr_array_add(subjects, subject);
}

static void add_devices(GPtrArray *subjects, const struct fleet *fleet, const char *host)
{
  const GPtrArray *devices = fleet_devices(fleet);
  for (guint i = 0; i < devices->len; i++) {
    const struct device *device = devices->pdata[i];
    if (g_strv_contains((const char *const *)device->serves, host))
      add(subjects, subject_format(SUBJECT_DEVICE, device->name));
  }
}

GPtrArray *fleet_containing(const struct fleet *fleet, const char *subject)
{
  struct places places = fleet_places(fleet, subject);
  GPtrArray *subjects = g_ptr_array_new_with_free_func(g_free);
  add(subjects, g_strdup(subject));
  if (places.owner)
    add(subjects, g_strdup(places.owner));
  if (places.host) {
    add(subjects, subject_format(SUBJECT_HOST, places.host->name));
    add_devices(subjects, fleet, places.host->name);
  }
  if (places.cluster)
    add(subjects, subject_format(SUBJECT_CLUSTER, places.cluster->name));
  return subjects;
}
