#pragma once
/*
 * PROVOST-MIB as const tables: what mib/PROVOST-MIB.txt says in its own words (tests/style/mib holds the two together). Objects
 * are answered to snmpd and put into notifications from these rows, and from no others. Where a value comes from is a path
 * in the JSON of json/json.h, which the core sends as rows and as events alike. Read only, any thread.
 */
#include "wire/messages.h"

#define MIB_ROOT 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 8480 /* netSnmpPlaypen 8480 */
#define MIB_ROOT_LENGTH 10
#define MIB_NOTIFICATIONS 0 /* below the root */
#define MIB_OBJECTS 1
#define MIB_VARBINDS_MAX 14 /* of a notification */
#define MIB_TEXT_MAX 255 /* bytes (SnmpAdminString, RFC 3411) */

enum mib_syntax {
  SYNTAX_TEXT,    /* SnmpAdminString */
  SYNTAX_WORD,    /* INTEGER, the place of the word among `words`, from 1 */
  SYNTAX_NUMBER,  /* Gauge32 */
  SYNTAX_PERCENT, /* Gauge32, hundredths */
  SYNTAX_IDS,     /* SnmpAdminString: the ids of the objects of a list, "4 7" */
  SYNTAX_COUNT,   /* Gauge32, entries of a list */
  SYNTAX_AGE,     /* Gauge32, seconds since the core said anything of the row */
  SYNTAX_BYTES,   /* CounterBasedGauge64 */
  SYNTAX_COUNTER, /* Counter64 */
  SYNTAX_TIME,    /* DateAndTime, in UTC */
  SYNTAX_TRUTH,   /* TruthValue */
  SYNTAX_GIVEN,   /* TruthValue: whether there is a value */
};

struct mib_column {
  guint number;
  const char *name; /* without "provost" and that of its table */
  enum mib_syntax syntax;
  const char *path; /* "subject.name", "A|B": B where A is missing or "" */
  const char *const *words; /* NULL-terminated */
};

struct mib_table_row {
  const char *name; /* "Guest": of its objects, behind "provost"; "": they have none */
  const char *noun; /* in events: "guest"; NULL: the event itself */
  const char *key;  /* the field that tells rows apart; NULL: scalars */
  gboolean key_is_index; /* it is a number */
  gboolean notify_only;
  const struct mib_column *columns;
  guint n_columns;
};

struct mib_notification {
  guint number; /* below MIB_NOTIFICATIONS */
  const char *name;
  const char *objects[MIB_VARBINDS_MAX]; /* "TipText", NULL behind the last */
};

/* The number of a table below MIB_OBJECTS is its place in the enum, from 1; those behind MIB_TABLES are ours alone. */
#define MIB_EVENT MIB_TABLES
#define MIB_ALL_TABLES (MIB_TABLES + 1)
const struct mib_table_row *mib_table(guint table);

const struct mib_notification *mib_notifications(guint *n);

/* The column of "TipText", and its table; it must be there. */
const struct mib_column *mib_object(const char *name, guint *table);
