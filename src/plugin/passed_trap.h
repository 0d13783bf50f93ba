#pragma once
/*
 * What snmptrapd writes to a program of its traphandle: the sender's name, its address as "UDP: [10.0.0.7]:50000->[10.0.0.1]:162", then
 * a line for each variable, OID and value. As the body of POST /v1/traps. Pure.
 */
#include <jansson.h>
#include <glib.h>

#define PASSED_TRAP_MAX 65536 /* bytes that are read */

/* New reference; NULL with INVALID: it is nothing that snmptrapd writes. */
json_t *passed_trap_read(const char *text, GError **error);
