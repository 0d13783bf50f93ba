#pragma once
/*
 * The tables that packs declare, made of SNMP_TABLES (messages.def) in the shape of the built-in ones, so that
 * all go the same way. One thread.
 */
#include "snmp/table.h"

/* The tables of the message, `most` at most (struct table; owned by the array). One that cannot be polled is a
 * warning. */
GPtrArray *declared_tables(GVariant *body, guint most);
