#include "policy/pack_set.h"

#include "base/text.h"
#include "policy/pack.h"

#include <string.h>

static void running_pack_free(gpointer data)
{
  struct running_pack *running = data;
  pack_text_unref(running->text);
  g_free(running->refused);
  g_free(running);
}

static struct running_pack *running_pack_new(struct pack_text *text, const char *refused)
{
  struct running_pack *running = g_new(struct running_pack, 1);
  *running = (struct running_pack){text, g_strdup(refused)};
  return running;
}

struct pack_set *pack_set_new(void)
{
  struct pack_set *set = g_new(struct pack_set, 1);
  *set = (struct pack_set){g_ptr_array_new_with_free_func(running_pack_free),
                           g_ptr_array_new_with_free_func((GDestroyNotify)policy_free)};
  return set;
}

void pack_set_free(struct pack_set *set)
{
  g_ptr_array_unref(set->policies);
  g_ptr_array_unref(set->packs);
  g_free(set);
}

static gboolean is_of(const struct policy *policy, const struct pack_text *pack)
{
  gsize length = strlen(pack->folder);
  return strncmp(policy->file, pack->folder, length) == 0 && policy->file[length] == G_DIR_SEPARATOR &&
         !strchr(policy->file + length + 1, G_DIR_SEPARATOR);
}

struct policy *pack_set_policy(const struct pack_set *set, const char *name)
{
  for (guint i = 0; i < set->policies->len; i++) {
    struct policy *policy = g_ptr_array_index(set->policies, i);
    if (strcmp(policy->name, name) == 0)
      return policy;
  }
  return NULL;
}

static void refuse_duplicates(const struct pack_set *set, GPtrArray *fresh, GPtrArray *errors)
{
  for (guint i = 0; i < fresh->len; i++) {
    struct policy *policy = fresh->pdata[i];
    const struct policy *first = pack_set_policy(set, policy->name);
    for (guint k = 0; !first && k < i; k++)
      if (strcmp(((const struct policy *)fresh->pdata[k])->name, policy->name) == 0)
        first = fresh->pdata[k];
    if (!first)
      continue;
    g_autofree char *reason =
        g_strdup_printf("a policy named %s was already loaded from %s", policy->name, first->file);
    policy_refuse(policy, reason);
    g_ptr_array_add(errors, g_strdup_printf("%s: %s", policy->file, reason));
  }
}

static void add_loaded(struct pack_set *set, struct running_pack *running, GPtrArray *policies)
{
  g_ptr_array_add(set->packs, running);
  g_ptr_array_extend_and_steal(set->policies, policies);
}

static GPtrArray *load(const struct pack_set *set, const struct pack_text *pack, const char *only,
                       struct deadline *deadline, GPtrArray *errors)
{
  GPtrArray *policies = g_ptr_array_new_with_free_func((GDestroyNotify)policy_free);
  pack_load(pack, only, deadline, policies, errors);
  refuse_duplicates(set, policies, errors);
  return policies;
}

void pack_set_add(struct pack_set *set, struct pack_text *pack, const char *only, struct deadline *deadline,
                  GPtrArray *errors)
{
  GPtrArray *policies = load(set, pack, only, deadline, errors);
  add_loaded(set, running_pack_new(pack, ""), policies);
}

/* ---- changes ---- */

/* Takes a pack that runs out of the set, its policies into `policies`. NULL: there is none in that folder. */
static struct running_pack *steal_pack(struct pack_set *set, const char *folder, GPtrArray *policies)
{
  for (guint i = 0; i < set->packs->len; i++) {
    struct running_pack *running = set->packs->pdata[i];
    if (strcmp(running->text->folder, folder) != 0)
      continue;
    g_ptr_array_steal_index(set->packs, i);
    for (guint k = 0; k < set->policies->len;)
      if (is_of(set->policies->pdata[k], running->text))
        g_ptr_array_add(policies, g_ptr_array_steal_index(set->policies, k));
      else
        k++;
    return running;
  }
  return NULL;
}

static gboolean any_runs(const GPtrArray *policies)
{
  for (guint i = 0; i < policies->len; i++)
    if (((const struct policy *)policies->pdata[i])->state != POLICY_REFUSED)
      return TRUE;
  return FALSE;
}

