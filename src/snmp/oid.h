#pragma once
/*
 * Object identifiers as plain values (RFC 2578): at most OID_MAX sub-identifiers; a longer one from outside
 * is read as the empty OID, which no object has. Any thread.
 */
#include <glib.h>

#define OID_MAX 32

struct oid {
  guint n;
  guint32 ids[OID_MAX];
};

/* A constant: OID(1, 3, 6, 1). */
#define OID(...) {sizeof((const guint32[]){__VA_ARGS__}) / sizeof(guint32), {__VA_ARGS__}}

/* < 0, 0, > 0 in the agents' (lexicographic) order. */
int oid_compare(const struct oid *a, const struct oid *b);

/* Whether `oid` lies below `root` (and is not `root` itself). */
gboolean oid_is_below(const struct oid *oid, const struct oid *root);

/* What follows `root` in an `oid` below it. */
struct oid oid_tail(const struct oid *oid, const struct oid *root);

/* "1.3.6.1". Caller frees. */
char *oid_format(const struct oid *oid);
