#pragma once
/* How much a caller of the API may do; each may also do what those before it may. */
#include <glib.h>

enum access { ACCESS_NONE, ACCESS_VIEWER, ACCESS_OPERATOR, ACCESS_ADMIN, ACCESSES };

const char *access_name(enum access access);
gboolean access_parse(const char *name, enum access *access);
