#pragma once
/*
 * The text format in which Prometheus reads measures (text exposition format 0.0.4): families of samples with labels. And the
 * name of a metric of ours there: "host.cpu.busy_pct" is provost_host_cpu_busy_ratio, in base units. Pure.
 */
#include "model/metrics.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct exposition_family {
  const char *name, *type, *help; /* type: "gauge", "counter" ... */
};

/* What stands once before the samples of a family. */
void exposition_begin(GString *text, const struct exposition_family *family);

/* A label in its written form, behind a comma where there are some already. The value may be any text. */
void exposition_label(GString *labels, const char *name, const char *value);

/* One sample; `labels` as made by exposition_label, "" for none. NaN and infinities are written as such. */
void exposition_sample(GString *text, const char *name, const char *labels, double value);

/* The name of a metric's family, and the factor by which its values become base units. Caller frees. */
char *exposition_name(const struct metric *metric, double *factor);