/* What refused them may be over: a setting, or another policy of the same name. */
static void retry_refused(const struct pack_text *pack, GPtrArray *policies, struct deadline *deadline)
{
  g_autoptr(GPtrArray) said_before = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < policies->len; i++) {
    struct policy *policy = policies->pdata[i];
    if (policy->state != POLICY_REFUSED)
      continue;
    g_autofree char *file = g_path_get_basename(policy->file);
    g_autoptr(GPtrArray) again = g_ptr_array_new();
    pack_load(pack, file, deadline, again, said_before);
    g_assert(again->len == 1);
    policy_free(policy);
    policies->pdata[i] = again->pdata[0];
  }
}

static void keep_pack(struct pack_set *next, struct running_pack *running, GPtrArray *policies, const char *refused)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  refuse_duplicates(next, policies, errors);
  text_replace(&running->refused, refused);
  add_loaded(next, running, g_ptr_array_ref(policies));
}

/* A policy of the former version whose file is the same and which may go on as it was; taken out. NULL: none. */
static struct policy *steal_unchanged(GPtrArray *former, const struct policy *fresh)
{
  for (guint i = 0; i < former->len; i++) {
    const struct policy *policy = former->pdata[i];
    if (strcmp(policy->file, fresh->file) == 0 && policy->state != POLICY_REFUSED &&
        policy->state != POLICY_SUSPENDED)
      return g_ptr_array_steal_index(former, i);
  }
  return NULL;
}

/* Of a new version, policies that are as they were before keep what they know of the subjects. */
static void keep_unchanged(const struct pack_text *before, const struct pack_text *now, GPtrArray *former,
                           GPtrArray *fresh)
{
  if (!pack_files_equal(before->libraries, now->libraries))
    return; /* any policy may require them */
  for (guint i = 0; i < fresh->len; i++) {
    struct policy *policy = fresh->pdata[i];
    g_autofree char *name = g_path_get_basename(policy->file);
    const struct pack_file *old = pack_text_file(before, name), *new = pack_text_file(now, name);
    gboolean is_same = old && new && pack_file_equal(old, new) && policy->state != POLICY_REFUSED;
    struct policy *unchanged = is_same ? steal_unchanged(former, policy) : NULL;
    if (!unchanged)
      continue;
    text_replace(&unchanged->pack, now->name);
    text_replace(&unchanged->pack_version, now->version);
    capabilities_unref(unchanged->capabilities);
    unchanged->capabilities = capabilities_ref(now->capabilities);
    fresh->pdata[i] = unchanged;
    policy_free(policy);
  }
}

/* The first thing wrong with the new version; NULL: nothing. */
static const char *what_is_wrong(const struct pack_text *pack, const GPtrArray *errors)
{
  if (pack->fault[0])
    return pack->fault;
  return errors->len > 0 ? errors->pdata[0] : NULL;
}

static void change_pack(struct pack_set *next, struct pack_set *set, struct pack_text *pack, struct deadline *deadline,
                        GPtrArray *errors)
{
  g_autoptr(GPtrArray) former = g_ptr_array_new_with_free_func((GDestroyNotify)policy_free);
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
  struct running_pack *running = steal_pack(set, pack->folder, former);
  if (running && pack_text_equal(running->text, pack)) {
    retry_refused(pack, former, deadline);
    keep_pack(next, running, former, "");
    pack_text_unref(pack);
    return;
  }
  GPtrArray *fresh = load(next, pack, NULL, deadline, own);
  const char *wrong = what_is_wrong(pack, own);
  if (wrong && any_runs(former)) {
    g_ptr_array_add(own, g_strdup_printf("%s: this version of the pack is refused, and version %s goes on",
                                         pack->folder, running->text->version));
    keep_pack(next, running, former, wrong);
    g_ptr_array_unref(fresh);
    pack_text_unref(pack);
  } else {
    if (running)
      keep_unchanged(running->text, pack, former, fresh);
    g_clear_pointer(&running, running_pack_free);
    add_loaded(next, running_pack_new(pack, ""), fresh);
  }
  g_ptr_array_extend_and_steal(errors, g_steal_pointer(&own));
}

void pack_set_change(struct pack_set *set, GPtrArray *offered, struct deadline *deadline, GPtrArray *errors)
{
  struct pack_set *next = pack_set_new();
  while (offered->len > 0)
    change_pack(next, set, g_ptr_array_steal_index(offered, 0), deadline, errors);
  struct pack_set former = *set;
  *set = *next;
  *next = former;
  pack_set_free(next);
}
