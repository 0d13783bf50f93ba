#pragma once
/*
 * The keys of a user of SNMPv3 at one engine (RFC 3414, RFC 7860, RFC 3826), by net-snmp's cryptography, and what is
 * signed and encrypted with them. What a passphrase becomes takes milliseconds (a MiB is hashed) and is kept for
 * all engines; to make it an engine's own is one hash more. Secrets are wiped when freed. One thread.
 */
#include <glib.h>

#define MAC_MAX 48   /* bytes of the longest signature, that of SHA-512 */
#define SALT_BYTES 8 /* that go with an encrypted message */

/* As configured. NULL auth: not signed; NULL priv: not encrypted. A protocol's passphrase is there with it. */
struct user {
  char *name, *auth, *auth_passphrase, *priv, *priv_passphrase;
};

/* From credentials as in SNMP_CONFIGURE, a{ss}. */
struct user *user_new(GVariant *credentials);
void user_free(struct user *user);

struct passphrases;

/* What passphrases have become. */
struct passphrases *passphrases_new(void);
void passphrases_free(struct passphrases *passphrases);

struct user_keys;

/* NULL: the library does not know a protocol, or failed. The user must be one that signs. */
struct user_keys *user_keys_new(struct passphrases *passphrases, const struct user *user, GBytes *engine);
void user_keys_free(struct user_keys *keys);

/* Bytes of a signature. */
gsize user_keys_mac_bytes(const struct user_keys *keys);

/* The signature of a message whose own place for it holds zeros. FALSE: the library failed. */
gboolean user_keys_sign(const struct user_keys *keys, const guint8 *message, gsize n, guint8 *mac);

/* The clock of the engine and a salt, of which the first vector of the cipher is made (RFC 3826 3.1.2.1). */
struct vector {
  guint32 boots, time;
  guint8 salt[SALT_BYTES];
};

/* `n` bytes into as many. FALSE: the library failed. */
gboolean user_keys_encrypt(const struct user_keys *keys, const struct vector *vector, const guint8 *plain, gsize n,
                           guint8 *cipher);
gboolean user_keys_decrypt(const struct user_keys *keys, const struct vector *vector, const guint8 *cipher, gsize n,
                           guint8 *plain);
