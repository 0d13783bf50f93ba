#pragma once
/* What provost may do without being asked, and on which terms. */
#include <glib.h>

enum automation_level { AUTOMATION_OFF, AUTOMATION_ADVISE, AUTOMATION_APPLY, AUTOMATION_LEVELS };

/* And the key of provost.yaml that says so. */
struct automation {
  enum automation_level level;
  const char *setting;
};

/* What the configuration says of automation at one place: of the fleet, a cluster or a policy. Of all that concern a tip but
 * the level each counts. Strings as they are written, and valid. */
struct automation_terms {
  char *level;        /* NULL: nobody says */
  char *min_severity; /* it takes no tip that is less grave; NULL: any */
  GPtrArray *windows; /* char *, when it may act (model/change_window.h); NULL: at any time */
  guint hold_ms;      /* a tip is open for so long before it takes it */
  guint approvals;    /* so many people accept a tip together; 0 and 1: each alone */
  gboolean dry_run;   /* it only says what it would do */
  guint trust_last;   /* it acts where so many of the policy's newest actions in the cluster ... 0: it needs no record */
  double trust_success_pct; /* ... helped by this share at least */
};

void automation_terms_copy(struct automation_terms *copy, const struct automation_terms *terms);
void automation_terms_clear(struct automation_terms *terms);

/* Of the fleet and of policies; a cluster has its own (model/fleet.h). */
struct automation_rules {
  struct automation_terms terms; /* its level NULL: advise */
  GHashTable *policies;          /* name -> struct automation_terms */
  GTimeZone *zone;               /* of windows */
};

/* Of which nothing is said, in the system's time zone; `timezone` NULL: that. */
struct automation_rules *automation_rules_new(const char *timezone);
void automation_rules_free(struct automation_rules *rules);
void automation_rules_add_policy(struct automation_rules *rules, const char *policy, const struct automation_terms *terms);

const char *automation_level_name(enum automation_level level);
gboolean automation_level_parse(const char *name, enum automation_level *level);
