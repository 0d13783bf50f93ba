#include "pipeline/waits.h"

#include "base/quantity.h"
#include "pipeline/terms.h"
#include "pipeline/tip_alerts.h"

/* All of a cluster's hosts are needed: which of them a plan will choose is not known yet. */
static char *why_of_cluster(const struct fleet *fleet, const char *cluster)
{
  const GPtrArray *hosts = fleet_hosts(fleet);
  char *why = NULL;
  for (guint i = 0; i < hosts->len && !why; i++) {
    const struct host *host = hosts->pdata[i];
    if (g_str_equal(host->cluster, cluster))
      why = fleet_claim_refusal(fleet, host->name);
  }
  return why;
}

static char *why_of_guest(const struct fleet *fleet, const char *uuid)
{
  const struct guest *guest = fleet_guest(fleet, uuid);
  const char *hold = fleet_foreign_hold(fleet, uuid);
  if (hold)
    return g_strdup(hold);
  return guest && guest->host ? fleet_claim_refusal(fleet, guest->host) : NULL;
}

static char *why_of_subject(const struct waiting *waiting, const struct tip *tip)
{
  const struct fleet *fleet = waiting->fleet;
  struct object object;
  if (!object_parse(tip->subject, &object))
    return NULL;
  if (object.kind == SUBJECT_CLUSTER)
    return why_of_cluster(fleet, object.key);
  if (object.kind == SUBJECT_GUEST)
    return why_of_guest(fleet, object.key);
  return object.kind == SUBJECT_HOST ? fleet_claim_refusal(fleet, object.key) : NULL;
}

/* A notice is for people. */
static char *why_of_remedy(const struct waiting *waiting, const struct tip *tip)
{
  (void)waiting;
  const struct remedy *first = tip->remedies->len ? tip->remedies->pdata[0] : NULL;
  return first && first->kind != REMEDY_NOTIFY ? NULL : g_strdup("its remedy is to tell somebody: there is nothing to carry out");
}

static char *why_of_level(const struct waiting *waiting, const struct tip *tip)
{
  g_autoptr(GPtrArray) subjects = terms_subjects(tip);
  struct automation least = {AUTOMATION_LEVELS, NULL};
  for (guint i = 0; i < subjects->len; i++) {
    struct automation there = fleet_automation(waiting->fleet, subjects->pdata[i], tip->policy);
    if (there.level < least.level)
      least = there;
  }
  return least.level == AUTOMATION_APPLY ? NULL
                                         : g_strdup_printf("%s is %s", least.setting, automation_level_name(least.level));
}

static char *why_of_pause(const struct waiting *waiting, const struct tip *tip)
{
  (void)tip;
  const struct pause *pause = fleet_paused(waiting->fleet);
  return pause ? pause_text(pause) : NULL;
}

static char *why_of_flaps(const struct waiting *waiting, const struct tip *tip)
{
  if (tip->clears_us <= waiting->now_us)
    return NULL;
  g_autofree char *left = span_format((double)(tip->clears_us - waiting->now_us) / G_USEC_PER_SEC);
  return g_strdup_printf("its condition is away now; it came back %u times, and is cleared if it stays away for %s", tip->returns, left);
}

static char *why_of_cause(const struct waiting *waiting, const struct tip *tip)
{
  guint64 id = tipbook_cause(waiting->tips, tip->id);
  const struct tip *cause = tipbook_tip(waiting->tips, id);
  if (id == 0)
    return NULL;
  if (!cause || tip_is_finished(cause))
    return g_strdup_printf("it was a symptom of tip %" G_GUINT64_FORMAT ", which is finished, and may end by itself", id);
  return g_strdup_printf("it is a symptom of tip %" G_GUINT64_FORMAT " (%s), which is dealt with first", cause->id, cause->text);
}

static char *why_of_attempts(const struct waiting *waiting, const struct tip *tip)
{
  if (tip->retry_us <= waiting->now_us)
    return NULL;
  g_autofree char *left = span_format((double)(tip->retry_us - waiting->now_us) / G_USEC_PER_SEC);
  return g_strdup_printf("it was put off for %s: %s", left, tip->state_reason);
}

/* Whatever is done for a tip is done to those whom it names. */
static char *why_of_downtime(const struct waiting *waiting, const struct tip *tip)
{
  g_autoptr(GPtrArray) subjects = terms_subjects(tip);
  char *why = NULL;
  for (guint i = 0; i < subjects->len && !why; i++)
    why = fleet_downtime(waiting->fleet, subjects->pdata[i]);
  return why;
}

static char *why_of_alerts(const struct waiting *waiting, const struct tip *tip)
{
  return tip_alerts_doubt(waiting->fleet, tip);
}

static char *why_of_terms(const struct waiting *waiting, const struct tip *tip)
{
  return terms_why(waiting->fleet, waiting->verdicts, tip, waiting->now_us);
}

static const struct {
  const char *name;
  char *(*why)(const struct waiting *waiting, const struct tip *tip);
} rows[] = {
    {"remedy", why_of_remedy},
    {"level", why_of_level},
    {"pause", why_of_pause},
    {"cause", why_of_cause},
    {"terms", why_of_terms},
    {"downtime", why_of_downtime},
    {"alerts", why_of_alerts},
    {"flaps", why_of_flaps},
    {"attempts", why_of_attempts},
    {"others", why_of_subject},
};

char *waits_why(const struct waiting *waiting, const struct tip *tip)
{
  char *why = NULL;
  for (guint i = 0; tip->state == TIP_OPEN && !why && i < G_N_ELEMENTS(rows); i++)
    why = rows[i].why(waiting, tip);
  return why;
}

void waits_each(const struct waiting *waiting, const struct tip *tip, waits_take take, gpointer user)
{
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *why = rows[i].why(waiting, tip);
    take(rows[i].name, why, user);
  }
}
