#pragma once
/*
 * The fields of an answer, of which nothing is taken for granted: what is missing or of another type is "", NaN or 0.
 * Texts are borrowed. Pure.
 */
#include <glib.h>

#include <jansson.h>

const char *reply_text(const json_t *object, const char *key);
double reply_number(const json_t *object, const char *key);
guint64 reply_id(const json_t *object, const char *key);
