#pragma once
/*
 * A text with places for fields of an event: "%{tip.text}" is the member "text" of the member "tip" of its JSON. What is not there
 * is empty; an object or list is its JSON. A text is escaped for use within the quotes of JSON, or as the word behind a colon says:
 * "%{tip.text:json}", ":url" (RFC 3986), ":html", ":raw" (control characters become blanks). A "%{" without its end, or with a word
 * that is none of these, stands for itself. Pure.
 */
#include <jansson.h>

/* At most TEMPLATE_FILLED_MAX bytes; caller frees. */
#define TEMPLATE_FILLED_MAX (1u << 20)
char *template_fill(const char *template, const json_t *event);
