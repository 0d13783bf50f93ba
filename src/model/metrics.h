#pragma once
/*
 * The metric catalogue: const tables made from metrics.def, the only place that names a metric. A metric
 * belongs to a class of objects; all metrics of a class are sampled together and lie in one RRD file per
 * object. Read only, usable from any thread.
 */
#include <glib.h>

/* A class of objects that carry samples: a subject itself, or one kind of part of it. What an agent inside
 * a guest says has classes of its own, so that it never mixes with what is seen from outside. */
enum object_class {
  CLASS_HOST,
  CLASS_HOST_STORAGE,  /* {fs=MOUNT POINT} */
  CLASS_HOST_NET,      /* {if=INTERFACE NAME} */
  CLASS_HOST_DISK,     /* {dev=DEVICE NAME} */
  CLASS_HOST_SENSOR,   /* {sensor=NAME}: has one of its metrics */
  CLASS_GUEST,
  CLASS_GUEST_DISK,    /* {dev=TARGET} */
  CLASS_GUEST_NET,     /* {if=TARGET} */
  CLASS_GUEST_INSIDE,  /* {view=inside}: the only one */
  CLASS_GUEST_STORAGE, /* {fs=MOUNT POINT} inside */
  CLASS_GUEST_NIC,     /* {nic=INTERFACE NAME} inside */
  CLASS_DEVICE,
  CLASS_DEVICE_NET,    /* {if=INTERFACE NAME} */
  CLASS_COUNT
};

#define CLASS_METRICS_MAX 32

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

/* Its place among the metrics of its class, in the order of the catalogue; < CLASS_METRICS_MAX. */
guint metric_place(enum metric_id id);

/* All names, ending with NULL, for nearest_name(). Caller frees the array, not the names. */
const char **metric_names(void);

/* For a person: "CPU busy" of host.cpu.busy_pct. Caller frees. */
char *metric_title(const struct metric *metric);

/* The label of a class's instances: "if", "dev", "fs"; NULL where the object is the subject itself. */
const char *object_class_label(enum object_class class);

/* The instance of a class that has only one, so that nobody needs to name it: "inside"; NULL for others. */
const char *object_class_only(enum object_class class);

/* The class of the subjects whose parts are of `class`; `class` itself where it is one of subjects. */
enum object_class object_class_whole(enum object_class class);

/* A short word for files and messages: "host", "host-net", "guest-disk" ... */
const char *object_class_name(enum object_class class);
