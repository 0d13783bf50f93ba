#pragma once
/*
 * What an administrator says of a cluster, host, guest or device, which nobody can see by looking at it: labels,
 * whether a guest is to be kept running, what a second of its downtime costs, and what a host's disks and networks can do. Plain values; labels and
 * licences are shared, and never change once they are given away.
 */
#include <glib.h>

struct traits {
  guint automation;   /* of a host or guest: what automation may do there, enum automation_level + 1; 0: nobody says */
  gboolean ha;        /* of a guest: it is to run (only a mark) */
  double downtime_cost; /* of a guest: so much dearer than usual is a second of its downtime; 0: as usual */
  guint64 disk_bytes_per_sec; /* of a host: what its storage reads and writes at most; 0: nobody says */
  guint64 network_bits_per_sec; /* of a host: how fast it is connected, each way; 0: nobody says */
  guint64 memory_min_bytes, memory_max_bytes; /* of a guest: what a resize may leave and give it; 0: nobody says */
  guint vcpus_min, vcpus_max;                 /* the same */
  GHashTable *labels; /* name -> value, LIMIT_LABELS at most; NULL: none */
  GPtrArray *licences; /* of a guest: char *, the products that it needs (model/licence.h); NULL: none */
};

/* The names of the labels in the order of the alphabet, borrowed; NULL-terminated, the array is the caller's. */
const char **labels_names(GHashTable *labels);

/* "name=value" of each, in that order; NULL-terminated. Free with g_strfreev. */
char **labels_texts(GHashTable *labels);

/* "low", "normal", "high" of the configuration as a figure: 0.2, 1, 10. FALSE: no such word. */
gboolean downtime_cost_parse(const char *word, double *cost);
