#pragma once
/* A token of the API, known by the digest of its text. */
#include "model/access.h"

#include <string.h>

static inline struct access_token *token_new(const char *name, enum access access, const char *text)
{
  struct access_token *token = g_new0(struct access_token, 1);
  gsize size = ACCESS_DIGEST;
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
  g_checksum_get_digest(checksum, token->digest, &size);
  token->name = g_strdup(name);
  token->access = access;
  return token;
}
