#pragma once
/*
 * From a map of a scenario to the struct it describes, led by a const table of its keys: what is not in the table, of the
 * wrong form or out of bounds is a problem with its place (config/problems.h), and leaves its field as it was. Quantities
 * are written as in provost.yaml. Does not block.
 */
#include "config/yaml_tree.h"

enum field_type {
  FIELD_NAME,     /* char *, fit to name something */
  FIELD_PATTERN,  /* char *, the same, or with * and ? in it */
  FIELD_TEXT,     /* char *, not empty; LIMIT_TEXT bytes at most */
  FIELD_NAMES,    /* GPtrArray * of char *: a name, or a list of them */
  FIELD_COUNT,    /* guint */
  FIELD_NUMBER,   /* double */
  FIELD_NUMBERS,  /* double[], a list of exactly `most` */
  FIELD_PERCENT,  /* double, 0 to 100: "30%" */
  FIELD_SIZE,     /* guint64, bytes: "4GiB" */
  FIELD_DURATION, /* guint64, seconds: "5m" */
  FIELD_SWITCH,   /* gboolean: yes, no */
  FIELD_WORD,     /* guint, index in `words` */
  FIELD_AS,       /* as that key below `as` in provost.yaml, in whose C type and by whose reader (config/values.h) */
  FIELD_NODE,     /* const struct yaml_node *: read by whoever knows what it holds; borrowed from the tree */
  FIELD_TYPES
};

struct field {
  const char *key;
  enum field_type type;
  gsize offset;
  double min, max; /* of numbers, counts, sizes and durations; 0 and 0: any that is not negative */
  guint most;      /* of numbers */
  const char *const *words;
  gboolean is_required;
  const char *as; /* the path of the map around it there: "clusters[].migration" */
};

/* The offset of a field, which must have the C type that goes with its type. */
#define FIELD(kind, c_type, owner, member) \
  .type = FIELD_##kind, .offset = offsetof(owner, member) + 0 * sizeof(char[_Generic(((owner *)0)->member, c_type: 1)])

/* One that is spelled as in provost.yaml, where its `parent` has it. */
#define FIELD_LIKE(parent, c_type, owner, member) FIELD(AS, c_type, owner, member), .as = parent

/* Fills `owner` by `fields`, which end with a key of NULL. `what` names the map in sentences: "a host". */
void fields_read(const struct yaml_node *map, const char *what, const struct field *fields, gpointer owner,
                 GPtrArray *problems);

/* A percentage as FIELD_PERCENT has it. FALSE where it is none. */
gboolean field_percent(const char *text, double *percent);
