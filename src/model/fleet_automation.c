/* What automation may do, by where: the narrowest place of which the configuration says something counts. */
#include "model/fleet_state.h"

/* TRUE: something is said of it. */
static gboolean take_trait(const struct fleet *fleet, enum subject_kind kind, const char *key, struct automation *automation)
{
  static const char *const settings[] = {[SUBJECT_HOST] = "clusters[].hosts[].automation.level",
                                         [SUBJECT_GUEST] = "clusters[].guests[].automation.level"};
  g_autofree char *subject = key ? subject_format(kind, key) : NULL;
  const struct traits *traits = subject ? fleet_traits(fleet, subject) : NULL;
  if (!traits || traits->automation == 0)
    return FALSE;
  *automation = (struct automation){(enum automation_level)(traits->automation - 1), settings[kind]};
  return TRUE;
}

static gboolean take_terms(const struct automation_terms *terms, const char *setting, struct automation *automation)
{
  enum automation_level level;
  if (!terms || !terms->level || !automation_level_parse(terms->level, &level))
    return FALSE;
  *automation = (struct automation){level, setting};
  return TRUE;
}

struct automation fleet_automation(const struct fleet *fleet, const char *subject, const char *policy)
{
  const struct automation_rules *rules = fleet->automation;
  struct places places = fleet_places(fleet, subject);
  struct automation general = {AUTOMATION_ADVISE, "automation.level"}, there, found;
  take_terms(&rules->terms, general.setting, &general);
  gboolean is_there = take_trait(fleet, SUBJECT_GUEST, places.guest ? places.guest->uuid : NULL, &there) ||
                      take_trait(fleet, SUBJECT_HOST, places.host ? places.host->name : NULL, &there) ||
                      take_terms(places.cluster ? &places.cluster->automation : NULL, "clusters[].automation.level", &there);
  gboolean is_found = take_terms(policy ? g_hash_table_lookup(rules->policies, policy) : NULL, "policies.NAME.automation.level", &found);
  if (is_there && is_found)
    return found.level < there.level ? found : there;
  return is_there ? there : is_found ? found : general;
}

static void place_free(gpointer data)
{
  struct automation_place *place = data;
  g_free(place->setting);
  g_free(place);
}

/* Takes the setting. */
static void add_place(GPtrArray *places, const struct automation_terms *terms, char *setting)
{
  struct automation_place *place = g_new(struct automation_place, 1);
  *place = (struct automation_place){setting, terms};
  g_ptr_array_add(places, place);
}

static gboolean has_place(const GPtrArray *places, const struct automation_terms *terms)
{
  for (guint i = 0; i < places->len; i++)
    if (((const struct automation_place *)places->pdata[i])->terms == terms)
      return TRUE;
  return FALSE;
}

GPtrArray *fleet_automation_places(const struct fleet *fleet, const GPtrArray *subjects, const char *policy)
{
  const struct automation_rules *rules = fleet->automation;
  const struct automation_terms *of_policy = policy ? g_hash_table_lookup(rules->policies, policy) : NULL;
  GPtrArray *places = g_ptr_array_new_with_free_func(place_free);
  add_place(places, &rules->terms, g_strdup("automation"));
  for (guint i = 0; i < subjects->len; i++) {
    const struct cluster *cluster = fleet_subject_cluster(fleet, subjects->pdata[i]);
    if (cluster && !has_place(places, &cluster->automation))
      add_place(places, &cluster->automation, g_strdup_printf("clusters[%s].automation", cluster->name));
  }
  if (of_policy)
    add_place(places, of_policy, g_strdup_printf("policies.%s.automation", policy));
  return places;
}

void fleet_set_automation(struct fleet *fleet, struct automation_rules *rules)
{
  automation_rules_free(fleet->automation);
  fleet->automation = rules;
}

const struct automation_rules *fleet_automation_rules(const struct fleet *fleet)
{
  return fleet->automation;
}

char *fleet_guest_refuses_automation(const struct fleet *fleet, const char *uuid)
{
  struct automation automation;
  const struct guest *guest = fleet_guest(fleet, uuid);
  if (!take_trait(fleet, SUBJECT_GUEST, uuid, &automation) || automation.level == AUTOMATION_APPLY)
    return NULL;
  return g_strdup_printf("%s of %s is %s", automation.setting, guest ? guest->name : uuid, automation_level_name(automation.level));
}
