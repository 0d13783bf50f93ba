#pragma once
/*
 * What a source of alerts says, in its own words: that a service which Nagios checks is critical, that somebody has
 * acknowledged it there, that a trap came. Whoever hears it makes one (json/alert_report_json.h reads it), the pipeline
 * finds whom of the fleet it is about and keeps what it says (model/alert_book.h). Plain values; any thread.
 */
#include "base/limits.h"

#include <glib.h>

enum alert_state { ALERT_OK, ALERT_WARNING, ALERT_CRITICAL, ALERT_UNKNOWN, ALERT_STATES };

const char *alert_state_name(enum alert_state state);
/* Also "up", "down" and "unreachable", as hosts are said to be, in whatever case. Unreachable is unknown: something
 * else is down. */
gboolean alert_state_parse(const char *name, enum alert_state *state);

enum alert_kind {
  ALERT_SAYS_STATE,
  ALERT_ACKNOWLEDGED,
  ALERT_UNACKNOWLEDGED,
  ALERT_DOWNTIME_BEGAN,
  ALERT_DOWNTIME_ENDED,
  ALERT_FLAPPING_BEGAN,
  ALERT_FLAPPING_ENDED,
  ALERT_KINDS
};

gboolean alert_kind_parse(const char *name, enum alert_kind *kind); /* "state", "downtime_began" ... */

/* What a source may say nothing of. */
enum alert_word { WORD_NOT_SAID, WORD_NO, WORD_YES };

struct alert_report {
  enum alert_kind kind;
  char *source;           /* who says so: "nagios", 1 to LIMIT_NAME bytes */
  char *subject;          /* "guest:web1", where the source knows what it is to us; NULL: by host and address */
  char *host, *address;   /* as the source calls it, at most LIMIT_URI bytes; "" */
  char *name;             /* of the service, at most LIMIT_NAME bytes; "": the host or guest itself is meant */
  gboolean has_state;     /* always where kind is ALERT_SAYS_STATE */
  enum alert_state state;
  gboolean is_soft;       /* the source checks again before it believes it */
  guint attempt;          /* of its checks; 0: not said */
  enum alert_word in_downtime, is_acknowledged, is_flapping;
  gboolean is_unconfirmed; /* anybody could have said so, as with a trap: nothing is done upon it alone */
  char *author, *comment; /* of an acknowledgement or downtime, at most LIMIT_NAME and LIMIT_TEXT bytes; "" */
  char *text;             /* what the check said, at most LIMIT_TEXT bytes; "" */
  gint64 at_us, until_us; /* wall clock: when it was so, and the end of a downtime; 0: not said */
};

struct alert_report *alert_report_new(void); /* all texts "", subject NULL */
void alert_report_free(struct alert_report *report);

/* Makes texts harmless and fills in what is missing: a source, "provost"; a name too long is cut, and told from others that
 * begin alike by a hash at its end. FALSE with INVALID where nobody is named. */
gboolean alert_report_clean(struct alert_report *report, GError **error);

/* Why what a check says is nothing of what it checked: it took too long, or found no way there. NULL: it is. */
const char *alert_report_doubt(const struct alert_report *report);
