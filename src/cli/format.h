#pragma once
/*
 * --format: a template that is printed once for each object, with values of the API's JSON in the places of "{name}".
 *
 * A name goes down by '.': {subject.name}. What lies below an array is taken of each of its elements, joined with ", ", or of
 * the one whose number follows: {evidence.metric}, {evidence.0.metric}. null, and what this object has not but others have, is
 * "-"; an object is its JSON. \n, \t, \\, \{ and \} are what they are in C, or the character itself. Pure.
 */
#include <glib.h>

#include <jansson.h>

struct format;

/* NULL and INVALID: the template makes no sense. */
struct format *format_new(const char *template, GError **error);
void format_free(struct format *format);

/* Of the object, or of each in the array, one behind the other. NULL and INVALID, which names what is near: a name that none of
 * them has. Caller frees. */
char *format_apply(const struct format *format, const json_t *objects, GError **error);
