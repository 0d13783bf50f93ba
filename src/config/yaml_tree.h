#pragma once
/*
 * A YAML file as a tree of nodes that know their place, and the one user of libyaml. It takes the
 * part of YAML that configurations and manifests need: maps, lists and scalars of one document. Anchors,
 * aliases, tags, duplicate keys, keys that are no plain text and control characters are refused,
 * each with its place; reading goes on behind them. It stops at a syntax error, at the second
 * document and at YAML_MAX_DEPTH, and what was read before is still there to be checked. Scalars
 * are kept as text: "off", "010" and "~" mean what the reader of the tree says. Does not block. A
 * tree holds secrets and is never printed. Functions are yaml_tree_*: libyaml exports a yaml_free
 * of its own.
 */
#include <glib.h>

#define YAML_MAX_BYTES (4u << 20) /* of a file, which LIMIT_HOSTS hosts with agents fit in; whoever reads it checks */
#define YAML_MAX_DEPTH 32           /* maps and lists in each other */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
  enum yaml_kind kind;
  guint line, column;  /* from 1 */
  gboolean refused;    /* already reported: say nothing more of it */
  gboolean cut;        /* a map or list in which reading stopped: what it lacks may have followed */
  gboolean plain;      /* a scalar without quotes: an empty one is no value */
  char *text;          /* scalar: UTF-8 without control characters; NULL otherwise */
  GPtrArray *keys;     /* map: struct yaml_node, as many as children, in order; NULL otherwise */
  GPtrArray *children; /* map and list: struct yaml_node */
  GHashTable *by_key;  /* map: text of the key -> its place in keys + 1; the first of duplicates */
};

/* The root of `text`, or NULL where it holds nothing; what is wrong is added to `problems`
 * (problems.h). `text` need not end with a zero. */
struct yaml_node *yaml_tree_read(const char *text, gsize length, GPtrArray *problems);
void yaml_tree_free(struct yaml_node *node);

/* The child of a map; NULL where there is none or `node` is no map. */
const struct yaml_node *yaml_tree_child(const struct yaml_node *node, const char *key);
