#pragma once
/*
 * What is what in a Lua file: which names are globals, where functions begin and end, what is returned, which fields
 * tables are written with. One pass over the tokens; no types and no values. Only for text that Lua has compiled:
 * that bounds its nesting. Plain values; pure.
 */
#include "policy/script.h"

#define SYNTAX_NONE G_MAXUINT

/* A name that is read or assigned as a variable. */
struct variable_use {
  guint token;
  guint declaration; /* token of the local or parameter it is; NONE: a global */
  gboolean is_assigned;
};

struct function_text {
  guint parent;      /* index of the function around it; NONE for the file itself, which is the first */
  guint parameters;  /* token behind the '(' */
  guint first, last; /* tokens '(' and 'end'; of the file its first and END */
};

/* A local and the expression that it begins with: local a, b = VALUE, VALUE. */
struct local_value {
  guint declaration; /* token of the name */
  guint first, last; /* tokens of the value, `last` is the one behind it */
};

/* One value of a return statement; a bare `return` is one without a value, first == last. */
struct return_value {
  guint function; /* index of the function it leaves */
  guint statement; /* token `return` */
  guint nth;      /* from 0 */
  guint first, last; /* tokens of the expression, `last` is the one behind it */
};

/* One `key = value` or `["key"] = value` of a table constructor. */
struct field_text {
  guint parent; /* index of the field whose value this table is; NONE */
  guint function;
  guint key; /* token: a name, a string, or what else stands first in the brackets */
  guint first, last; /* tokens of the value, `last` is the one behind it */
};

struct syntax {
  const struct script *script;
  GArray *variables, *functions, *locals, *returns, *fields;
  GArray *operators; /* guint: tokens that are binary operators */
};

/* Borrows the script. NULL where it cannot be made sense of. */
struct syntax *syntax_new(const struct script *script);
void syntax_free(struct syntax *syntax);

/* The index of the field of that name in the table of the field `parent`; with NONE of any table of the file itself.
 * NONE where there is none. */
guint syntax_field(const struct syntax *syntax, guint parent, const char *key);

/* Whether the token is part of the field's key or value. */
gboolean field_holds(const struct field_text *field, guint token);
