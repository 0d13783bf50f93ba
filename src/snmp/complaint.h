#pragma once
/*
 * Log lines about one agent: at most one per cause in COMPLAINT_PAUSE_SEC, so that a broken agent cannot
 * fill a log. Plain value in the agent; one thread.
 */
#include <glib.h>

#define COMPLAINT_PAUSE_SEC 600

enum complaint {
  COMPLAINT_DOWN,
  COMPLAINT_UP,
  COMPLAINT_SLOW,
  COMPLAINT_BROKEN,
  COMPLAINT_CUT,
  COMPLAINT_BAD_VALUE,
  COMPLAINTS
};

struct complaints {
  gint64 next_us[COMPLAINTS]; /* monotonic; 0: never yet */
};

/* Logs "SUBJECT: sentence" unless this cause was logged lately. */
void complain(struct complaints *complaints, enum complaint cause, const char *subject, const char *format,
              ...) G_GNUC_PRINTF(4, 5);
