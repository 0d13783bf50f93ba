#pragma once
/*
 * Messages of SNMPv3 with the user-based security model (RFC 3412 6, RFC 3414 2.4) to bytes and back, by net-snmp's
 * coder. It knows the form only; what may be believed is judged by usm.c. One thread.
 */
#include "snmp/netsnmp_keys.h"
#include "snmp/netsnmp_decode.h"

#define ENGINE_MIN 5 /* bytes of an engine id (RFC 3411 5) */
#define ENGINE_MAX 32

/* The head of a message. As it came in: bytes borrowed from the datagram. */
struct secured {
  guint32 id;                     /* msgID */
  gboolean is_signed, is_encrypted;
  gboolean is_reportable;         /* whoever gets it may say what is wrong with it */
  const guint8 *engine, *user;
  gsize n_engine, n_user;
  const guint8 *context, *context_name; /* whom its PDU is for; of one that goes out NULL: the engine. Of one that came in known
                                           once its PDU is */
  gsize n_context, n_context_name;
  struct vector vector;           /* the engine's boots and time, and the salt */
  guint8 *message, *mac, *data;   /* incoming: the whole, and its parts */
  gsize n_message, n_mac, n_data;
};

/* The bytes of a message that holds `pdu`. `keys`: NULL, where it is neither signed nor encrypted. NULL: the library
 * failed. */
GBytes *secured_encode(const struct secured *head, const struct user_keys *keys, GBytes *pdu);

/* Reads all but what may be encrypted. FALSE: it is no message of version 3 with this security model. */
gboolean secured_parse(guint8 *bytes, gsize n, struct secured *message);

/* Whether it is signed with the keys. Once only: it wipes the signature. */
gboolean secured_is_genuine(struct secured *message, const struct user_keys *keys);

/* The PDU in it, decrypted where it is encrypted: then `plain` is to be freed, else NULL. `keys` may be NULL where it is not. NULL:
 * it makes no sense. */
guint8 *secured_pdu(struct secured *message, const struct user_keys *keys, guint8 **plain, gsize *n);

/* The same, decoded as a response or report. FALSE: it is none. */
gboolean secured_open(struct secured *message, const struct user_keys *keys, struct pdu_head *head,
                      struct reply *reply);
