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

/* The titles and each row as plain lines, char *, in at most `room` columns if it can be; 0: as wide as they are. Caller unrefs. */
GPtrArray *table_lines(const struct table *table, guint room);
void table_free(struct table *table);

/* Prints it on standard output, each line behind `indent`, and frees it. Nothing is printed where there
 * are no rows. */
void table_end(struct table *table, const char *indent);
