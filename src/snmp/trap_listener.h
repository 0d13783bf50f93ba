#pragma once
/*
 * Where traps and informs come in, each on sockets of its own. What costs least is asked first: may that address send at all, has it
 * sent too much; only then is a datagram parsed, its secret compared, its signature checked. What passes goes to the
 * sink and waits, at most TRAPS_WAITING at a time, until it is settled: only an inform that is stored is acknowledged.
 * Whatever comes, no more than TRAP_BATCHES batches are read in a turn of the loop, and where reading has taken its share of the
 * processor nothing is read for a while: the kernel drops and counts. Nothing here blocks. One thread; the default main context.
 */
#include "snmp/tally.h"
#include "snmp/trap_engines.h"

#define TRAPS_WAITING 1024

struct trap_sink {
  /* One that passed; `from` and `trap` are borrowed. */
  void (*trap)(guint64 id, const struct peer *from, const struct trap *trap, gpointer user);
  void (*listening)(GVariant *body, gpointer user); /* TRAP_LISTENING, floating */
};

struct trap_listener;

/* All must outlive it. Listens nowhere yet. */
struct trap_listener *trap_listener_new(struct tally *tally, struct passphrases *passphrases, const struct trap_sink *sink,
                                        gpointer user);
void trap_listener_free(struct trap_listener *listener);

/* TRAP_CONFIGURE, again and again. `remembered` may be NULL. */
void trap_listener_configure(struct trap_listener *listener, GVariant *body, const struct engines *remembered);

/* Sockets that could not be had are tried again. */
void trap_listener_retry(struct trap_listener *listener);

/* What became of one: TRAP_TAKEN. */
void trap_listener_settle(struct trap_listener *listener, guint64 id, gboolean stored);

/* Between engines_begin and engines_end. */
void trap_listener_note_engines(const struct trap_listener *listener, struct engines *noted);
