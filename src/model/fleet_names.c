/* The fleet in words: what people call its members, and how they do. */
#include "model/fleet.h"

#include "base/error.h"
#include "base/text.h"
#include "model/names.h"

#include <string.h>

static const char *const link_names[LINK_STATES] = {
    [LINK_NONE] = "not configured",
    [LINK_CONNECTING] = "connecting",
    [LINK_UP] = "up",
    [LINK_DOWN] = "down",
};

const char *link_state_name(enum link_state state)
{
  return name_of(link_names, LINK_STATES, state);
}

char *link_text(const struct link *link)
{
  return g_strconcat(link_state_name(link->state), *link->reason ? ": " : "", link->reason, NULL);
}

const char *host_state_name(const struct host *host)
{
  guint configured = 0, up = 0, connecting = 0;
  for (enum source source = 0; source < SOURCES; source++) {
    enum link_state state = host->links[source].state;
    configured += state != LINK_NONE;
    up += state == LINK_UP;
    connecting += state == LINK_CONNECTING;
  }
  if (up == configured)
    return "up";
  if (up > 0)
    return "partial";
  return connecting > 0 ? "connecting" : "down";
}

const char *cluster_state_name(const struct fleet *fleet, const struct cluster *cluster)
{
  const char *state = NULL;
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    if (strcmp(host->cluster, cluster->name) != 0)
      continue;
    const char *one = host_state_name(host);
    if (state && strcmp(state, one) != 0)
      return "partial";
    state = one;
  }
  return state ? state : "up";
}

/* `where` says where one finds what there is. */
static void set_not_found(GError **error, const char *what, const char *name, const char *const *known, const char *where)
{
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  const char *nearest = nearest_name(clean, known);
  if (nearest)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no %s \"%s\"; is it \"%s\"?", what,
                clean, nearest);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no %s \"%s\"; %s", what, clean, where);
}

const struct guest *fleet_find_guest(const struct fleet *fleet, const char *name, GError **error)
{
  const struct guest *found = fleet_guest(fleet, name);
  if (found)
    return found;
  const GPtrArray *guests = fleet_guests(fleet);
  g_autofree const char **names = g_new0(const char *, guests->len + 1);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    names[i] = guest->name;
    if (strcmp(guest->name, name) != 0)
      continue;
    if (found) {
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                  "several guests are called \"%s\": name one by its UUID, %s or %s", name, found->uuid,
                  guest->uuid);
      return NULL;
    }
    found = guest;
  }
  if (!found)
    set_not_found(error, "guest", name, names, "provost guests lists them");
  return found;
}

const struct host *fleet_find_host(const struct fleet *fleet, const char *name, GError **error)
{
  const struct host *found = fleet_host(fleet, name);
  if (found)
    return found;
  const GPtrArray *hosts = fleet_hosts(fleet);
  g_autofree const char **names = g_new0(const char *, hosts->len + 1);
  for (guint i = 0; i < hosts->len; i++)
    names[i] = ((const struct host *)hosts->pdata[i])->name;
  set_not_found(error, "host", name, names, "provost hosts lists them");
  return NULL;
}

const struct device *fleet_find_device(const struct fleet *fleet, const char *name, GError **error)
{
  const struct device *found = fleet_device(fleet, name);
  if (found)
    return found;
  const GPtrArray *devices = fleet_devices(fleet);
  g_autofree const char **names = g_new0(const char *, devices->len + 1);
  for (guint i = 0; i < devices->len; i++)
    names[i] = ((const struct device *)devices->pdata[i])->name;
  set_not_found(error, "device", name, names, "provost devices lists them");
  return NULL;
}

const struct cluster *fleet_find_cluster(const struct fleet *fleet, const char *name, GError **error)
{
  const struct cluster *found = fleet_cluster(fleet, name);
  if (found)
    return found;
  const GPtrArray *clusters = fleet_clusters(fleet);
  g_autofree const char **names = g_new0(const char *, clusters->len + 1);
  for (guint i = 0; i < clusters->len; i++)
    names[i] = ((const struct cluster *)clusters->pdata[i])->name;
  set_not_found(error, "cluster", name, names, "provost clusters lists them");
  return NULL;
}

const char *fleet_subject_name(const struct fleet *fleet, const char *subject)
{
  const char *colon = strchr(subject, ':');
  if (!colon)
    return subject;
  const char *service = alert_book_service_name(fleet_alerts(fleet), subject);
  if (service)
    return service;
  const struct guest *guest = g_str_has_prefix(subject, "guest:") ? fleet_guest(fleet, colon + 1) : NULL;
  return guest ? guest->name : colon + 1;
}

const struct licence *fleet_find_licence(const struct fleet *fleet, const char *name, GError **error)
{
  const GPtrArray *licences = fleet_licences(fleet);
  g_autofree const char **names = g_new0(const char *, licences->len + 1);
  for (guint i = 0; i < licences->len; i++) {
    const struct licence *licence = licences->pdata[i];
    names[i] = licence->name;
    if (strcmp(licence->name, name) == 0)
      return licence;
  }
  set_not_found(error, "licence", name, names, "provost.yaml lists them under licences");
  return NULL;
}
