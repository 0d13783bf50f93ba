#pragma once
/*
 * A trap or inform of SNMP as the core keeps it: who sent it, what it says, and what a pack takes it for. Plain value with
 * owned strings, all of them harmless text; any thread.
 */
#include "base/limits.h"

#include <glib.h>

#define TRAP_VARIABLES_MAX 64

struct trap_variable {
  char *oid, *type, *text; /* "1.3.6.1.2.1.2.2.1.1.2", "integer", "2"; at most LIMIT_URI bytes */
};

struct trap_record {
  guint64 id;
  gint64 at_us;    /* wall clock: when it came */
  char *from;      /* address of who sent it; "" */
  char *host;      /* as whoever passed it on calls the sender; "" */
  char *subject;   /* whose agent is there; "" */
  char *version;   /* "1", "2c", "3"; "": whoever passed it on does not tell */
  char *oid;       /* "1.3.6.1.6.3.1.1.5.3" */
  char *agent;     /* address of whom it is about, as it says; "" */
  guint uptime_ticks;
  gboolean is_inform;
  gboolean is_stored; /* in the journal */
  char *key;       /* what a repetition has in common with it; "": none is expected */
  char *pack, *name; /* what a pack takes it for: its own name, and that of the alert; "": no pack knows it */
  GPtrArray *variables; /* struct trap_variable */
};

struct trap_record *trap_record_new(void); /* all texts "" */
void trap_record_free(struct trap_record *trap);

/* Copies, made harmless; beyond TRAP_VARIABLES_MAX nothing is added. */
void trap_record_add(struct trap_record *trap, const char *oid, const char *type, const char *text);

/* Of the first variable with that OID or below it; NULL: it has none. */
const char *trap_record_value(const struct trap_record *trap, const char *oid);

/* Whether the text is the dotted form of an OID, of 2 to 64 numbers. */
gboolean oid_text_is_valid(const char *text);
