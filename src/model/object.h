#pragma once
/*
 * Subjects and objects. A subject is what a policy judges: a host, a guest, a cluster, a device, a service. An object
 * is what samples belong to: a subject, or one part of it (an interface, a disk, a file system). Both have one written
 * form, used in messages, in the journal and as hash key:
 *
 *   host:h1    guest:2f1c...-UUID    cluster:lab    device:san1    service:http-9f86...    a subject
 *   host:h1{if=eth0}    guest:UUID{dev=vda}                 a part
 *
 * Hosts, clusters and devices are keyed by their configured name, guests by their libvirt UUID in lower case, so that
 * history follows a guest through renames and moves; a service by whose it is and what it is called (alert_service).
 * Plain values; usable from any thread.
 */
#include "base/limits.h"
#include "model/metrics.h"

enum subject_kind { SUBJECT_HOST, SUBJECT_GUEST, SUBJECT_CLUSTER, SUBJECT_DEVICE, SUBJECT_SERVICE, SUBJECT_KINDS };

struct object {
  enum subject_kind kind;
  enum object_class class; /* CLASS_HOST, _GUEST or _DEVICE for a subject; CLASS_NONE for a cluster or service */
  char key[LIMIT_NAME + 1];
  char instance[LIMIT_INSTANCE + 1]; /* "" for a subject */
};

const char *subject_kind_name(enum subject_kind kind);
gboolean subject_kind_parse(const char *name, enum subject_kind *kind);

/* The class of such subjects themselves; CLASS_NONE for a cluster or service, which has no samples. */
enum object_class subject_class(enum subject_kind kind);

/* "host:h1". Caller frees. */
char *subject_format(enum subject_kind kind, const char *key);

/* "h1" of "host:h1"; NULL: it is of another kind. What follows the kind is not looked at. Borrowed. */
const char *subject_key(const char *subject, enum subject_kind kind);

/* Reads the written form of a subject or a part. FALSE if it is not one: unknown kind or label, empty,
 * too long, or characters that stand for something else ('{', '}', '=', control characters). */
gboolean object_parse(const char *text, struct object *object);

/* Whether it names a part as it is: 1 to LIMIT_INSTANCE bytes of UTF-8 without control characters, '{', '}' and '='. */
gboolean instance_is_valid(const char *text);

/* The written form of a part of `subject` ("host:h1"): object_part("host:h1", CLASS_HOST_NET, "eth0").
 * Characters that an instance cannot hold become '_', and it is cut at LIMIT_INSTANCE. Caller frees. */
char *object_part(const char *subject, enum object_class class, const char *instance);

/* The object of `subject` that carries the metrics of `class`, where there is just one: the subject itself,
 * or the only part. NULL for a class of many parts. Caller frees. */
char *object_of(const char *subject, enum object_class class);

/* Whether a policy reads the metric from the object as one of its own: it is of its class, or of its only part. */
gboolean object_carries(const struct object *object, enum metric_id metric);

/* Whether `name` may name a host, cluster, guest, policy or pack: 1 to LIMIT_NAME bytes of letters,
 * digits, '.', '_' and '-', not beginning with '-' or '.'. */
gboolean name_is_valid(const char *name);
