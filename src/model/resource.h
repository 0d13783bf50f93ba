#pragma once
/*
 * What hosts have and guests use, as placement counts it. Pure; any thread.
 */
#include <glib.h>

enum resource {
  RESOURCE_CPU,     /* processors of the fleet's common speed: processors x their speed x share used */
  RESOURCE_MEMORY,  /* bytes */
  RESOURCE_DISK,    /* bytes/s read and written */
  RESOURCE_NETWORK, /* bytes/s received and sent */
  RESOURCES
};

#define WEIGHT_MAX 100 /* of one of them, beside the others */

/* The load of one resource, in its unit. NaN: unknown. */
struct load {
  double now;    /* mean of the last interval */
  double recent; /* mean of the last 30 minutes; of less where there is not more yet, but never of one sample */
  double day;    /* 95th percentile of the last day; of less where there is not more yet */
};

const char *resource_name(enum resource resource); /* "cpu", "memory", "disk", "network" */
gboolean resource_parse(const char *name, enum resource *resource);
