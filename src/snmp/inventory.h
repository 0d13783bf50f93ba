#pragma once
/*
 * What an agent has, as discovery found it, and what polls read of it. An instance is a row that is
 * watched: a part (an interface, a disk), or a row that counts towards the subject. Its slots are the
 * values polled, each with the one before, so that rates need no other memory. A discovery makes a new
 * inventory; what is the same in it (table, index, object, check text) takes its slots over, so that a row
 * whose index has another name now begins anew. Owned by the agent; one thread.
 */
#include "snmp/agent_time.h"
#include "snmp/table.h"
#include "snmp/walk.h"

struct slot {
  guint64 now, before;
  guint8 column, bits;         /* bits of a counter: 32 or 64 */
  guint8 state, before_state;  /* enum cell_state */
  guint8 gone;                 /* an agent of SNMP v1 refused its name: not asked until discovered again */
};

struct instance {
  const struct table *table;
  const struct view *view;
  char *object;           /* of a part; NULL: it counts towards the subject */
  guint32 *ids;           /* its index */
  guint8 n_ids, check, why; /* why: enum reading_state of the last poll */
  guint8 n_slots;
  guint32 first_slot, ordinal; /* ordinal: among all rows walked */
  guint32 check_hash;     /* of the check column's text */
  guint32 measures;
  double factor, fixed, bound;
  struct agent_time now, before; /* of its slots */
};

/* An interface as the agent has it, watched or not. */
struct interface_seen {
  char *name, *alias; /* alias: "" where it has none */
  enum interface_role role;
};

/* What became of one table. */
struct found {
  const struct table *table;
  const struct view *view;
  guint first, n;          /* its instances */
  guint first_seen, n_seen; /* interfaces of it, also those that are not watched */
  enum reading_state why;  /* KNOWN: walked; NOT_SUPPORTED: the agent has none of it */
  gboolean cut;
};

struct inventory {
  GArray *found;     /* struct found */
  GArray *instances; /* struct instance */
  GArray *slots;     /* struct slot */
  GArray *interfaces; /* struct interface_seen, TABLE_PARTS_MAX at most */
  char *identity[IDENTITIES]; /* NULL: the agent does not say */
  gboolean has_boots;
};

/* The instances of one table, for converters. */
struct rows {
  const struct inventory *inventory;
  const struct found *found;
  gint64 gap_max_ms;
};

struct inventory *inventory_new(void);
void inventory_free(struct inventory *inventory);

/* Adds a table as walked, or with the reason that it has nothing (`walk` NULL then). */
void inventory_add(struct inventory *inventory, const struct table *table, const char *subject,
                   enum subject_kind kind, const struct walk *walk, enum reading_state why);

/* Adds a table as `old` has it: it could not be walked this time. FALSE: it has nothing of it either. */
gboolean inventory_keep(struct inventory *inventory, const struct inventory *old, const struct table *table);

/* Takes over what is the same in `old`. */
void inventory_take_over(struct inventory *inventory, const struct inventory *old);

/* The instance for this object; NULL: none. */
const struct instance *inventory_part(const struct inventory *inventory, const char *object);

struct instance *inventory_instance(const struct inventory *inventory, guint i);
struct slot *inventory_slot(const struct inventory *inventory, guint i);

/* The instance's slot of this column; NULL: it has none. */
const struct slot *instance_slot(const struct inventory *inventory, const struct instance *instance,
                                 guint8 column);

/* Before a poll: what was read becomes `before`, and nothing is read. */
void inventory_advance(struct inventory *inventory);

/* A mark has changed, or a restart was seen, between the two readings. */
gboolean inventory_is_marked(const struct inventory *inventory);
