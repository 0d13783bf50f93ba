#pragma once
/*
 * Names of enumerations: each enumeration keeps one table of words, indexed by its values, and reads and
 * writes through these two. Floor 1, private to whoever has such a table. An enumeration without negative
 * values is an unsigned int with every compiler we build with, so that a pointer to one can be handed over.
 */
#include <glib.h>

/* names[index], or "unknown" where there is none. */
const char *name_of(const char *const *names, guint count, guint index);

/* The index of `name`. FALSE (out untouched) if it is none of them. */
gboolean name_find(const char *const *names, guint count, const char *name, guint *index);
