#include "snmp/usm.h"

#include "snmp/netsnmp_message.h"

#include <string.h>

struct usm {
  struct passphrases *passphrases; /* borrowed */
  struct user *user;
  struct engine engine;   /* id NULL: not known */
  struct user_keys *keys; /* NULL: not made yet, or the user signs nothing */
  gboolean proven;        /* it has answered at the user's level */
  gboolean asked_engine;  /* the message last made asks for its id */
  gboolean learned_engine, learned_clock; /* since usm_begin */
  guint64 salt;
};

/* usmStats (RFC 3414 5), by the last but one sub-identifier. */
enum { STATS_LEVEL = 1, STATS_WINDOW = 2, STATS_USER = 3, STATS_ENGINE = 4, STATS_DIGEST = 5, STATS_DECRYPTION = 6 };

const char *denial_text(enum denial denial)
{
  static const char *const texts[DENIALS] = {
      [DENIED_USER] = "does not know this user: is snmp.user right, was the user made there?",
      [DENIED_DIGEST] = "says that the signature is wrong: are auth and its passphrase right?",
      [DENIED_LEVEL] = "does not sign or encrypt like this for the user: are auth and priv the ones that the user has "
                       "there?",
      [DENIED_DECRYPTION] = "cannot decrypt what it is asked: are priv and its passphrase right?",
      [DENIED_CLOCK] = "refuses its own clock: snmpEngineBoots or snmpEngineTime there does not run; restart the agent",
      [DENIED_ENGINE] = "tells another engine id each time: do several agents answer at this address?",
      [DENIED_ACCESS] = "lets this user read nothing in this way: has it a view there (rouser), and does that not demand "
                        "priv?",
      [DENIED_SILENT] = "tells its engine id, but does not answer this user: are priv and its passphrase right?",
      [DENIED_KEYS] = "is not asked: the SNMP library here cannot make keys of this auth and priv; choose others",
      [DENIED_OTHER] = "denies what it is asked, with a report that says no more: look at the agent's log",
  };
  return texts[denial];
}

struct usm *usm_new(struct passphrases *passphrases, struct user *user)
{
  struct usm *usm = g_new0(struct usm, 1);
  usm->passphrases = passphrases;
  usm->user = user;
  usm->salt = (guint64)g_random_int() << 32 | g_random_int();
  return usm;
}

static void usm_forget(struct usm *usm)
{
  g_clear_pointer(&usm->engine.id, g_bytes_unref);
  g_clear_pointer(&usm->keys, user_keys_free);
  usm->proven = FALSE;
}

void usm_free(struct usm *usm)
{
  if (!usm)
    return;
  usm_forget(usm);
  user_free(usm->user);
  g_free(usm);
}

void usm_recall(struct usm *usm, const struct engine *engine)
{
  usm_forget(usm);
  usm->engine = *engine;
  usm->engine.id = g_bytes_ref(engine->id);
}

gboolean usm_engine(const struct usm *usm, struct engine *engine)
{
  *engine = usm->engine;
  return engine->id != NULL;
}

void usm_begin(struct usm *usm)
{
  usm->learned_engine = usm->learned_clock = FALSE;
}

void usm_timed_out(struct usm *usm)
{
  if (!usm->proven)
    usm_forget(usm);
}

gboolean usm_is_half_known(const struct usm *usm)
{
  return usm->learned_engine && !usm->proven;
}

/* ---- what goes ---- */

static gboolean usm_make_keys(struct usm *usm)
{
  if (!usm->user->auth || usm->keys)
    return TRUE;
  usm->keys = user_keys_new(usm->passphrases, usm->user, usm->engine.id);
  return usm->keys != NULL;
}

GBytes *usm_message(struct usm *usm, guint32 id, GBytes *pdu)
{
  struct secured head = {.id = id, .is_reportable = TRUE};
  usm->asked_engine = !usm->engine.id;
  if (usm->asked_engine) {
    static const struct request of_nothing = {.kind = REQUEST_GET};
    g_autoptr(GBytes) nothing = pdu_encode(&of_nothing, id);
    return secured_encode(&head, NULL, nothing);
  }
  if (!usm_make_keys(usm))
    return NULL;
  head.engine = g_bytes_get_data(usm->engine.id, &head.n_engine);
  head.user = (const guint8 *)usm->user->name;
  head.n_user = strlen(usm->user->name);
  head.is_signed = usm->user->auth != NULL;
  head.is_encrypted = usm->user->priv != NULL;
  if (head.is_signed) {
    head.vector.boots = usm->engine.boots;
    head.vector.time = (guint32)MAX(0, (g_get_monotonic_time() - usm->engine.began_us) / G_USEC_PER_SEC);
  }
  guint64 salt = GUINT64_TO_BE(usm->salt++); /* never twice with the same key */
  memcpy(head.vector.salt, &salt, SALT_BYTES);
  return secured_encode(&head, usm->keys, pdu);
}

