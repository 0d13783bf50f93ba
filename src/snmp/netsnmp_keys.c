#include "snmp/netsnmp_keys.h"

#include "netsnmp/protocols.h"

#include <string.h>

#define KEY_MAX 64 /* bytes: SHA-512's */
#define VECTOR_BYTES 16

struct key {
  gsize n;
  guint8 bytes[KEY_MAX];
};

struct passphrases {
  GHashTable *keys; /* protocol and passphrase -> struct key */
};

struct user_keys {
  const netsnmp_auth_alg_info *auth;
  const netsnmp_priv_alg_info *priv; /* NULL: not encrypted */
  struct key sign, encrypt;
};

/* ---- the user ---- */

static void secret_free(char *secret)
{
  if (secret)
    explicit_bzero(secret, strlen(secret));
  g_free(secret);
}

struct user *user_new(GVariant *credentials)
{
  struct user *user = g_new0(struct user, 1);
  if (!g_variant_lookup(credentials, "user", "s", &user->name))
    user->name = g_strdup("");
  g_variant_lookup(credentials, "auth", "s", &user->auth);
  g_variant_lookup(credentials, "auth_passphrase", "s", &user->auth_passphrase);
  g_variant_lookup(credentials, "priv", "s", &user->priv);
  g_variant_lookup(credentials, "priv_passphrase", "s", &user->priv_passphrase);
  return user;
}

void user_free(struct user *user)
{
  if (!user)
    return;
  g_free(user->name);
  g_free(user->auth);
  secret_free(user->auth_passphrase);
  g_free(user->priv);
  secret_free(user->priv_passphrase);
  g_free(user);
}

/* ---- passphrases ---- */

static void key_free(gpointer data)
{
  struct key *key = data;
  explicit_bzero(key, sizeof *key);
  g_free(key);
}

struct passphrases *passphrases_new(void)
{
  struct passphrases *passphrases = g_new0(struct passphrases, 1);
  passphrases->keys = g_hash_table_new_full(g_str_hash, g_str_equal, (GDestroyNotify)secret_free, key_free);
  return passphrases;
}

void passphrases_free(struct passphrases *passphrases)
{
  g_hash_table_unref(passphrases->keys);
  g_free(passphrases);
}

/* NULL: the library failed, which it does for a passphrase of fewer than 8 bytes. */
static const struct key *passphrase_key(struct passphrases *passphrases, const netsnmp_auth_alg_info *auth,
                                        const char *passphrase)
{
  char *name = g_strdup_printf("%d %s", auth->type, passphrase);
  struct key *key = g_hash_table_lookup(passphrases->keys, name);
  if (key) {
    secret_free(name);
    return key;
  }
  key = g_new0(struct key, 1);
  key->n = sizeof key->bytes;
  if (generate_Ku(auth->alg_oid, (u_int)auth->oid_len, (const u_char *)passphrase, strlen(passphrase), key->bytes,
                  &key->n) != SNMPERR_SUCCESS) {
    secret_free(name);
    key_free(key);
    return NULL;
  }
  g_hash_table_insert(passphrases->keys, name, key);
  return key;
}

/* ---- an engine's own ---- */

static gboolean key_localise(struct key *key, struct passphrases *passphrases, const netsnmp_auth_alg_info *auth,
                             const char *passphrase, GBytes *engine)
{
  gsize n;
  const guint8 *id = g_bytes_get_data(engine, &n);
  const struct key *of_all = passphrase ? passphrase_key(passphrases, auth, passphrase) : NULL;
  key->n = sizeof key->bytes;
  return of_all && generate_kul(auth->alg_oid, (u_int)auth->oid_len, id, n, of_all->bytes, of_all->n, key->bytes,
                                &key->n) == SNMPERR_SUCCESS;
}

