#include "netsnmp/protocols.h"

#include <glib.h>

struct protocol {
  const char *word;
  int type; /* the library's */
};

static const struct protocol auths[] = {
    {"md5", NETSNMP_USMAUTH_HMACMD5},
    {"sha", NETSNMP_USMAUTH_HMACSHA1},
    {"sha-224", NETSNMP_USMAUTH_HMAC128SHA224},
    {"sha-256", NETSNMP_USMAUTH_HMAC192SHA256},
    {"sha-384", NETSNMP_USMAUTH_HMAC256SHA384},
    {"sha-512", NETSNMP_USMAUTH_HMAC384SHA512},
    {NULL},
};

static const struct protocol privs[] = {
    {"aes", USM_CREATE_USER_PRIV_AES},
    {"aes-192", USM_CREATE_USER_PRIV_AES192},
    {"aes-256", USM_CREATE_USER_PRIV_AES256},
    {NULL},
};

static int protocol_type(const struct protocol *protocols, const char *word)
{
  for (; protocols->word; protocols++)
    if (g_strcmp0(protocols->word, word) == 0)
      return protocols->type;
  return -1;
}

const netsnmp_auth_alg_info *auth_protocol(const char *word)
{
  return sc_find_auth_alg_bytype((u_int)protocol_type(auths, word));
}

const netsnmp_priv_alg_info *priv_protocol(const char *word)
{
  return sc_get_priv_alg_bytype((u_int)protocol_type(privs, word));
}
