#include "pipeline/held.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/object.h"
#include "wire/policy_row.h"

#define GROUP "disabled"

struct hold {
  enum policy_state state; /* ACTIVE: only its kills are counted */
  char *reason;
  guint kills;
};

struct held {
  char *path;
  GHashTable *holds; /* policy -> struct hold */
};

static void hold_free(gpointer data)
{
  struct hold *hold = data;
  g_free(hold->reason);
  g_free(hold);
}

static struct hold *hold_of(struct held *held, const char *policy)
{
  struct hold *hold = g_hash_table_lookup(held->holds, policy);
  if (!hold) {
    hold = g_new0(struct hold, 1);
    hold->reason = g_strdup("");
    g_hash_table_insert(held->holds, g_strdup(policy), hold);
  }
  return hold;
}

static void set_hold(struct held *held, const char *policy, enum policy_state state, const char *reason)
{
  struct hold *hold = hold_of(held, policy);
  char *clean = text_clean(reason, LIMIT_TEXT);
  g_free(hold->reason);
  hold->reason = clean;
  hold->state = state;
}

static void load(struct held *held)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) error = NULL;
  if (!g_key_file_load_from_file(file, held->path, G_KEY_FILE_NONE, &error)) {
    if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      g_warning("%s cannot be read, so policies that were disabled run again: %s", held->path, error->message);
    return;
  }
  g_auto(GStrv) policies = g_key_file_get_keys(file, GROUP, NULL, NULL);
  for (guint i = 0; policies && policies[i] && i < HELD_MAX; i++) {
    g_autofree char *why = g_key_file_get_string(file, GROUP, policies[i], NULL);
    if (name_is_valid(policies[i]))
      set_hold(held, policies[i], POLICY_DISABLED, why ? why : "");
  }
}

struct held *held_new(const char *path)
{
  struct held *held = g_new(struct held, 1);
  *held = (struct held){g_strdup(path), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, hold_free)};
  if (path)
    load(held);
  return held;
}

void held_free(struct held *held)
{
  g_hash_table_unref(held->holds);
  g_free(held->path);
  g_free(held);
}

/* Writes the disabled ones: without `without`, and with `with` where it is not NULL. */
static gboolean save(const struct held *held, const char *without, const char *with, const char *why, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  GHashTableIter iter;
  gpointer policy, value;
  g_hash_table_iter_init(&iter, held->holds);
  while (g_hash_table_iter_next(&iter, &policy, &value)) {
    const struct hold *hold = value;
    if (hold->state == POLICY_DISABLED && !g_str_equal(policy, without))
      g_key_file_set_string(file, GROUP, policy, hold->reason);
  }
  if (with)
    g_key_file_set_string(file, GROUP, with, why);
  gsize length;
  g_autofree char *text = g_key_file_to_data(file, &length, NULL);
  g_autoptr(GError) cause = NULL;
  if (!held->path || g_file_set_contents_full(held->path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
                                              0640, &cause))
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "it cannot be remembered, so nothing was changed: %s",
              cause->message);
  return FALSE;
}

gboolean held_disable(struct held *held, const char *policy, const char *why, GError **error)
{
  if (!held_has(held, policy) && g_hash_table_size(held->holds) >= HELD_MAX) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "at most %d policies can be disabled: remove their packs",
                HELD_MAX);
    return FALSE;
  }
  g_autofree char *clean = text_clean(why, LIMIT_TEXT);
  if (!save(held, policy, policy, clean, error))
    return FALSE;
  set_hold(held, policy, POLICY_DISABLED, clean);
  return TRUE;
}

gboolean held_release(struct held *held, const char *policy, GError **error)
{
  if (!save(held, policy, NULL, NULL, error))
    return FALSE;
  g_hash_table_remove(held->holds, policy);
  return TRUE;
}

guint held_count_kill(struct held *held, const char *policy)
{
  struct hold *hold = hold_of(held, policy);
  if (++hold->kills >= KILLS_TO_SUSPEND && hold->state == POLICY_ACTIVE)
    set_hold(held, policy, POLICY_SUSPENDED, "provost-policy died, or had to be killed since nothing came back, three times while it ran");
  return hold->kills;
}

void held_take_policies(struct held *held, GVariant *policies)
{
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    const struct hold *hold = g_hash_table_lookup(held->holds, row.name);
    if (row.state == POLICY_SUSPENDED && name_is_valid(row.name) && (!hold || hold->state == POLICY_ACTIVE))
      set_hold(held, row.name, POLICY_SUSPENDED, row.reason);
    else if (row.state == POLICY_ACTIVE && hold && hold->state == POLICY_SUSPENDED)
      g_hash_table_remove(held->holds, row.name);
  }
}

gboolean held_has(const struct held *held, const char *policy)
{
  const struct hold *hold = g_hash_table_lookup(held->holds, policy);
  return hold && hold->state != POLICY_ACTIVE;
}

GVariant *held_body(const struct held *held)
{
  GVariantBuilder body;
  g_variant_builder_init(&body, G_VARIANT_TYPE("a(sys)"));
  GHashTableIter iter;
  gpointer policy, value;
  g_hash_table_iter_init(&iter, held->holds);
  while (g_hash_table_iter_next(&iter, &policy, &value)) {
    const struct hold *hold = value;
    if (hold->state != POLICY_ACTIVE)
      g_variant_builder_add(&body, "(sys)", policy, (guchar)hold->state, hold->reason);
  }
  return g_variant_builder_end(&body);
}
