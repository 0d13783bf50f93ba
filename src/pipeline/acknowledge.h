#pragma once
/*
 * What somebody has acknowledged in Nagios or Icinga of what we told there: the service "provost" of a host is all tips of that
 * subject, "provost POLICY" those of one policy. Whoever says there that he knows, need not say so here again. Core's thread, never
 * blocks.
 */
#include "model/alert_report.h"
#include "tips/tipbook.h"

enum acknowledge { ACKNOWLEDGE_IGNORE, ACKNOWLEDGE_DISMISS, ACKNOWLEDGE_SNOOZE };

struct acknowledge_terms {
  enum acknowledge what;
  guint snooze_sec; /* of SNOOZE, where the acknowledgement has no end of its own */
};

/* Whether that is about one of our own services. */
gboolean acknowledge_means(const struct alert_report *report);

/* Dismisses the tips of the subject that it means, by "nagios: AUTHOR" and with the comment as reason, or, where an
 * acknowledgement is taken back, ends their snooze; how many. Tips that are acted upon stay. */
guint acknowledge_take(struct tipbook *tips, const struct alert_report *report, const char *subject,
                       const struct acknowledge_terms *terms, gint64 now_us);
