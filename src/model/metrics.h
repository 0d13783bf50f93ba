#pragma once
/*
 * The metric catalogue: const tables made from metrics.def, the only place that names a built-in metric, and
 * behind them what packs declare at run time. A metric belongs to a class of objects; all metrics of a class
 * are sampled together and lie in one RRD file per object. What is declared is kept for the life of the
 * process and never changes, like a GQuark: the one mutable state of the program that is not handed down.
 * Reading is safe from any thread; only the main thread declares, and before it tells anybody of the ids.
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
  CLASS_HOST_SOFTWARE, /* {software=PROGRAM} */
  CLASS_GUEST,
  CLASS_GUEST_DISK,    /* {dev=TARGET} */
  CLASS_GUEST_NET,     /* {if=TARGET} */
  CLASS_GUEST_INSIDE,  /* {view=inside}: the only one */
  CLASS_GUEST_STORAGE, /* {fs=MOUNT POINT} inside */
  CLASS_GUEST_NIC,     /* {nic=INTERFACE NAME} inside */
  CLASS_GUEST_SOFTWARE, /* {software=PROGRAM} inside */
  CLASS_DEVICE,
  CLASS_DEVICE_NET,    /* {if=INTERFACE NAME} */
  CLASS_DEVICE_STORAGE, /* {fs=NAME} */
  CLASS_DEVICE_DISK,   /* {dev=DEVICE NAME} */
  CLASS_DEVICE_SENSOR, /* {sensor=NAME}: has one of its metrics */
  CLASS_DEVICE_SOFTWARE, /* {software=PROGRAM} */
  CLASS_COUNT,        /* of built-in ones; those that packs declare follow */
  CLASS_NONE = 0xffff
};

#define CLASS_METRICS_MAX 32
#define CLASSES_DECLARED_MAX 64   /* in a process */
#define METRICS_DECLARED_MAX 256
#define RRD_NAME_MAX 19 /* characters of a data source's name in an RRD file */

enum metric_kind {
  METRIC_GAUGE, /* a value as read */
  METRIC_RATE,  /* made by the collector from counters: unknown on the first reading and after a reset */
};

enum metric_id {
#define METRIC(identifier, ...) METRIC_##identifier,
#include "model/metrics.def"
#undef METRIC
  METRIC_COUNT, /* of built-in ones; those that packs declare follow */
  METRIC_NONE = 0xffff
};

#define CATALOGUE_MAX (METRIC_COUNT + METRICS_DECLARED_MAX)

struct metric {
  const char *name;     /* host.cpu.busy_pct: the name everywhere but in RRD files */
  const char *rrd_name; /* data source in the RRD file of its class, at most 19 characters */
  enum object_class class;
  const char *unit; /* "%", "bytes", "bytes/s", "ms", "" for a count */
  enum metric_kind kind;
  double min, max; /* a reading outside is BAD_VALUE, not a value */
  const char *help;
};

/* How many there are, built-in and declared: all ids are below. */
guint metric_count(void);

/* `id` must be < metric_count(). */
const struct metric *metric_get(enum metric_id id);

/* The metric of that name, or METRIC_NONE. */
enum metric_id metric_find(const char *name);

/* Its place among the metrics of its class, in the order of the catalogue; < CLASS_METRICS_MAX. */
guint metric_place(enum metric_id id);

/* All names, ending with NULL, for nearest_name(). Caller frees the array, not the names. */
const char **metric_names(void);

/* For a person: "CPU busy" of host.cpu.busy_pct. Caller frees. */
char *metric_title(const struct metric *metric);

/* Declares a metric behind all others; copies the row. METRIC_NONE with a sentence where the row breaks a rule: the
 * name is SUBJECT KIND.VENDOR.WORD... of lower-case letters, digits and '_', the name and the data source are
 * unique, the bounds are numbers, and there is room. */
enum metric_id metric_declare(const struct metric *row, GError **error);

/* How many classes there are, built-in and declared: all classes are below. */
guint object_class_count(void);

/* Declares a class of parts, labelled `label`, of subjects of class `whole`; "host-fan" for hosts' "fan".
 * CLASS_NONE with a sentence where there is one, the label is no word or there is no room. */
enum object_class object_class_declare(enum object_class whole, const char *label, GError **error);

/* Runs `declare`, which declares what belongs together: where it says FALSE, none of it is kept. Returns what it says. */
gboolean catalogue_declare_all(gboolean (*declare)(gpointer user), gpointer user);

/* The label of a class's instances: "if", "dev", "fs"; NULL where the object is the subject itself. */
const char *object_class_label(enum object_class class);

/* The instance of a class that has only one, so that nobody needs to name it: "inside"; NULL for others. */
const char *object_class_only(enum object_class class);

/* The class of the subjects whose parts are of `class`; `class` itself where it is one of subjects. */
enum object_class object_class_whole(enum object_class class);

/* How often the collector reads objects of the class, where that is less often than each interval; else 0. Between two
 * readings it repeats the last, with its age. */
guint object_class_period_sec(enum object_class class);

/* A short word for files and messages: "host", "host-net", "guest-disk" ... */
const char *object_class_name(enum object_class class);
