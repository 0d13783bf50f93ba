#pragma once
/*
 * A PRO tip as plain values: a problem of one subject, its evidence, its remedy, and what became of it.
 * tips/ moves it through its life cycle, journal/ keeps it, json/ writes it. A tip holds all that is
 * needed to recompute it. Owned by whoever made it; strings belong to their struct. One thread at a time.
 */
#include "model/alert_book.h"
#include "model/automation.h"
#include "model/plan.h"
#include "model/sample.h"

/* The policies of tips that provostd itself opens: about its history files, and about deaths of the policy engine. */
#define POLICY_HISTORY "history"
#define POLICY_ENGINE "engine"
#define POLICY_OWNERSHIP "ownership"
#define POLICY_OTHERS "others"

/* Whether it is one of these; no pack may have a policy of that name. */
gboolean policy_is_ours(const char *policy);

enum severity { SEVERITY_NONE, SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_CRITICAL, SEVERITIES };

enum tip_state {
  TIP_OPEN,
  TIP_ACCEPTED,   /* a plan is being made */
  TIP_PLANNED,    /* the plan waits for its turn */
  TIP_ACTING,
  TIP_VERIFYING,  /* the deed is done, its effect is being measured */
  TIP_FAILED,     /* reopens with back-off */
  TIP_RESOLVED,   /* finished from here on */
  TIP_CLEARED,    /* the condition went away by itself */
  TIP_DISMISSED,  /* by an operator */
  TIP_SUPERSEDED, /* another tip says it better */
  TIP_STATES
};

/* What the measured effect of the action was, against what the tip wanted. */
enum verdict { VERDICT_NONE, VERDICT_EFFECTIVE, VERDICT_NEUTRAL, VERDICT_HARMFUL, VERDICT_UNKNOWN, VERDICTS };

/* What a policy may advise. Objects are in their written form, figures in digits. */
enum remedy_kind {
  REMEDY_NOTIFY,
  REMEDY_MIGRATE,       /* parameters: from (host), relieve ("cpu" | "memory") */
  REMEDY_RESIZE_MEMORY, /* guest, bytes */
  REMEDY_RESIZE_VCPUS,  /* guest, vcpus */
  REMEDY_RESTRICT,      /* host: it is given no new guests */
  REMEDY_EVACUATE,      /* host: all its guests leave it */
  REMEDY_RUN,           /* program: a name that the administrator configured */
  REMEDY_KINDS
};

/* One series a tip rests on: what was read of `object` from `from_sec` to `to_sec`. */
struct evidence {
  char *object;
  enum metric_id metric;
  gint64 from_sec, to_sec;
  double min, avg, max, last;
  guint count, expected; /* known values in the window, and how many there would be without gaps */
  GArray *values;        /* double, one per interval, NaN for a gap; at most LIMIT_EVIDENCE_VALUES */
};

/* An alert that a tip was made of, as it was said last. */
struct tip_alert {
  guint64 id; /* of this time that it is not ok, rising; 0: it has none */
  char *service; /* as a subject, written */
  char *name, *source; /* "http on web1", "nagios" */
  enum alert_state state;
  gint64 ended_us; /* wall clock: since when it is over; 0: it goes on */
};

struct remedy {
  enum remedy_kind kind;
  GHashTable *parameters; /* string -> string */
};

/* What a policy says of one subject at one moment. */
enum finding_kind { FINDING_CLEAR, FINDING_TIP, FINDING_NO_DATA, FINDING_ERROR, FINDING_KINDS };

struct finding {
  enum finding_kind kind;
  gint64 stamp_sec;
  char *policy, *pack, *pack_version, *title;
  char *subject; /* written form */
  enum severity severity;
  char *text;           /* the problem in a sentence; for NO_DATA and ERROR the reason */
  GHashTable *settings; /* in force: string -> string */
  GPtrArray *evidence;  /* struct evidence */
  GPtrArray *alerts;    /* struct tip_alert: a policy says of which service only, the core what it is */
  GPtrArray *remedies;  /* struct remedy, to be tried in this order */
};

struct tip {
  guint64 id; /* from the journal, rising; 0 before it is stored */
  char *policy, *pack, *pack_version, *title;
  char *subject, *subject_name; /* written form, and what a person calls it */
  enum severity severity;
  enum tip_state state;
  gboolean is_test; /* opened by provost doctor, about nothing: no finding touches it, automation takes it not, and its verdict does not count */
  char *text;
  GHashTable *settings;
  GPtrArray *evidence, *remedies;
  GPtrArray *alerts;            /* struct tip_alert: those it was made of, at most LIMIT_EVIDENCE */
  gint64 raised_us, updated_us; /* wall clock */
  char *accepted_by;            /* who accepted it last; "": nobody yet */
  gint64 accepted_us;           /* wall clock: when; 0 */
  gint64 since_us;              /* wall clock: from when on the values are that raised it; 0: it has none, or as below */
  gint64 state_us;              /* wall clock: when it came into its state; 0: a former version did not store it */
  guint refreshed;              /* findings since it was raised */
  guint returns;                /* how often its condition came back soon after it was gone */
  gint64 clears_us;             /* wall clock: it comes and goes, and is cleared then if it stays away; else 0 */
  guint attempts;               /* actions tried */
  gint64 retry_us;              /* wall clock: when a failed tip reopens, and automation takes an open one that was put off; else 0 */
  gint64 snoozed_until_us;      /* wall clock: a dismissed tip holds back new ones until then; 0 otherwise */
  char *state_reason;           /* why it is in its state: an error, a dismissal's reason; "" */
  GPtrArray *approvals;         /* char *, people who accepted it, where several of them must */
  char *state_by;               /* who moved it there: "operator root", "automation", "policy", "provostd" */
  struct plan *plan;            /* NULL before it is planned */
  guint64 action_id;            /* 0: none yet */
  guint64 cause;                /* the tip of which it is a symptom, or was when it was finished (tips/tipbook.h); 0: it stands alone */
  enum verdict verdict;
  char *outcome; /* what was measured after the action, in a sentence; "" */
};

struct finding *finding_new(void);
void finding_free(struct finding *finding);

struct tip *tip_new(void);
void tip_free(struct tip *tip);
gboolean tip_is_finished(const struct tip *tip);

struct evidence *evidence_new(void);
struct evidence *evidence_copy(const struct evidence *evidence);
void evidence_free(struct evidence *evidence);
struct tip_alert *tip_alert_new(const char *service);
struct tip_alert *tip_alert_copy(const struct tip_alert *alert);
void tip_alert_free(struct tip_alert *alert);
struct tip_alert *tip_alerts_find(const GPtrArray *alerts, const char *service); /* or NULL */
struct remedy *remedy_new(enum remedy_kind kind);
struct remedy *remedy_copy(const struct remedy *remedy);
gboolean remedies_are_equal(const GPtrArray *these, const GPtrArray *those); /* struct remedy, in the same order */

const char *severity_name(enum severity severity);
gboolean severity_parse(const char *name, enum severity *severity);
const char *tip_state_name(enum tip_state state);
gboolean tip_state_parse(const char *name, enum tip_state *state);
const char *verdict_name(enum verdict verdict);
gboolean verdict_parse(const char *name, enum verdict *verdict);
const char *remedy_kind_name(enum remedy_kind kind);
gboolean remedy_kind_parse(const char *name, enum remedy_kind *kind);

/* The index of the first remedy from `from` on that may be tried; a notice counts only where it stands first. That of no
 * remedy: there is none. */
guint tip_next_remedy(const struct tip *tip, guint from);