/* Where the cipher wants more bytes than the hash gives, it is stretched as the library's own agents do. */
static gboolean key_stretch(struct key *key, const struct user_keys *keys, GBytes *engine)
{
  gsize wanted = (gsize)keys->priv->proper_length, n;
  guint8 *id = (guint8 *)g_bytes_get_data(engine, &n);
  if (key->n < wanted) {
    u_char *bytes = malloc(KEY_MAX);
    memcpy(bytes, key->bytes, key->n);
    gboolean done = netsnmp_extend_kul((u_int)wanted, keys->auth->alg_oid, (u_int)keys->auth->oid_len,
                                       keys->priv->type, id, (u_int)n, &bytes, &key->n, KEY_MAX) == SNMPERR_SUCCESS &&
                    key->n <= KEY_MAX;
    if (done)
      memcpy(key->bytes, bytes, key->n);
    free(bytes);
    if (!done || key->n < wanted)
      return FALSE;
  }
  key->n = wanted;
  return TRUE;
}

struct user_keys *user_keys_new(struct passphrases *passphrases, const struct user *user, GBytes *engine)
{
  struct user_keys *keys = g_new0(struct user_keys, 1);
  keys->auth = auth_protocol(user->auth);
  keys->priv = user->priv ? priv_protocol(user->priv) : NULL;
  if (keys->auth && (keys->priv || !user->priv) &&
      key_localise(&keys->sign, passphrases, keys->auth, user->auth_passphrase, engine) &&
      (!keys->priv || (key_localise(&keys->encrypt, passphrases, keys->auth, user->priv_passphrase, engine) &&
                       key_stretch(&keys->encrypt, keys, engine))))
    return keys;
  user_keys_free(keys);
  return NULL;
}

void user_keys_free(struct user_keys *keys)
{
  if (!keys)
    return;
  explicit_bzero(keys, sizeof *keys);
  g_free(keys);
}

gsize user_keys_mac_bytes(const struct user_keys *keys)
{
  return (gsize)keys->auth->mac_length;
}

gboolean user_keys_sign(const struct user_keys *keys, const guint8 *message, gsize n, guint8 *mac)
{
  size_t length = (size_t)keys->auth->mac_length;
  return sc_generate_keyed_hash(keys->auth->alg_oid, (size_t)keys->auth->oid_len, keys->sign.bytes,
                                (u_int)keys->sign.n, message, (u_int)n, mac, &length) == SNMPERR_SUCCESS &&
         length == (size_t)keys->auth->mac_length;
}

static void vector_bytes(const struct vector *vector, guint8 bytes[VECTOR_BYTES])
{
  guint32 boots = GUINT32_TO_BE(vector->boots), seconds = GUINT32_TO_BE(vector->time);
  memcpy(bytes, &boots, 4);
  memcpy(bytes + 4, &seconds, 4);
  memcpy(bytes + 8, vector->salt, SALT_BYTES);
}

gboolean user_keys_encrypt(const struct user_keys *keys, const struct vector *vector, const guint8 *plain, gsize n,
                           guint8 *cipher)
{
  guint8 first[VECTOR_BYTES];
  size_t length = n;
  vector_bytes(vector, first);
  return keys->priv &&
         sc_encrypt(keys->priv->alg_oid, (size_t)keys->priv->oid_len, (u_char *)keys->encrypt.bytes,
                    (u_int)keys->encrypt.n, first, sizeof first, plain, (u_int)n, cipher, &length) ==
             SNMPERR_SUCCESS &&
         length == n;
}

gboolean user_keys_decrypt(const struct user_keys *keys, const struct vector *vector, const guint8 *cipher, gsize n,
                           guint8 *plain)
{
  guint8 first[VECTOR_BYTES];
  size_t length = n;
  vector_bytes(vector, first);
  return keys->priv &&
         sc_decrypt(keys->priv->alg_oid, (size_t)keys->priv->oid_len, (u_char *)keys->encrypt.bytes,
                    (u_int)keys->encrypt.n, first, sizeof first, (u_char *)cipher, (u_int)n, plain, &length) ==
             SNMPERR_SUCCESS &&
         length == n;
}
