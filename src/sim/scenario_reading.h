#pragma once
/*
 * What is known of a scenario while it is read, and who reads which part of it. Private to sim/. Blocks on disk only.
 */
#include "config/yaml_tree.h"
#include "sim/load_files.h"
#include "sim/scenario.h"

#define SCENARIO_BYTES_MAX 1.125899906842624e15 /* of memory: 1024 TiB */

struct reading {
  struct scenario *scenario;
  const char *folder; /* that of the file: paths in it begin there */
  struct load_files *files;
  GHashTable *hosts;  /* names: index + 1 */
  GHashTable *guests; /* names, once each */
  GPtrArray *problems;
};

/* Calls `each` with the entries of a list, which may be missing. */
void reading_each(struct reading *reading, const struct yaml_node *list, const char *what,
                  void (*each)(struct reading *reading, const struct yaml_node *entry));

/* "web7" of a group of many, "web" of one. Caller frees. */
char *reading_member(const char *group, guint count, guint member);

/* The host of that name; NOWHERE, and said, where there is none. */
guint reading_host(const struct reading *reading, const struct yaml_node *entry, const char *name);

/* The rows of the newest cluster. */
void reading_take_hosts(struct reading *reading, const struct yaml_node *entry);
void reading_take_guests(struct reading *reading, const struct yaml_node *entry);

void reading_take_failure(struct reading *reading, const struct yaml_node *entry);
