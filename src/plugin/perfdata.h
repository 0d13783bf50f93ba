#pragma once
/*
 * One value of performance data, by the monitoring-plugins guidelines (section 2.6): 'label'=value[UOM];warn;crit;min;max in the
 * C locale. Pure.
 */
#include "plugin/range.h"

/* Performance data. */
struct measure {
  const char *label; /* any name */
  double value;      /* NaN: unknown, "U" */
  const char *unit;  /* of the metric catalogue: "%", "bytes", "ms", "s"; others have none there */
  const struct range *warning, *critical; /* NULL: none */
  double min, max;   /* NaN: none */
};

/* Caller frees. */
char *perfdata_format(const struct measure *measure);
