#pragma once
/*
 * Lua keeps no lines for the keys of a table, but a person who wrote one wrong wants to know where: read from
 * the tokens of the text, so it may be misled by another table's key of that name. Pure.
 */
#include <glib.h>

/* The line, from 1, where `source` first assigns `key` (`key =` or `["key"] =`); 0 where it does not. */
guint source_line(const char *source, const char *key);
