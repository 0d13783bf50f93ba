#pragma once
/*
 * What an administrator says of a cluster, host, guest or device, which nobody can see by looking at it: labels, and
 * whether a guest is to be kept running. Plain values; the labels are shared, and never change once they are given away.
 */
#include <glib.h>

struct traits {
  gboolean ha;        /* of a guest: it is to run (only a mark) */
  GHashTable *labels; /* name -> value, LIMIT_LABELS at most; NULL: none */
};

/* The names of the labels in the order of the alphabet, borrowed; NULL-terminated, the array is the caller's. */
const char **labels_names(GHashTable *labels);
