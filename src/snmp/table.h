#pragma once
/*
 * What can be asked of an agent, as data: tables of columns, and how readings are made of a row. Built-in
 * tables are const (tables.c), those that packs declare are made at run time; all go the same way: a walk
 * at discovery finds the rows, polls read their moving columns, a view makes readings of them. A group of
 * scalars is a table whose only row has the index 0. Columns are numbered from 1, and 0 is none. Read only once
 * made; any thread.
 */
#include "model/agent_facts.h"
#include "model/object.h"
#include "model/sample.h"
#include "snmp/varbind.h"

#define COLUMNS_MAX 12
#define MEASURES_MAX 12
#define TABLE_PARTS_MAX AGENT_INTERFACES_MAX /* of one table of one agent */

/* One column (or scalar). */
struct column {
  struct oid oid;    /* without the row's index */
  guint accept;      /* TYPE() of values that may come */
  gboolean moving;   /* asked at each poll; else at discovery only */
  gboolean hexadecimal; /* its text is kept in hexadecimal: it is no text */
  gboolean sign;     /* a 32-bit value is signed, whatever its type says (else a negative one of these
                        32 bits is a large one, as agents send sizes of 2^31 blocks and more) */
};

enum measure_kind {
  MEASURE_GAUGE, /* the column's value */
  MEASURE_RATE,  /* its increase per second; the column is a counter */
  MEASURE_FIXED, /* what discovery has found (struct choice) */
};

/* How one metric is made of a row: value x factor x the factor that discovery has found for the row. */
struct measure {
  guint metric;
  enum measure_kind kind;
  guint8 column;
  double factor;
  guint8 otherwise; /* read where the row lacks `column` */
  double bound;     /* of a counter: it never grows faster, per second; 0: not known but for what the row says */
};

struct rows; /* what a poll has read of one table: inventory.h */

/* What a table means for one kind of subject. Either each chosen row is an object of `class` (a part), or
 * `convert` makes readings of the subject itself, one for each measure, of all rows together. `class` is
 * then the subject's own, or of a guest what is seen inside. */
struct view {
  guint class;
  void (*convert)(const struct rows *rows, const struct measure *measures, struct reading *readings);
  guint n_measures;
  struct measure measures[MEASURES_MAX];
};

struct row; /* as walked: walk.h */

/* The columns of the table that says who the agent is. */
enum { IDENTITY_SYSTEM = 1, IDENTITY_SYSTEM_NAME, IDENTITY_ENGINE, IDENTITIES };

/* What discovery decides about a row. */
struct choice {
  const char *name;  /* of the part; valid as long as the row, or points to `text` */
  guint8 check;      /* the text column that polls compare in turn with what it was */
  guint32 measures;  /* bit mask of those that the row has */
  guint32 columns;   /* bit mask of those that `convert` reads, where the row has them */
  double factor;
  double fixed;      /* for MEASURE_FIXED; NAN: unknown */
  double bound;      /* no rate of the row is larger, per second; 0: not known */
  enum interface_role role; /* of an interface, also of one that is not watched; INTERFACE_ROLES: it is none */
  const char *alias;        /* of an interface; valid as long as the row */
  char text[LIMIT_INSTANCE + 1];
};

struct table {
  const char *name; /* of the MIB, for log lines */
  gboolean scalars; /* the only row has the index 0 */
  gboolean marks;   /* its values tell only that tables may have changed: discover again */
  gboolean identity; /* it says who the agent is: read by discovery only */
  gboolean scattered; /* no group of one MIB: that the agent lacks the first column says nothing of the others */
  struct oid entry;   /* what all columns are below, where the agent has the table as soon as it has anything there */
  gboolean lazy;    /* the agent renews the values every few seconds only: a poll that finds all of a row as they
                       were has read nothing new */
  guint max_rows;   /* walked; of these TABLE_PARTS_MAX are chosen as parts */
  guint8 name_column; /* TEXT: names rows where there is no `choose`; else the index does */
  guint8 discontinuity, status; /* when counters began anew; 1 where a row is well */
  const struct table *unless;   /* not asked where the agent has that table */
  /* FALSE: the row is not watched. NULL: all are, named by name_column. `choice` comes with defaults. */
  gboolean (*choose)(const struct row *row, enum subject_kind kind, struct choice *choice);
  guint n_columns;
  struct column columns[1 + COLUMNS_MAX]; /* from 1 */
  const struct view *views[SUBJECT_KINDS]; /* NULL: not asked of such subjects */
};

/* Adds the built-in tables. */
void tables_builtin(GPtrArray *tables);
