#include "pipeline/orphans.h"

#include "pipeline/aside.h"
#include "pipeline/foreign.h"
#include "pipeline/ownership.h"
#include "pipeline/suspensions.h"
#include "wire/messages.h"
#include "wire/policy_row.h"

#include <string.h>

#define CLEARED_AT_ONCE 500 /* the others at the next interval: each is stored and told, and nobody waits so long */

/* Whether all guests there are have been named by now. */
static gboolean guests_are_known(const struct fleet *fleet)
{
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct link *link = &((const struct host *)hosts->pdata[i])->links[SOURCE_LIBVIRT];
    if (link->state != LINK_NONE &&
        (link->state != LINK_UP || fleet_link_age_ms(fleet, link) < ORPHAN_SURE_SEC * 1000))
      return FALSE;
  }
  return TRUE;
}

/* Guests come and go by themselves: they are gone when all hosts say so. Services are said again after a restart of
 * provostd. All others are configured. */
static char *why_gone(const struct tip *tip, const struct fleet *fleet, gboolean is_sure)
{
  struct object object;
  if (!object_parse(tip->subject, &object) || fleet_has_subject(fleet, tip->subject))
    return NULL;
  if (object.kind == SUBJECT_SERVICE)
    return fleet_listening_ms(fleet) < ORPHAN_SERVICE_SEC * 1000
               ? NULL
               : g_strdup_printf("nobody says anything of %s any more", tip->subject_name);
  if (object.kind != SUBJECT_GUEST)
    return g_strdup_printf("%s %s is not configured any more", subject_kind_name(object.kind), tip->subject_name);
  return is_sure ? g_strdup_printf("no host knows guest %s any more", tip->subject_name) : NULL;
}

/* The names of the policies that run; borrowed. */
static GHashTable *running_policies(GVariant *policies)
{
  GHashTable *running = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state == POLICY_ACTIVE)
      g_hash_table_add(running, (gpointer)row.name);
  }
  return running;
}

/* NULL: somebody looks after it. Caller frees. */
static char *why_orphaned(const struct tip *tip, const struct fleet *fleet, GHashTable *running, gboolean is_sure)
{
  gboolean is_ours = policy_is_ours(tip->policy) || suspension_is(tip);
  if (!is_ours && !g_hash_table_contains(running, tip->policy))
    return g_strdup_printf("policy %s does not run any more: nothing looks at this", tip->policy);
  return why_gone(tip, fleet, is_sure);
}

/* What only provostd looks at, and is over; NULL otherwise. Caller frees. */
static char *why_over(const struct tip *tip, const struct fleet *fleet, GVariant *policies, const struct deaths *deaths)
{
  if (strcmp(tip->policy, POLICY_HISTORY) == 0)
    return aside_is_gone(tip);
  if (strcmp(tip->policy, POLICY_ENGINE) == 0)
    return deaths_are_over(deaths);
  if (strcmp(tip->policy, POLICY_OTHERS) == 0)
    return foreign_is_over(tip, fleet);
  if (strcmp(tip->policy, POLICY_OWNERSHIP) == 0)
    return ownership_is_over(fleet);
  return suspension_is(tip) ? suspension_is_over(tip, policies) : NULL;
}

/* What holds back tips about something until that was well once holds back none when it is gone. */
static void release_gone(struct tipbook *tips, const struct tip *tip, const struct fleet *fleet, gboolean is_sure)
{
  gboolean holds_back = tip->state == TIP_DISMISSED && tip->snoozed_until_us == 0 && !tip->is_test;
  g_autofree char *why = holds_back ? why_gone(tip, fleet, is_sure) : NULL;
  if (!why)
    return;
  struct finding *finding = finding_new();
  finding->kind = FINDING_CLEAR;
  finding->policy = g_strdup(tip->policy);
  finding->subject = g_strdup(tip->subject);
  tipbook_take_finding(tips, finding, tip->subject_name);
  finding_free(finding);
}

void orphans_clear(struct tipbook *tips, const struct fleet *fleet, GVariant *policies, const struct deaths *deaths)
{
  g_autoptr(GPtrArray) list = tipbook_list(tips);
  g_autoptr(GHashTable) running = running_policies(policies);
  gboolean is_sure = guests_are_known(fleet);
  guint left = CLEARED_AT_ONCE;
  for (guint i = 0; i < list->len && left > 0; i++) {
    const struct tip *tip = list->pdata[i];
    enum tip_state cleared;
    release_gone(tips, tip, fleet, is_sure);
    if (!lifecycle_next(tip->state, TIP_EVENT_CLEAR, &cleared))
      continue;
    g_autofree char *over = why_over(tip, fleet, policies, deaths);
    g_autofree char *why = over ? g_steal_pointer(&over) : why_orphaned(tip, fleet, running, is_sure);
    if (why && tipbook_move(tips, tip->id, TIP_EVENT_CLEAR, &(struct tip_change){.by = "provostd", .why = why}, NULL))
      left--;
  }
}
