#include "config/credentials.h"

#include "config/problems.h"

#include <string.h>

/* The secrets, and the two keys that each may come from. */
static const struct {
  const char *key, *file_key;
} secrets[] = {
    {"community", "community_file"},
    {"auth_passphrase", "auth_file"},
    {"priv_passphrase", "priv_file"},
};

/* Where the secret stands: its key, or that of its file; NULL: nowhere. */
static const struct yaml_node *secret_find(const struct yaml_node *snmp, const char *key,
                                           const char *file_key)
{
  const struct yaml_node *written = yaml_tree_child(snmp, key);
  return written ? written : yaml_tree_child(snmp, file_key);
}

/* TRUE: a secret stands in the file itself. */
static gboolean check_places(const struct yaml_node *snmp, GPtrArray *problems)
{
  gboolean is_written = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(secrets); i++) {
    const struct yaml_node *written = yaml_tree_child(snmp, secrets[i].key);
    const struct yaml_node *file = yaml_tree_child(snmp, secrets[i].file_key);
    if (written && file)
      problem_add(problems, file->line, file->column,
                  "%s stands on line %u already: keep one of %s and %s", secrets[i].key, written->line,
                  secrets[i].key, secrets[i].file_key);
    is_written |= written != NULL;
  }
  return is_written;
}

/* One by one: the keys that version 3 has and the others have not. */
static void check_no_user(const struct yaml_node *snmp, const char *version, GPtrArray *problems)
{
  static const char *const keys[] = {"user", "auth", "auth_passphrase", "auth_file",
                                     "priv", "priv_passphrase", "priv_file"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const struct yaml_node *node = yaml_tree_child(snmp, keys[i]);
    if (node)
      problem_add(problems, node->line, node->column,
                  "version %s has no %s: remove it, or write version: 3", version, keys[i]);
  }
}

static void check_community(const struct yaml_node *snmp, const char *version, GPtrArray *problems)
{
  check_no_user(snmp, version, problems);
  if (!secret_find(snmp, "community", "community_file") && !snmp->cut)
    problem_add(problems, snmp->line, snmp->column,
                "community is missing here: add community or community_file");
}

/* auth and priv: the protocol and the passphrase go together. `passphrase` is NULL where it could not be read. */
static void check_pair(const struct yaml_node *snmp, const char *protocol, const char *passphrase,
                       GPtrArray *problems)
{
  g_autofree char *key = g_strconcat(protocol, "_passphrase", NULL);
  g_autofree char *file_key = g_strconcat(protocol, "_file", NULL);
  const struct yaml_node *word = yaml_tree_child(snmp, protocol);
  const struct yaml_node *secret = secret_find(snmp, key, file_key);
  const struct yaml_node *file = yaml_tree_child(snmp, file_key);
  if (word && !secret && !snmp->cut)
    problem_add(problems, word->line, word->column, "%s needs a passphrase: add %s or %s", protocol, key,
                file_key);
  else if (secret && !word && !snmp->cut)
    problem_add(problems, secret->line, secret->column,
                "a passphrase for %s without %s: name the protocol, such as %s: %s", protocol, protocol,
                protocol, strcmp(protocol, "auth") == 0 ? "sha-256" : "aes");
  if (file && passphrase && strlen(passphrase) < SNMP_PASSPHRASE_MIN)
    problem_add(problems, file->line, file->column,
                "the passphrase in %s has fewer than %d bytes, which SNMP does not allow: take a longer one",
                file_key, SNMP_PASSPHRASE_MIN);
}

static void check_user(const struct config_agent *agent, const struct yaml_node *snmp, GPtrArray *problems)
{
  const struct yaml_node *community = secret_find(snmp, "community", "community_file");
  const struct yaml_node *priv = yaml_tree_child(snmp, "priv");
  if (community)
    problem_add(problems, community->line, community->column,
                "version 3 has no community: write user, auth and priv, or version: 2c");
  if (!yaml_tree_child(snmp, "user") && !snmp->cut)
    problem_add(problems, snmp->line, snmp->column, "user is missing here: version 3 needs one");
  if (priv && !yaml_tree_child(snmp, "auth") && !snmp->cut)
    problem_add(problems, priv->line, priv->column,
                "priv without auth: SNMP encrypts only what is signed, so add auth and its passphrase");
  check_pair(snmp, "auth", agent->auth_passphrase, problems);
  check_pair(snmp, "priv", agent->priv_passphrase, problems);
}

gboolean credentials_check(const struct config_agent *agent, const struct yaml_node *snmp,
                           GPtrArray *problems)
{
  gboolean is_written = check_places(snmp, problems);
  /* NULL: it is wrong, and that was said. */
  if (agent->version && strcmp(agent->version, "3") == 0)
    check_user(agent, snmp, problems);
  else if (agent->version)
    check_community(snmp, agent->version, problems);
  return is_written;
}
