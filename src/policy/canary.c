#include "policy/canary.h"

#include "policy/opinion.h"

#include <string.h>

struct told {
  gint64 stamp_sec;
  char *policy, *subject;
  enum difference kind;
  char *running, *tried; /* what each says */
};

static void told_free(gpointer data)
{
  struct told *told = data;
  g_free(told->policy);
  g_free(told->subject);
  g_free(told->running);
  g_free(told->tried);
  g_free(told);
}

struct canary *canary_new(void)
{
  struct canary *canary = g_new0(struct canary, 1);
  canary->set = pack_set_new();
  canary->differences = g_queue_new();
  return canary;
}

void canary_free(struct canary *canary)
{
  g_queue_free_full(canary->differences, told_free);
  pack_set_free(canary->set);
  g_free(canary);
}

static void forget_changed(struct canary *canary)
{
  for (GList *link = canary->differences->head, *next; link; link = next) {
    next = link->next;
    const struct policy *policy = pack_set_policy(canary->set, ((const struct told *)link->data)->policy);
    if (policy && !policy->is_new)
      continue;
    told_free(link->data);
    g_queue_delete_link(canary->differences, link);
  }
}

void canary_change(struct canary *canary, GPtrArray *offered, struct deadline *deadline, GPtrArray *errors)
{
  pack_set_change(canary->set, offered, deadline, errors);
  for (guint i = 0; i < canary->set->policies->len; i++)
    ((struct policy *)canary->set->policies->pdata[i])->is_canary = TRUE;
  forget_changed(canary);
}

/* They are old when a comparison begins again. */
static void drop_opinions(struct policy *policy)
{
  GHashTableIter iter;
  struct standing *standing;
  g_hash_table_iter_init(&iter, policy->standings);
  while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&standing))
    g_clear_pointer(&standing->opinion, opinion_free);
}

void canary_pair(struct canary *canary, struct pack_set *running)
{
  for (guint i = 0; i < running->policies->len; i++) {
    struct policy *policy = running->policies->pdata[i];
    policy->is_watched = pack_set_policy(canary->set, policy->name) != NULL;
    if (!policy->is_watched)
      drop_opinions(policy);
  }
  canary->is_changed = TRUE;
}

struct policy *canary_running(const struct pack_set *running, const struct policy *tried)
{
  struct policy *policy = pack_set_policy(running, tried->name);
  return policy && policy->state == POLICY_ACTIVE ? policy : NULL;
}

static const struct standing *standing_of(const struct policy *policy, const char *subject)
{
  return policy ? g_hash_table_lookup(policy->standings, subject) : NULL;
}

void canary_begin(struct standing *standing, struct policy *running, const char *subject)
{
  const struct standing *other = standing_of(running, subject);
  if (!standing->opinion)
    standing->open = other ? other->open : SEVERITY_NONE;
}

static void keep(struct canary *canary, const struct told *told)
{
  g_queue_push_head(canary->differences, g_memdup2(told, sizeof *told));
  if (canary->differences->length > CANARY_DIFFERENCES_MAX)
    told_free(g_queue_pop_tail(canary->differences));
}

void canary_compare(struct canary *canary, struct policy *tried, struct policy *running, const char *subject,
                    gint64 stamp_sec)
{
  struct standing *standing = policy_standing(tried, subject);
  const struct standing *other = standing_of(running, subject);
  const struct opinion *opinion = standing->opinion;
  if (opinion->kind == FINDING_TIP || opinion->kind == FINDING_CLEAR)
    standing->open = opinion->severity;
  if (running && (!other || !other->opinion))
    return; /* it has not judged this subject since they are compared */
  enum difference before = standing->differs;
  standing->differs = opinion_compare(running ? other->opinion : NULL, opinion);
  if (standing->differs == before)
    return;
  canary->is_changed = TRUE;
  tried->differences[standing->differs]++;
  if (standing->differs != DIFFERENCE_NONE)
    keep(canary, &(struct told){stamp_sec, g_strdup(tried->name), g_strdup(subject), standing->differs,
                                g_strdup(running ? other->opinion->text : ""), g_strdup(opinion->text)});
}

/* ---- the message --------------------------------------------------------------------------------- */

static guint count_differing(const struct policy *policy)
{
  guint n = 0;
  GHashTableIter iter;
  const struct standing *standing;
  g_hash_table_iter_init(&iter, policy->standings);
  while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&standing))
    n += standing->differs != DIFFERENCE_NONE;
  return n;
}

static void add_policy(GVariantBuilder *rows, const struct policy *policy, const char *version,
                       const char *running_version, enum canary_place place)
{
  GVariant *counts = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, policy->differences, DIFFERENCES, sizeof(guint32));
  g_variant_builder_add(rows, "(sssssysy@auu)", policy->name, policy->pack, version, running_version, policy->file,
                        (guchar)policy->state, policy->reason, (guchar)place, counts, count_differing(policy));
}

/* The version of that pack that is tried; NULL: none. */
static const char *tried_version(const struct canary *canary, const char *pack)
{
  for (guint i = 0; i < canary->set->packs->len; i++) {
    const struct pack_text *text = ((const struct running_pack *)canary->set->packs->pdata[i])->text;
    if (strcmp(text->name, pack) == 0)
      return text->version;
  }
  return NULL;
}

/* What running policies of the same packs the canary does not have any more. */
static void add_gone(GVariantBuilder *rows, const struct canary *canary, const struct pack_set *running)
{
  for (guint i = 0; i < running->policies->len; i++) {
    const struct policy *policy = running->policies->pdata[i];
    const char *version = policy->is_watched ? NULL : tried_version(canary, policy->pack);
    if (version)
      add_policy(rows, policy, version, policy->pack_version, CANARY_GONE);
  }
}

static GVariant *policies_body(const struct canary *canary, const struct pack_set *running)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(sssssysyauu)"));
  for (guint i = 0; i < canary->set->policies->len; i++) {
    const struct policy *policy = canary->set->policies->pdata[i], *other = pack_set_policy(running, policy->name);
    add_policy(&rows, policy, policy->pack_version, other ? other->pack_version : "", other ? CANARY_BESIDE : CANARY_NEW);
  }
  add_gone(&rows, canary, running);
  return g_variant_builder_end(&rows);
}

static GVariant *packs_body(const struct canary *canary)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssss)"));
  for (guint i = 0; i < canary->set->packs->len; i++) {
    const struct running_pack *pack = canary->set->packs->pdata[i];
    g_variant_builder_add(&rows, "(ssss)", pack->text->folder, pack->text->name, pack->text->version,
                          pack->refused[0] ? pack->refused : pack->text->fault);
  }
  return g_variant_builder_end(&rows);
}

GVariant *canary_body(struct canary *canary, const struct pack_set *running)
{
  GVariantBuilder differences;
  g_variant_builder_init(&differences, G_VARIANT_TYPE("a(xssyss)"));
  for (const GList *link = canary->differences->head; link; link = link->next) {
    const struct told *told = link->data;
    g_variant_builder_add(&differences, "(xssyss)", told->stamp_sec, told->policy, told->subject, (guchar)told->kind,
                          told->running, told->tried);
  }
  canary->is_changed = FALSE;
  return g_variant_new("(@a(ssss)@a(sssssysyauu)@a(xssyss))", packs_body(canary), policies_body(canary, running),
                       g_variant_builder_end(&differences));
}
