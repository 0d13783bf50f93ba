#pragma once
/*
 * A table for a terminal: columns as wide as their content, the widest of those flushed left cut where the
 * terminal is narrower; what stands below STATE and SEVERITY in its colour (colour.h). Elsewhere it is as
 * wide as it is, and plain. Copies what it is given.
 */
#include <glib.h>

struct table;

/* Titles joined with ' '; a title beginning with '>' stands for a column flushed right. */
struct table *table_new(const char *titles);

/* One cell per column, and NULL. */
void table_add(struct table *table, ...) G_GNUC_NULL_TERMINATED;

guint table_rows(const struct table *table);

/* Prints it on standard output, each line behind `indent`, and frees it. Nothing is printed where there
 * are no rows. */
void table_end(struct table *table, const char *indent);
