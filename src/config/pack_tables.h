#pragma once
/*
 * The SNMP objects that a pack brings: `snmp:` of its pack.yaml. Read and checked here; declared in the
 * catalogue (model/metrics.h) once; polled by provost-snmp. Does not block.
 */
#include "config/yaml_tree.h"
#include "model/object.h"

#define PACK_TABLES_MAX 16  /* of one pack, scalars of one kind of subject counting as a table */
#define PACK_COLUMNS_MAX 11 /* of one table */
#define PACK_OID_MAX 24     /* sub-identifiers without a row's index */

enum pack_type { PACK_INTEGER, PACK_GAUGE, PACK_COUNTER32, PACK_COUNTER64, PACK_TICKS, PACK_TYPES };

struct pack_oid {
  guint n; /* 0: none */
  guint32 ids[PACK_OID_MAX];
};

struct pack_column {
  const struct yaml_node *node; /* while the tree is there */
  char *metric, *rrd_name, *unit, *help;
  struct pack_oid oid; /* of a scalar without its instance .0 */
  guint type, kind;    /* enum pack_type, metric_kind */
  double scale, min, max;
  guint16 id; /* enum metric_id, once declared */
};

struct pack_table {
  const struct yaml_node *node;
  gboolean scalars; /* else a table */
  guint kinds;      /* as written: a bit for each subject_kind; there is a pack_table for each */
  guint of;         /* enum subject_kind */
  char *name, *label;
  struct pack_oid name_oid;
  double max_rows;
  GPtrArray *columns; /* struct pack_column */
  guint16 class;      /* enum object_class, once declared */
};

/* The tables below the node `snmp` (NULL: none); problems are added. Free with g_ptr_array_unref. */
GPtrArray *pack_tables_read(const struct yaml_node *snmp, GPtrArray *problems);

/* Declares the classes and metrics, while the tree is there: all of them, or none, with a problem for each that is
 * refused. */
gboolean pack_tables_declare(GPtrArray *tables, GPtrArray *problems);

/* Whether they are the same as those of `former`, which were declared: then they need not be, and have their ids. */
gboolean pack_tables_adopt(GPtrArray *tables, const GPtrArray *former);
