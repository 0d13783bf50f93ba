#pragma once
/*
 * What is wrong with a file, as a compiler says it: where, how bad, in a sentence, and the line itself with what is
 * meant underlined. Plain values; printing reads the files again.
 */
#include "policy/script.h"

#include <stdio.h>

struct place {
  guint line, column, length; /* from 1, bytes; 0: not known */
};

struct diagnostic {
  gboolean is_error; /* else a warning */
  char *file;        /* path, or "" */
  struct place place;
  char *text;
};

struct diagnostic *diagnostic_new(gboolean is_error, const char *file, struct place place, char *text); /* takes text */
void diagnostic_free(struct diagnostic *diagnostic);

/* Reads "PATH:LINE:COLUMN: sentence", "PATH:LINE: sentence", "PATH: sentence" of a .lua or .yaml file as an error. */
struct diagnostic *diagnostic_parse(const char *sentence);

/* Where a column is not known, underlines what the sentence names in its line of the script, if it names anything. */
void diagnostic_locate(struct diagnostic *diagnostic, const struct script *script);

/* In the order of their files and places, each only once. An array of struct diagnostic. */
void diagnostics_sort(GPtrArray *diagnostics);

guint diagnostics_count(const GPtrArray *diagnostics, gboolean is_error);

/* "2 errors, 1 warning"; "" where there is none. Caller frees. */
char *diagnostics_summary(const GPtrArray *diagnostics);

void diagnostics_print(const GPtrArray *diagnostics, FILE *to);
