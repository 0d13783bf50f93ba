#pragma once
/*
 * What version 3 wants of who gets traps (RFC 3414): a trap is signed at its sender's engine, whose clock is remembered, an
 * inform at ours, which has an id that stays and boots that rise with each start. Messages outside of the time window
 * are refused, so that nobody can send again what he has heard. One thread.
 */
#include "snmp/engines.h"
#include "snmp/netsnmp_trap.h"
#include "snmp/trap_sources.h"

#define TRAP_ENGINES_MAX 4096
#define TIME_WINDOW_SEC 150 /* RFC 3414 2.2.3 */

enum trap_verdict {
  TRAP_TAKE,          /* `trap` is filled */
  TRAP_REPORT,        /* nothing but an answer: it must ask anew */
  TRAP_MALFORMED,
  TRAP_NO_USER,       /* nobody of that name may send from there */
  TRAP_LOW_LEVEL,     /* not signed, or not encrypted as it must be */
  TRAP_WRONG_DIGEST,
  TRAP_OUT_OF_WINDOW, /* old: perhaps sent again by somebody else */
};

struct trap_engines;

/* `passphrases` must outlive it; `remembered` NULL: our engine is a new one each time. */
struct trap_engines *trap_engines_new(struct passphrases *passphrases, const struct engines *remembered);
void trap_engines_free(struct trap_engines *engines);

/* Notes all engines, ours too, between engines_begin and engines_end. */
void trap_engines_note(const struct trap_engines *engines, struct engines *noted);

/* Users have changed: keys are made anew. */
void trap_engines_forget_keys(struct trap_engines *engines);

/* Judges a message from there. `trap` borrows from the datagram, or from `plain`, which is to be freed. `answer`: what to send back:
 * a report now, or the acknowledgement of an inform when it is stored; NULL: nothing. */
enum trap_verdict trap_engines_take(struct trap_engines *engines, const struct trap_source *source, struct secured *message,
                                    struct trap *trap, guint8 **plain, GBytes **answer);

/* The report that whoever asks without knowing our engine is told (RFC 3414 3.2 (3)); NULL: it does not ask. */
GBytes *trap_engines_discovery(struct trap_engines *engines, const struct secured *message);
