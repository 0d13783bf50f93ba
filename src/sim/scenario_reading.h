#pragma once
/*
 * What is known of a scenario while it is read, and who reads which part of it. Private to sim/. Blocks on disk only.
 */
#include "config/yaml_tree.h"
#include "sim/load_files.h"
#include "sim/scenario.h"

#define SCENARIO_BYTES_MAX 1.125899906842624e15 /* of memory: 1024 TiB */

struct scenario_reading {
  struct scenario *scenario;
  const char *folder; /* that of the file: paths in it begin there */
  struct load_files *files;
  GHashTable *hosts;  /* names: index + 1 */
  GHashTable *guests; /* names, once each */
  GPtrArray *problems;
};

/* Calls `each` with the entries of a list, which may be missing. */
void reading_each(struct scenario_reading *reading, const struct yaml_node *list, const char *what,
                  void (*each)(struct scenario_reading *reading, const struct yaml_node *entry));

/* "web7" of a group of many, "web" of one. Caller frees. */
char *reading_member(const char *group, guint count, guint member);

/* The host of that name; NOWHERE, and said, where there is none. */
guint reading_host(const struct scenario_reading *reading, const struct yaml_node *entry, const char *name);

/* What a row says of all its hosts or guests alike. */
struct row_traits {
  GHashTable *labels; /* name -> value */
  GPtrArray *networks, *storage, *licences; /* char * */
};
#define ROW_TRAITS_NONE {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), NULL, NULL, NULL}
void row_traits_give(const struct row_traits *row, struct scenario_traits *to);
void row_traits_clear(struct row_traits *row);

/* The rows of the newest cluster. */
void reading_take_hosts(struct scenario_reading *reading, const struct yaml_node *entry);
void reading_take_guests(struct scenario_reading *reading, const struct yaml_node *entry);

void reading_take_failure(struct scenario_reading *reading, const struct yaml_node *entry);
void reading_take_order(struct scenario_reading *reading, const struct yaml_node *entry);
