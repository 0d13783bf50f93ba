#pragma once
/*
 * Ranges as the monitoring-plugins guidelines have them (section 2.5): "10" is 0 to 10, "10:" 10 and more, "~:10" all up to 10,
 * "10:20"; a value outside alerts, and with "@" before it one inside, ends included. Pure.
 */
#include <glib.h>

#define RANGE_MAX 63 /* bytes */

struct range {
  double begin, end; /* may be infinite */
  gboolean alerts_inside;
  char text[RANGE_MAX + 1]; /* as it was written, for performance data; "": there is none, which never alerts */
};

/* FALSE with INVALID: it is none. */
gboolean range_parse(const char *text, struct range *range, GError **error);

gboolean range_alerts(const struct range *range, double value);
