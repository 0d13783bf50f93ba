/* What automation may do, by where: the narrowest place of which the configuration says something counts. */
#include "model/fleet_state.h"

/* TRUE: something is said of it. */
static gboolean take(const struct fleet *fleet, enum subject_kind kind, const char *key, struct automation *automation)
{
  static const char *const settings[] = {[SUBJECT_HOST] = "clusters[].hosts[].automation.level",
                                         [SUBJECT_GUEST] = "clusters[].guests[].automation.level",
                                         [SUBJECT_CLUSTER] = "clusters[].automation.level"};
  g_autofree char *subject = key ? subject_format(kind, key) : NULL;
  const struct traits *traits = subject ? fleet_traits(fleet, subject) : NULL;
  if (!traits || traits->automation == 0)
    return FALSE;
  *automation = (struct automation){(enum automation_level)(traits->automation - 1), settings[kind]};
  return TRUE;
}

struct automation fleet_automation(const struct fleet *fleet, const char *subject, enum automation_level general)
{
  struct automation automation = {general, "automation.level"};
  struct object object = {.kind = SUBJECT_KINDS};
  gboolean is_known = object_parse(subject, &object);
  const struct alert *alert =
      is_known && object.kind == SUBJECT_SERVICE ? alert_book_service(fleet_alerts(fleet), subject) : NULL;
  if (alert) /* of whom it is; that is no service */
    return fleet_automation(fleet, alert->subject, general);
  const struct guest *guest = is_known && object.kind == SUBJECT_GUEST ? fleet_guest(fleet, object.key) : NULL;
  const char *host_name = guest ? guest->host : is_known && object.kind == SUBJECT_HOST ? object.key : NULL;
  const struct host *host = host_name ? fleet_host(fleet, host_name) : NULL;
  const char *cluster = host ? host->cluster : is_known && object.kind == SUBJECT_CLUSTER ? object.key : NULL;
  if (!take(fleet, SUBJECT_GUEST, guest ? guest->uuid : NULL, &automation) &&
      !take(fleet, SUBJECT_HOST, host ? host->name : NULL, &automation))
    take(fleet, SUBJECT_CLUSTER, cluster, &automation);
  return automation;
}

char *fleet_guest_refuses_automation(const struct fleet *fleet, const char *uuid)
{
  struct automation automation;
  const struct guest *guest = fleet_guest(fleet, uuid);
  if (!take(fleet, SUBJECT_GUEST, uuid, &automation) || automation.level == AUTOMATION_APPLY)
    return NULL;
  return g_strdup_printf("%s of %s is %s", automation.setting, guest ? guest->name : uuid, automation_level_name(automation.level));
}
