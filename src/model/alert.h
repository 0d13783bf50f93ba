#pragma once
/*
 * An alert: what others say of one thing of one subject, the state of a service that Nagios checks, a trap, as it is now. An
 * alert report (model/alert_report.h) is one word about it. Not ok, it has the id of its episode, from the first word that it
 * is not to the one that it is again, by which tips, actions and results name it. Its strings belong to whoever has it
 * (alert_copy), or are borrowed. Plain values; any thread.
 */
#include "model/alert_report.h"

enum alert_mark {
  ALERT_IS_SOFT = 1,         /* the source checks again before it believes it */
  ALERT_IS_FLAPPING = 2,
  ALERT_IN_DOWNTIME = 4,
  ALERT_IS_ACKNOWLEDGED = 8,
  ALERT_IS_UNCONFIRMED = 16, /* see alert_report.h */
};

/* What became another one by a report. */
enum alert_change { ALERT_NEW_STATE = 1, ALERT_NEW_DOWNTIME = 2, ALERT_NEW_ACKNOWLEDGEMENT = 4, ALERT_NEW_MARK = 8 };

struct alert {
  const char *subject; /* written form; NULL: nobody of the fleet is known to be meant */
  const char *name;    /* of the service or trap: "Disk space", at most LIMIT_NAME bytes; "": the subject itself */
  const char *source;  /* who says so: "nagios", at most LIMIT_NAME bytes */
  const char *text;    /* in a sentence, at most LIMIT_TEXT bytes; "" */
  enum alert_state state;
  gint64 since_us; /* wall clock: it has been in that state */
  guint64 id;      /* of its episode, or of the last one; 0: it was never other than ok */
  guint marks;     /* enum alert_mark */
  guint attempt;   /* 0: not said */
  gint64 heard_us, until_us;  /* the last word; the end of the downtime, 0: not known */
  gint64 at_us;    /* when the state was so by the clock of its source; 0: not said */
  const char *said, *host, *address; /* whom it is about, as the source says: a subject, a host, an address; "" */
  const char *doubt;          /* why a check says nothing of what it checked: then the state is unknown; NULL */
  const char *why;            /* why the subject is NULL, in a sentence; else NULL */
  const char *acknowledged_by, *downtime_by, *comment; /* "" */
};

/* The service that this is, as a subject: "service:Disk_space-0123456789abcdef01234567", what it is called and a hash of
 * that and of whose it is. Caller frees. */
char *alert_service(const char *subject, const char *name);

/* What it is by the words of its source, whoever is meant: 24 hexadecimal digits. Caller frees. */
char *alert_origin(const struct alert *alert);

struct alert *alert_copy(const struct alert *alert); /* NULL strings stay so */
void alert_free(struct alert *alert);

/* What is so now that the report is heard, where `known` (NULL: nothing) was so before. The new alert has its subject, id and
 * since yet to be found. `changes`: enum alert_change. */
struct alert *alert_hear(const struct alert *known, const struct alert_report *said, gint64 now_us, guint *changes);
