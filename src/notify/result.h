#pragma once
/* What the core has provost-notify tell a Nagios or Icinga, borrowed from the messages RESULT and DOWNTIME (wire/messages.def). */
#include <glib.h>


struct result {
  const char *host, *service;
  guint status; /* of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN */
  const char *output, *perfdata;
  guint ttl_sec;
};

/* Of a host and all its services. */
struct downtime {
  guint64 action;
  gboolean begins; /* else it is removed */
  const char *host;
  gint64 from_sec, to_sec;
  const char *comment; /* of this one alone */
};

/* `text` as one field of a line: valid UTF-8 in which no character begins another line, field or command; at most `max` bytes.
 * NULL for a name of which nothing is left or that would be another one so. Caller frees. */
char *result_field(const char *text, gsize max);
char *result_name(const char *text);
