#pragma once
/*
 * How the guests of a row get their load curves, and how many and which guests its files speak of. Private to sim/. Blocks on
 * disk only.
 */
#include "config/yaml_tree.h"
#include "sim/load_files.h"
#include "sim/scenario.h"

struct load_row;

/* What `node` says: a percentage, a formula, or files. NULL: it is wrong, which `problems` says. All borrowed; to be freed. */
struct load_row *load_row_new(struct scenario *scenario, const struct yaml_node *node, struct load_files *files,
                              GPtrArray *problems);
void load_row_free(struct load_row *row);

/* How many guests its files are enough for: a trace for each. 1 where it has none. */
guint load_row_count(const struct load_row *row);

/* The names of its files or columns that the pattern means (char *, owned), at least one. NULL: wrong, which is said. Whose turn it
 * is among the traces is then settled. */
GPtrArray *load_row_names(struct load_row *row, const char *pattern);

/* Gives the guests from `first` on their curves. */
void load_row_give(struct load_row *row, guint first);
