/* Whom alerts are about, as the fleet and the rules change. */
#include "pipeline/alerts_state.h"

#define SLICE 500 /* looked at in one turn of the loop: some milliseconds */

void alerts_find_subject(struct alerts *alerts, struct alert *alert)
{
  char *why;
  alert->subject = alert_map_find(alerts->map, alert, &why);
  alert->why = why;
}

const struct alert *alerts_place(struct alerts *alerts, const struct alert *unmapped)
{
  struct fleet *fleet = alerts->options.fleet;
  g_autofree char *origin = alert_origin(unmapped), *why = NULL;
  g_autofree char *subject = alert_map_find(alerts->map, unmapped, &why);
  if (!subject) {
    alert_book_explain(fleet_alert_book(fleet), origin, why);
    return NULL;
  }
  const struct alert *placed =
      alert_book_place(fleet_alert_book(fleet), origin, subject, fleet_subject_name(fleet, subject));
  if (placed)
    alerts->options.changed(subject, placed->name, alerts->options.user);
  return placed;
}

/* By other rules it may be of another one. */
static void check(struct alerts *alerts, const char *service)
{
  struct fleet *fleet = alerts->options.fleet;
  const struct alert *alert = alert_book_service(fleet_alerts(fleet), service);
  g_autofree char *why = NULL, *subject = alert ? alert_map_find(alerts->map, alert, &why) : NULL;
  if (!alert || g_strcmp0(subject, alert->subject) == 0)
    return;
  g_autofree char *origin = alert_origin(alert);
  fleet_displace_alert(fleet, alert, why ? why : "");
  const struct alert *unmapped = alert_book_of_origin(fleet_alerts(fleet), origin);
  if (unmapped && subject)
    alerts_place(alerts, unmapped);
}

/* FALSE: there is nothing left. */
static gboolean look_at_some(struct alerts *alerts)
{
  for (guint n = 0; n < SLICE && alerts->unchecked->len > 0; n++) {
    g_autofree char *service = g_ptr_array_steal_index_fast(alerts->unchecked, alerts->unchecked->len - 1);
    check(alerts, service);
  }
  for (guint n = 0; n < SLICE && alerts->unplaced->len > 0; n++) {
    g_autofree char *origin = g_ptr_array_steal_index_fast(alerts->unplaced, alerts->unplaced->len - 1);
    const struct alert *unmapped = alert_book_of_origin(fleet_alerts(alerts->options.fleet), origin);
    if (unmapped)
      alerts_place(alerts, unmapped);
  }
  return alerts->unchecked->len > 0 || alerts->unplaced->len > 0;
}

static gboolean slice(gpointer user)
{
  struct alerts *alerts = user;
  if (look_at_some(alerts))
    return G_SOURCE_CONTINUE;
  alerts->slicing = 0;
  return G_SOURCE_REMOVE;
}

static void begin(struct alerts *alerts)
{
  if (!alerts->slicing && (alerts->unchecked->len > 0 || alerts->unplaced->len > 0))
    alerts->slicing = g_idle_add(slice, alerts);
}

void alerts_place_all(struct alerts *alerts)
{
  g_autoptr(GPtrArray) unmapped = alert_book_list_unmapped(fleet_alerts(alerts->options.fleet));
  g_ptr_array_set_size(alerts->unplaced, 0);
  for (guint i = 0; i < unmapped->len; i++)
    g_ptr_array_add(alerts->unplaced, alert_origin(unmapped->pdata[i]));
  alerts->members = fleet_member_changes(alerts->options.fleet);
  begin(alerts);
}

void alerts_are_mapped_anew(struct alerts *alerts)
{
  g_autoptr(GPtrArray) mapped = alert_book_list(fleet_alerts(alerts->options.fleet));
  g_ptr_array_set_size(alerts->unchecked, 0);
  for (guint i = 0; i < mapped->len; i++) {
    const struct alert *alert = mapped->pdata[i];
    g_ptr_array_add(alerts->unchecked, alert_service(alert->subject, alert->name));
  }
  alerts_place_all(alerts);
}

gboolean alerts_follow(struct alerts *alerts)
{
  gboolean has_changed = alerts->members != fleet_member_changes(alerts->options.fleet);
  if (has_changed && !alerts->slicing)
    alerts_place_all(alerts);
  if (alerts->slicing && !look_at_some(alerts)) /* few need no turn of the loop */
    g_clear_handle_id(&alerts->slicing, g_source_remove);
  return !alerts->slicing && alerts->members == fleet_member_changes(alerts->options.fleet);
}
