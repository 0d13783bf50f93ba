#include "model/access.h"

#include "model/names.h"

#include <string.h>

static const char *const access_names[ACCESSES] = {
    [ACCESS_NONE] = "none",
    [ACCESS_VIEWER] = "viewer",
    [ACCESS_OPERATOR] = "operator",
    [ACCESS_ADMIN] = "admin",
};

const char *access_name(enum access access)
{
  return name_of(access_names, ACCESSES, access);
}

gboolean access_parse(const char *name, enum access *access)
{
  return name_find(access_names, ACCESSES, name, access);
}

void access_token_free(struct access_token *token)
{
  g_free(token->name);
  g_free(token);
}

gboolean access_has_groups(const struct access_rules *rules)
{
  for (enum access access = ACCESS_VIEWER; access < ACCESSES; access++)
    if (rules->groups[access])
      return TRUE;
  return FALSE;
}

enum access access_of_groups(const struct access_rules *rules, const guint *gids, gsize n)
{
  for (enum access access = ACCESS_ADMIN; access > ACCESS_NONE; access--)
    for (gsize i = 0; i < n; i++)
      if (rules->groups[access] && rules->gids[access] != ACCESS_NO_GID && rules->gids[access] == gids[i])
        return access;
  return ACCESS_NONE;
}

static gboolean digests_equal(const guint8 *a, const guint8 *b)
{
  guint8 differing = 0;
  for (gsize i = 0; i < ACCESS_DIGEST; i++)
    differing |= (guint8)(a[i] ^ b[i]);
  return differing == 0;
}

const struct access_token *access_of_token(const struct access_rules *rules, const char *text)
{
  guint8 digest[ACCESS_DIGEST];
  gsize size = sizeof digest;
  const struct access_token *found = NULL;
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
  g_checksum_get_digest(checksum, digest, &size);
  for (guint i = 0; rules->tokens && i < rules->tokens->len; i++) {
    const struct access_token *token = rules->tokens->pdata[i];
    if (digests_equal(token->digest, digest))
      found = token;
  }
  gsize length = strlen(text);
  return length >= ACCESS_TOKEN_MIN && length <= ACCESS_TOKEN_MAX ? found : NULL;
}
