#pragma once
/*
 * The metric catalogue: const tables made from metrics.def, the only place that names a metric. A metric
 * belongs to a class of objects; all metrics of a class are sampled together and lie in one RRD file per
 * object. Read only, usable from any thread.
 */
#include <glib.h>

/* A class of objects that carry samples: a subject itself, or one kind of part of it. */
enum object_class {
  CLASS_HOST,
  CLASS_HOST_STORAGE, /* {fs=MOUNT POINT} */
  CLASS_HOST_NET,     /* {if=INTERFACE NAME} */
  CLASS_GUEST,
  CLASS_GUEST_DISK,   /* {dev=TARGET} */
  CLASS_GUEST_NET,    /* {if=TARGET} */
  CLASS_COUNT
};

enum metric_kind {
  METRIC_GAUGE, /* a value as read */
  METRIC_RATE,  /* made by the collector from counters: unknown on the first reading and after a reset */
};

enum metric_id {
#define METRIC(identifier, ...) METRIC_##identifier,
#include "model/metrics.def"
#undef METRIC
  METRIC_COUNT
};

struct metric {
  const char *name;     /* host.cpu.busy_pct: the name everywhere but in RRD files */
  const char *rrd_name; /* data source in the RRD file of its class, at most 19 characters */
  enum object_class class;
  const char *unit; /* "%", "bytes", "bytes/s", "ms", "" for a count */
  enum metric_kind kind;
  double min, max; /* a reading outside is BAD_VALUE, not a value */
  const char *help;
};

/* `id` must be < METRIC_COUNT. */
const struct metric *metric_get(enum metric_id id);

/* The metric of that name, or METRIC_COUNT. */
enum metric_id metric_find(const char *name);

/* All names, ending with NULL, for nearest_name(). Caller frees the array, not the names. */
const char **metric_names(void);

/* For a person: "CPU busy" of host.cpu.busy_pct. Caller frees. */
char *metric_title(const struct metric *metric);

/* The label of a class's instances: "if", "dev", "fs"; NULL where the object is the subject itself. */
const char *object_class_label(enum object_class class);

/* A short word for files and messages: "host", "host-net", "guest-disk" ... */
const char *object_class_name(enum object_class class);
