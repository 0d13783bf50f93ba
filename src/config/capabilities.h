#pragma once
/*
 * What a pack may do, as its pack.yaml declares it: which metrics its policies read, and which remedies their tips
 * propose. provost-policy holds policies to it, and the core does not take its word for it. Immutable; shared by
 * reference count, not between threads.
 */
#include "config/pack_tables.h"
#include "model/tip.h"

#define CAPABILITY_METRICS_MAX 128 /* names and patterns of one pack */

struct capabilities {
  gboolean has_metrics; /* FALSE: none are declared, and every metric may be read */
  char **metrics;       /* "host.cpu.busy_pct", or a pattern "host.cpu.*" */
  char **own;           /* metrics of the SNMP objects that the pack brings, which it may always read */
  guint remedies;       /* a bit for each remedy_kind; notify is always among them */
};

/* Of a pack that declares nothing: it may read every metric, and propose to notify. */
struct capabilities *capabilities_new(void);

/* Of the node `capabilities` of a manifest (NULL: none), and of its SNMP objects (struct pack_table); problems are added. */
struct capabilities *capabilities_read(const struct yaml_node *node, const GPtrArray *tables, GPtrArray *problems);
struct capabilities *capabilities_ref(const struct capabilities *capabilities);
void capabilities_unref(struct capabilities *capabilities); /* NULL: nothing */

/* As they travel: (has_metrics, metrics, own, remedies). Floating. */
GVariant *capabilities_body(const struct capabilities *capabilities);
struct capabilities *capabilities_of(GVariant *body);

gboolean capabilities_equal(const struct capabilities *a, const struct capabilities *b);

/* A pattern ends with ".*" and stands for all metrics that begin with what is before the '*'. */
gboolean capability_names(const char *pattern, const char *metric);
gboolean capabilities_have_metric(const struct capabilities *capabilities, const char *metric);
gboolean capabilities_have_remedy(const struct capabilities *capabilities, enum remedy_kind remedy);

/* "the pack does not declare the remedy migrate: add it to pack.yaml, as in ...". Caller frees. */
char *capability_lacks_metric(const char *metric);
char *capability_lacks_remedy(enum remedy_kind remedy);
