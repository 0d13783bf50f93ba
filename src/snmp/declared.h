#pragma once
/*
 * The tables that packs declare, made of SNMP_TABLES (messages.def) in the shape of the built-in ones, so that
 * all go the same way. One thread.
 */
#include "snmp/table.h"

/* The tables of the message (struct table; owned by the array); with those of `builtin`, whose NULL at its end does not
 * count, at most TABLES_MAX of each kind of subject. One that cannot be polled is a warning. */
GPtrArray *declared_tables(GVariant *body, const GPtrArray *builtin);
