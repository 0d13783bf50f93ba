#pragma once
/*
 * Which hosts can give guests which processors, as libvirt's compare call said of each pair of host and processor: by index,
 * so that asking costs a few nanoseconds. Filled while a snapshot is made, immutable afterwards. Pure.
 */
#include "model/guest_needs.h"

struct processors;

struct processors *processors_new(void);
void processors_free(struct processors *processors);

/* Its number, from 1 on; the same for the same key. `label`: "Skylake-Server-IBRS with avx512f"; copied. */
guint processors_add(struct processors *processors, const char *key, const char *label);

/* Its number; 0: it is not among them. */
guint processors_find(const struct processors *processors, const char *key);

/* What was said of the host, by its index in the snapshot. `reason` is copied. */
void processors_set(struct processors *processors, guint number, guint host, const struct cpu_verdict *verdict);

/* CPU_FIT_UNKNOWN where nothing was said. */
enum cpu_fit processors_fit(const struct processors *processors, guint number, guint host);

const char *processors_label(const struct processors *processors, guint number);
const char *processors_reason(const struct processors *processors, guint number, guint host); /* "": none was given */
