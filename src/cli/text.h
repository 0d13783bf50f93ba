#pragma once
/*
 * How things read on a terminal: lines, times, quantities, stars. What an answer lacks (client/reply.h)
 * prints as "?". What came from elsewhere is never trusted to the terminal: control characters are
 * replaced. Always UTF-8, always the C locale's numbers. Strings returned belong to the caller.
 */
#include "client/reply.h"

#include <glib.h>

/* A line (or lines) on standard output or standard error. */
void text_print(const char *format, ...) G_GNUC_PRINTF(1, 2);
void text_print_error(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* At the end. FALSE: not all that was printed went out; said on standard error, unless the reader went away. */
gboolean text_is_out(void);

/* Valid UTF-8 without control characters but '\n', and with nothing that turns the order of what is shown. */
char *text_tame(const char *text);

/* Columns on the terminal, $COLUMNS before what it says; 0 where the output is none and may be as wide as it likes. */
guint text_terminal_width(void);

guint text_width(const char *text);           /* columns it takes */
guint text_char_width(gunichar c);
char *text_fit(const char *text, guint width); /* cut with an ellipsis */

/* "14:03:10" of today, else "2026-11-23 14:03:10", local; "?" for what is no RFC 3339. */
char *text_time(const char *rfc3339);

/* "97 %", "1.50 GiB", "12.3 MiB/s", "4.2 ms"; "?" for NaN. `unit` as in the metric catalogue. */
char *text_quantity(double value, const char *unit);

/* "★★★½☆" */
char *text_stars(double stars);

/* The number with its unit, "?" where it is none. Caller frees. */
char *reply_quantity(const json_t *object, const char *key, const char *unit);

/* The array `key` of a list, or NULL with a sentence printed: the answer is not what was asked for. */
const json_t *reply_list(const json_t *reply, const char *key);
