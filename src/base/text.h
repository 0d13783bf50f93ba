#pragma once
/*
 * Texts that come from outside, and texts that people type. Pure; any thread.
 */
#include <glib.h>

/* `text` made harmless: at most `max` bytes of valid UTF-8 without characters that control anything, such as
 * the end of a line or the direction of writing. However long it is, only its beginning is read. Caller frees. */
char *text_clean(const char *text, gsize max);

/* Puts a copy of `value` (which may be *text, or NULL) in the place of *text, which is freed. */
void text_replace(char **text, const char *value);

/* "a, b and 3 more": of the texts that `names` points to at most `shown`. Caller frees. */
char *text_names(const GPtrArray *names, guint shown);

/* As a shell takes it for one word, whatever it is: in quotes where it must be. For commands that people copy. Caller frees. */
char *text_shell_word(const char *word);

/* Each byte as two digits, in lower case. Caller frees. */
char *text_hexadecimal(const guint8 *bytes, gsize n);

/* The candidate nearest to `text`, or NULL if none is near enough to be what was meant.
 * `candidates` ends with NULL. */
const char *nearest_name(const char *text, const char *const *candidates);

/* Of the texts that two pointers point to, for qsort() and the like: as strcmp() has them. */
int text_order(const void *a, const void *b);
