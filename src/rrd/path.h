#pragma once
/*
 * Where the history of an object lies: the one function from object to file, used by writer and reader.
 *
 *   DIR/host/h1/host.rrd              DIR/guest/UUID/guest.rrd
 *   DIR/host/h1/net/eth0.rrd          DIR/guest/UUID/disk/vda.rrd
 *   DIR/host/h1/storage/%2Fvar.rrd    DIR/guest/UUID/net/vnet0.rrd
 *
 * Keys and instances come from agents: all bytes but letters, digits, '-', '.', '_' and '~' are written %XX,
 * and so is a leading '-', '.' or '~'. That can be undone (g_uri_unescape_string), and no name leaves its
 * folder or hides in it.
 */
#include "model/object.h"

/* The file of `object`, a host, a guest or a part of one, below `directory`. Caller frees. */
char *history_path(const char *directory, const struct object *object);
