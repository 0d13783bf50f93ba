#pragma once
/*
 * The SNMPv3 engines that agents were known to have, kept in a file (0600, no secrets in it) so that a restart need
 * not ask each agent for its own. What is wrong in the file costs that question only. Reads and writes a small file,
 * which may block for as long as the disk does. One thread.
 */
#include "snmp/usm.h"

struct engines;

/* Reads what the file in `folder` remembers, where there is one. */
struct engines *engines_open(const char *folder);
void engines_free(struct engines *engines);

/* The engine remembered of the agent at `address`; its id is borrowed. FALSE: none is. */
gboolean engines_recall(const struct engines *engines, const char *address, struct engine *engine);

/* All that are remembered; what `take` is given is borrowed. */
void engines_each(const struct engines *engines, void (*take)(const char *address, const struct engine *engine, gpointer user),
                  gpointer user);

/* Between these two all engines known now are noted; the file is written where they are not what it holds. */
void engines_begin(struct engines *engines);
void engines_end(struct engines *engines);

void engines_note(struct engines *engines, const char *address, const struct engine *engine);
