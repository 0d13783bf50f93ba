#pragma once
/*
 * What traps mean: `traps:` of a pack's pack.yaml. Each row takes the traps of one OID for an alert, whose texts are made of the
 * trap's variables, "{port}" standing for the value of the one that `with` calls so. Read and checked here; used by the core
 * alone, which takes no trap for an alert without such a row. Does not block.
 */
#include "config/yaml_tree.h"
#include "model/alert_report.h"
#include "model/trap_record.h"

#define PACK_TRAPS_MAX 128 /* of one pack */
#define PACK_TRAP_WORDS_MAX 16

enum confirm_relation { CONFIRM_NOT, CONFIRM_IS, CONFIRM_OVER, CONFIRM_UNDER };

struct pack_trap {
  char *oid;        /* of the traps that it takes; those of version 1 may have a 0 before its last number (RFC 3584 3.1) */
  char *cleared_by; /* OID of the trap that says that this one is over; NULL: none does */
  GHashTable *with; /* word -> OID of a variable */
  char *name, *text; /* templates: of the alert, and of what it says */
  enum alert_state state;
  char *state_by;     /* word of the variable that says the state; NULL: it is always `state` */
  GHashTable *states; /* its values -> enum alert_state; another value is `state` */
  char *subject;      /* template: name or address of whom it is about, where that is not who sent it; NULL */
  guint lasts_sec;    /* where nothing more is heard of it for so long it is over; 0: it lasts */
  /* A metric of the subject, or of the part that the template names, that is so where the trap is true. */
  enum confirm_relation relation;
  char *metric, *part; /* part NULL: of the subject itself */
  double value;
};

/* The rows below the node `traps` (NULL: none); problems are added. Free with g_ptr_array_unref. */
GPtrArray *pack_traps_read(const struct yaml_node *traps, GPtrArray *problems);

/* What the template says of the trap; a variable that is not there is "?". Caller frees. */
char *pack_trap_fill(const struct pack_trap *row, const char *template, const struct trap_record *trap);

enum alert_state pack_trap_state(const struct pack_trap *row, const struct trap_record *trap);

/* Whether a metric that is `is` stands in that relation to `value`. */
gboolean confirm_agrees(enum confirm_relation relation, double value, double is);

/* What a trap of an OID means: a row, of which pack, and whether it says that what the row takes is over. */
struct trap_meaning {
  const struct pack_trap *row;
  const char *pack;
  gboolean clears;
};

/* The row of `traps` (struct pack_trap) for that OID. FALSE: there is none. */
gboolean pack_traps_find(const GPtrArray *traps, const char *oid, struct trap_meaning *meaning);
