#pragma once
/*
 * Reads the table a policy file returns into a struct policy, and says all that is wrong with it at once,
 * each with the line where the source first assigns that key.
 */
#include "policy/policy.h"

struct spec {
  struct policy *policy; /* is filled */
  const char *source;    /* text of the file */
  const char *file;      /* its name for messages */
  GPtrArray *errors;     /* char *, appended */
};

/* The table is on the top of the stack; leaves the stack as it is, and a reference to `evaluate` in the
 * policy. May raise for lack of memory only, and then leaks nothing. */
void spec_read(lua_State *L, struct spec *spec);
