/* What administrators say of the members of the fleet, and what is fed in from outside. */
#include "model/fleet_state.h"

#include "base/error.h"

struct said {
  char *cluster; /* of a guest */
  struct traits traits;
};

static void said_free(gpointer data)
{
  struct said *said = data;
  g_free(said->cluster);
  g_clear_pointer(&said->traits.labels, g_hash_table_unref);
  g_clear_pointer(&said->traits.licences, g_ptr_array_unref);
  g_free(said);
}

void fleet_traits_init(struct fleet *fleet)
{
  fleet->traits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, said_free);
  fleet->alerts = alert_book_new();
  fleet->listening_us = clock_monotonic_us(fleet->clock);
}

void fleet_traits_done(struct fleet *fleet)
{
  g_hash_table_unref(fleet->traits);
  alert_book_free(fleet->alerts);
}

void fleet_forget_traits(struct fleet *fleet)
{
  g_hash_table_remove_all(fleet->traits);
  fleet->changes++;
}

void fleet_add_traits(struct fleet *fleet, const char *subject, const char *cluster, const struct traits *traits)
{
  struct said *said = g_new0(struct said, 1);
  said->cluster = g_strdup(cluster);
  said->traits = *traits;
  if (traits->labels)
    g_hash_table_ref(traits->labels);
  if (traits->licences)
    g_ptr_array_ref(traits->licences);
  g_hash_table_replace(fleet->traits, g_strdup(subject), said);
  fleet->changes++;
}

/* What is said of the guest under that name of it; NULL: nothing, or another guest is meant. */
static const struct said *said_of_guest(const struct fleet *fleet, const struct guest *guest, const char *name)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, name);
  const struct said *said = g_hash_table_lookup(fleet->traits, subject);
  return said && fleet_guest_meant(fleet, said->cluster, name) == guest ? said : NULL;
}

const struct traits *fleet_traits(const struct fleet *fleet, const char *subject)
{
  static const struct traits none;
  struct object object;
  const struct said *said = NULL;
  if (g_hash_table_size(fleet->traits) == 0 || !object_parse(subject, &object))
    return &none;
  const struct guest *guest = object.kind == SUBJECT_GUEST ? fleet_guest(fleet, object.key) : NULL;
  if (guest && !(said = said_of_guest(fleet, guest, guest->uuid)))
    said = said_of_guest(fleet, guest, guest->name);
  else if (object.kind != SUBJECT_GUEST)
    said = g_hash_table_lookup(fleet->traits, subject);
  return said ? &said->traits : &none;
}

const struct alert *fleet_take_alert(struct fleet *fleet, const struct alert *alert, GError **error)
{
  struct object object;
  if (alert->subject && (!object_parse(alert->subject, &object) || object.instance[0] || object.kind == SUBJECT_SERVICE ||
                         !fleet_has_subject(fleet, alert->subject))) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "%s is no host, guest, device or cluster of the fleet", alert->subject);
    return NULL;
  }
  const char *name = alert->subject ? fleet_subject_name(fleet, alert->subject) : NULL;
  return alert_book_take(fleet->alerts, alert, name, clock_wall_us(fleet->clock), error);
}

void fleet_watch_alerts(struct fleet *fleet, void (*left)(const char *subject, const char *name, gpointer user), gpointer user)
{
  fleet->alerts_leave.left = left;
  fleet->alerts_leave.user = user;
}

void fleet_displace_alert(struct fleet *fleet, const struct alert *alert, const char *why)
{
  g_autofree char *service = alert_service(alert->subject, alert->name);
  if (fleet->alerts_leave.left)
    fleet->alerts_leave.left(alert->subject, alert->name, fleet->alerts_leave.user);
  alert_book_displace(fleet->alerts, service, why);
}

void fleet_alerts_follow(struct fleet *fleet)
{
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet->alerts);
  for (guint i = 0; i < alerts->len; i++) {
    const struct alert *alert = alerts->pdata[i];
    if (!fleet_has_subject(fleet, alert->subject))
      fleet_displace_alert(fleet, alert, "its subject has left the fleet");
  }
}

guint fleet_member_changes(const struct fleet *fleet)
{
  return fleet->member_changes;
}

gint64 fleet_listening_ms(const struct fleet *fleet)
{
  return (clock_monotonic_us(fleet->clock) - fleet->listening_us) / 1000;
}

const struct alert_book *fleet_alerts(const struct fleet *fleet)
{
  return fleet->alerts;
}

struct alert_book *fleet_alert_book(struct fleet *fleet)
{
  return fleet->alerts;
}
