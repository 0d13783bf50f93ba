#pragma once
/*
 * Tips that were, read from the journal's file by a worker with a connection of its own, so that neither the core nor what is
 * being written waits for it. What was put a moment ago may not be among them yet. Core's thread; never blocks.
 */
#include "model/tip_filter.h"

/* Exactly one call, on the thread-default main context of who asked: struct tip, newest first, at most `limit`; borrowed. NULL
 * with STORAGE. */
typedef void (*past_done)(const GPtrArray *tips, const GError *error, gpointer user);
void past_tips(const char *path, const struct tip_filter *filter, guint limit, past_done done, gpointer user);