/* ---- what comes ---- */

static void usm_take_clock(struct usm *usm, const struct secured *message)
{
  usm->engine.boots = message->vector.boots;
  usm->engine.began_us = g_get_monotonic_time() - (gint64)message->vector.time * G_USEC_PER_SEC;
}

static enum usm_result denied(struct reply *reply, enum denial why)
{
  reply->error = why;
  return USM_DENIED;
}

static gboolean usm_is_engine(const struct usm *usm, const struct secured *message)
{
  gsize n;
  gconstpointer id = usm->engine.id ? g_bytes_get_data(usm->engine.id, &n) : NULL;
  return id && n == message->n_engine && memcmp(id, message->engine, n) == 0;
}

static enum usm_result usm_take_engine(struct usm *usm, const struct secured *message, struct reply *reply)
{
  if (message->n_engine < ENGINE_MIN || message->n_engine > ENGINE_MAX || usm_is_engine(usm, message))
    return USM_FOREIGN;
  if (usm->learned_engine)
    return denied(reply, DENIED_ENGINE);
  usm_forget(usm);
  usm->engine.id = g_bytes_new(message->engine, message->n_engine);
  usm_take_clock(usm, message);
  usm->learned_engine = TRUE;
  return USM_LEARNED_ENGINE;
}

static enum usm_result usm_take_window(struct usm *usm, const struct secured *message, struct reply *reply)
{
  if (!message->is_signed)
    return USM_FOREIGN;
  if (usm->learned_clock)
    return denied(reply, DENIED_CLOCK);
  usm_take_clock(usm, message);
  usm->learned_clock = TRUE;
  return USM_LEARNED_CLOCK;
}

/* Of usmStats: the counter's number; 0: another report. */
static guint32 report_kind(const struct reply *reply)
{
  static const guint32 stats[] = {1, 3, 6, 1, 6, 3, 15, 1, 1};
  const struct oid *name = &reply->varbinds[0].name;
  if (reply->n == 0 || name->n != G_N_ELEMENTS(stats) + 2 || memcmp(name->ids, stats, sizeof stats) != 0)
    return 0;
  return name->ids[G_N_ELEMENTS(stats)];
}

static enum usm_result usm_take_report(struct usm *usm, const struct secured *message, struct reply *reply)
{
  guint32 kind = report_kind(reply);
  if (kind == STATS_ENGINE)
    return usm_take_engine(usm, message, reply);
  if (usm->asked_engine)
    return USM_FOREIGN; /* to that there is but one answer */
  switch (kind) {
  case STATS_WINDOW:
    return usm_take_window(usm, message, reply);
  case STATS_USER:
    return denied(reply, DENIED_USER);
  case STATS_LEVEL:
    return denied(reply, DENIED_LEVEL);
  case STATS_DIGEST:
    return denied(reply, DENIED_DIGEST);
  case STATS_DECRYPTION:
    return denied(reply, DENIED_DECRYPTION);
  default:
    return denied(reply, DENIED_OTHER);
  }
}

/* Signed: with the keys of this user at this engine. */
static gboolean usm_believes(const struct usm *usm, struct secured *message)
{
  return !message->is_signed ||
         (usm->keys && usm_is_engine(usm, message) && message->n_user == strlen(usm->user->name) &&
          memcmp(message->user, usm->user->name, message->n_user) == 0 && secured_is_genuine(message, usm->keys));
}

enum usm_result usm_take(struct usm *usm, struct secured *message, guint32 pdu_id, struct reply *reply)
{
  struct pdu_head head;
  if (!usm_believes(usm, message) || !secured_open(message, usm->keys, &head, reply))
    return USM_FOREIGN;
  if (head.is_report)
    return usm_take_report(usm, message, reply);
  if (usm->asked_engine || head.id != pdu_id || !usm_is_engine(usm, message) ||
      message->is_signed != (usm->user->auth != NULL) || message->is_encrypted != (usm->user->priv != NULL))
    return USM_FOREIGN;
  if (message->is_signed)
    usm_take_clock(usm, message);
  usm->proven = TRUE;
  return reply->status == REPLY_REFUSED && reply->error == ERROR_AUTHORIZATION ? denied(reply, DENIED_ACCESS) : USM_ANSWER;
}
