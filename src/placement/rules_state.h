#pragma once
/*
 * What sealing makes of rules. Private to rules*.c.
 */
#include "placement/rules.h"

struct compiled {
  const struct rule *rule;
  GArray *members;   /* guint, guests */
  guint *places;     /* by host: 1 + where it stands among the rule's hosts, 0: not at all; NULL: the kind has none */
  guint n_selectors; /* of hosts */
  gsize counts;      /* where its counts begin: of each host, then of each cluster; G_MAXSIZE: none is kept */
};

struct rules {
  const struct placement_snapshot *snapshot;
  GArray *compiled; /* struct compiled */
  GArray **of;      /* by guest: guint, its rules; NULL: none */
  gsize n_counts;
};

const struct compiled *rules_compiled(const struct rules *rules, guint rule);
gboolean rule_binds(const struct rule *rule); /* guests on one host, so that they leave it as one */
