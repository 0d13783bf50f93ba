#pragma once
/*
 * What one session knows of its agent in SNMPv3 (RFC 3414): the engine's id, learned from the agent itself, its boots
 * and clock, and the user's keys there. A message that holds is made of what is known; what comes is believed only as
 * far as it is signed. Every message has a random id that its answer repeats under the signature: a signed answer to
 * what stands out is therefore fresh, and its clock is taken as it is, also when it went back. Never asks for less
 * than the user's level, and takes no answer below it. Nothing here blocks or sends. One thread.
 */
#include "snmp/netsnmp_secured.h"

/* Why an agent denied what was asked: reply.error of REPLY_DENIED. */
enum denial {
  DENIED_USER,       /* usmStatsUnknownUserNames */
  DENIED_DIGEST,     /* usmStatsWrongDigests */
  DENIED_LEVEL,      /* usmStatsUnsupportedSecLevels */
  DENIED_DECRYPTION, /* usmStatsDecryptionErrors */
  DENIED_CLOCK,      /* usmStatsNotInTimeWindows, again after its clock was taken */
  DENIED_ENGINE,     /* usmStatsUnknownEngineIDs, again after its id was taken */
  DENIED_ACCESS,     /* authorizationError: the user may read nothing at this level */
  DENIED_SILENT,     /* it told its engine id, but does not answer this user */
  DENIED_KEYS,       /* the keys could not be made: the library lacks a protocol */
  DENIED_OTHER,      /* another report */
  DENIALS
};

/* What to do about it, to be put behind "ADDRESS ". */
const char *denial_text(enum denial denial);

struct usm;

/* Takes the user. `passphrases` must outlive it. */
struct usm *usm_new(struct passphrases *passphrases, struct user *user);
void usm_free(struct usm *usm);

/* An engine as it is remembered. */
struct engine {
  GBytes *id;
  guint32 boots;
  gint64 began_us; /* when its time was 0, on the clock of who asks */
};

/* What was known before, and what is known now (its id borrowed; FALSE: nothing). began_us: monotonic. */
void usm_recall(struct usm *usm, const struct engine *engine);
gboolean usm_engine(const struct usm *usm, struct engine *engine);

/* Before each new request: one that was never proved is forgotten where the last ended without an answer. */
void usm_begin(struct usm *usm);
void usm_timed_out(struct usm *usm);

/* Whether the agent told its engine id since usm_begin, and nothing has come that proves the user. */
gboolean usm_is_half_known(const struct usm *usm);

/* The message that is to be sent now: for `pdu`, or, where the engine is not known, one that asks for it. NULL: its
 * keys cannot be made. */
GBytes *usm_message(struct usm *usm, guint32 id, GBytes *pdu);

enum usm_result {
  USM_ANSWER,         /* `reply` is filled */
  USM_LEARNED_ENGINE, /* its id: make the message anew */
  USM_LEARNED_CLOCK,  /* its boots and time: make the message anew */
  USM_DENIED,         /* reply->error says why */
  USM_FOREIGN,        /* not to be believed */
};

/* Judges the answer to the message last made. `pdu_id`: of the PDU in it. */
enum usm_result usm_take(struct usm *usm, struct secured *message, guint32 pdu_id, struct reply *reply);
