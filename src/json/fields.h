#pragma once
/*
 * Reading the fields of one JSON object. Each function names the object and the field; what is missing or
 * of another type leaves an INVALID error that names the field, and once there is an error every further
 * call returns nothing, so that a reader reads all its fields and looks at the error once at its end.
 * `error` must point to a GError pointer. Pure; any thread.
 */
#include "model/metrics.h"

#include <jansson.h>

/* Adds `value`, which is taken, to `object`. A value that could not be made is a bug. */
void field_add(json_t *object, const char *name, json_t *value);

/* A string, or null for NULL. New reference. */
json_t *text_to_json(const char *text);

/* An array of strings: of a NULL-terminated array, or of char *; of NULL an empty one. New reference. */
json_t *strings_to_json(char *const *strings);
json_t *texts_to_json(const GPtrArray *texts);

/* An id, or null for 0; and an amount of which 0 is none. New references. */
json_t *id_to_json(guint64 id);
json_t *amount_to_json(guint64 amount);

/* string -> string, keys sorted. New reference. */
json_t *map_to_json(GHashTable *map);

/* A new string; NULL for null. */
char *field_text(const json_t *object, const char *name, GError **error);

/* A new string that must be there. */
char *field_name(const json_t *object, const char *name, GError **error);

/* A string that must be there, in the place of *text, which is freed. */
void field_replace(char **text, const json_t *object, const char *name, GError **error);

/* A positive id; 0 for null. */
guint64 field_id(const json_t *object, const char *name, GError **error);

gint64 field_integer(const json_t *object, const char *name, GError **error);
guint field_count(const json_t *object, const char *name, GError **error);
double field_number(const json_t *object, const char *name, GError **error); /* NaN for null */
gint64 field_time(const json_t *object, const char *name, GError **error);   /* wall clock; 0 for null */
enum metric_id field_metric(const json_t *object, const char *name, GError **error);

/* An enumeration's word for its *_parse, borrowed; "" after an error. field_check names the field in the
 * error where the word was none of them. */
const char *field_word(const json_t *object, const char *name, GError **error);
void field_check(gboolean is_good, const char *name, GError **error);

/* Borrowed. The object may be null: then NULL without error; the array is at most `limit` long. */
const json_t *field_object(const json_t *object, const char *name, GError **error);
const json_t *field_array(const json_t *object, const char *name, gsize limit, GError **error);

/* An element of an array of numbers; NaN for null. */
double element_number(const json_t *array, gsize index);

/* Adds all strings of the object `name` to `map` (owning both). */
void field_map(const json_t *object, const char *name, GHashTable *map, GError **error);
