#pragma once
/*
 * Our own SNMP engine (RFC 3411, 3414): its id stays the same, its boots rise with each life of the program, as receivers of
 * version 3 traps demand. Kept in the file "snmp-engine" of a folder. Blocks on the disk.
 */
#include <glib.h>

#define ENGINE_ID_BYTES 13

struct engine {
  guint8 id[ENGINE_ID_BYTES];
  guint32 boots;
  gint64 started_us; /* monotonic: its time is 0 then */
};

/* Begins a further life of the engine. One that cannot be kept is a new one in each life, which is warned of. */
void engine_begin(struct engine *engine, const char *folder);
