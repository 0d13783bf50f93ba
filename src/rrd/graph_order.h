#pragma once
/*
 * What a GRAPH asks for, checked, and its picture. Blocks on disk, computes for tenths of a second.
 */
#include "rrd/picture.h"

/* The PNG, or NULL with a sentence. */
GBytes *graph_order_draw(const char *directory, GVariant *body, GError **error);
