#pragma once
/*
 * What is wrong with a file that a person wrote, each problem a sentence with its place. Collected
 * while the file is read, in any order, and reported sorted by place. A sentence never quotes what
 * may be a secret. Not shared between threads.
 */
#include <glib.h>

/* A list of problems; free with g_ptr_array_unref. */
GPtrArray *problems_new(void);

/* Line and column count from 1; line 0 stands for the file as a whole. */
void problem_add(GPtrArray *problems, guint line, guint column, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* "unknown key KEY; did you mean NEAREST?", where one of `known` (NULL-terminated) is near. */
void problem_add_unknown_key(GPtrArray *problems, guint line, guint column, const char *key, const char *const *known);

/* Appends "FILE:LINE:COLUMN: sentence" ("FILE: sentence" for the file as a whole) for each problem
 * to `errors` (char *), by place; those of one place stay in the order in which they were found. */
void problems_report(GPtrArray *problems, const char *file, GPtrArray *errors);
