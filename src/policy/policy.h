#pragma once
/*
 * One policy: what its file declares (checked), its settings in force, its own sandbox, and what was last
 * said of each subject. A file that is refused is a policy too, with the reason, so that it can be listed.
 * Owns all it holds. Single thread.
 */
#include "config/pack_text.h"
#include "model/object.h"
#include "model/tip.h"
#include "policy/sandbox.h"
#include "config/setting.h"
#include "policy/window.h"
#include "wire/canary.h"
#include "wire/messages.h"

#define POLICY_NEEDS_MAX 16
#define POLICY_NEEDS_SPAN_MAX_SEC 21600 /* 6 h: what the finest archive can bring back after a restart */
#define POLICY_EVERY_MAX_SEC 86400
#define POLICY_LOAD_MS 500       /* CPU time to run the file once */
#define POLICY_EVALUATION_MS 50  /* of one evaluation */
#define POLICY_ROUND_MS 250      /* of one policy over all its subjects in one round */
#define POLICY_FAILURES_MAX 10   /* rounds in a row in which it fails for every subject before it is suspended */
#define POLICY_STRIKES_MAX 3     /* rounds in a row over time or memory before it is suspended */

/* What is read of a metric: how far back, and how old its newest value may be (0: WINDOW_AGE_INTERVALS). */
struct need {
  enum metric_id metric;
  struct reach reach;
  gboolean baseline; /* also what is usual in this hour of the week */
};

struct variant;
struct opinion;

/* What is remembered of a (policy, subject). */
struct standing {
  gboolean said;          /* whether `kind` and `text` were sent */
  enum finding_kind kind;
  char *text;             /* a GRefString: subjects often share it */
  enum severity open;     /* of the tip the core has open */
  const struct variant *variant; /* the settings of the subject; NULL: to be looked up */
  GHashTable *held;       /* what was serious when it was told last -> enum severity; NULL: not told since the start */
  struct opinion *opinion; /* the last one, where two versions are compared; NULL: none yet */
  enum difference differs; /* of a canary */
};

struct policy {
  char *name, *title, *file; /* file: full path */
  char *pack, *pack_version;
  struct capabilities *capabilities; /* of the pack */
  enum subject_kind subject;
  guint every_sec; /* 0: every interval */
  GArray *needs;       /* struct need */
  GPtrArray *symptom_of;    /* char *, policies of whose tips its own are symptoms */
  GPtrArray *superseded_by; /* char *, policies whose tips about the same subject say it better */
  GPtrArray *settings;  /* struct setting, by name; in force for all subjects but those of variants */
  GVariant *told;       /* the same as texts, for findings: a{ss}; NULL before policy_prepare */
  GPtrArray *scoped;    /* values for some subjects only: variant.h */
  GHashTable *variants; /* combination of them -> struct variant */
  enum policy_state state;
  char *reason; /* why it is refused, suspended or disabled; of an active one how it fails; "" */
  struct sandbox *sandbox;
  int evaluate_ref, set_ref, needs_ref; /* in the sandbox's registry; needs_ref: places in `needs` by metric's name */
  gboolean is_canary;   /* only tried: what it says goes nowhere but to canary.h */
  gboolean is_watched;  /* a canary is compared with it */
  guint32 differences[DIFFERENCES]; /* of a canary: how often each began */
  gboolean is_new;      /* since the engine was started */
  gint64 evaluated_sec; /* stamp of the last round in which it was due; -1 never */
  gint64 failing_sec;   /* stamp of the round in which it began to fail, while `reason` says so */
  guint64 evaluated_look; /* the last evaluation in which it ran */
  guint strikes, failed_rounds; /* in a row: over time or memory; in which nothing but errors came */
  GHashTable *standings; /* subject -> struct standing */
  GVariant *unjudged;    /* unjudged.h; NULL: not evaluated yet */
};

/* Compiles and checks a file of the pack in `folder`. All that is wrong is added to `errors` as "FILE:LINE: sentence"
 * (char *), and the first of it becomes the reason of the refused policy. */
struct policy *policy_load(const struct pack_text *pack, const struct pack_file *file, struct deadline *deadline,
                           GPtrArray *errors);
void policy_free(struct policy *policy);

/* Replaces the default of a setting by the text of the configuration. A bad one refuses the policy. */
/* The setting of that name; NULL where there is none, which refuses the policy. */
struct setting *policy_find_setting(struct policy *policy, const char *name);
void policy_override(struct policy *policy, const char *setting, const char *text);
void policy_refuse(struct policy *policy, const char *reason);
/* For what is wrong with its pack, whatever else was found in its file. */
void policy_refuse_with_pack(struct policy *policy, const char *reason);
void policy_suspend(struct policy *policy, const char *reason);
/* Of an active one: it goes on, and fails ("": not any more). */
void policy_say_failure(struct policy *policy, const char *reason);

/* Unless it is refused: lets it not run, as disabled or suspended; and lets it run with the settings of its file. */
void policy_hold(struct policy *policy, enum policy_state state, const char *reason);
void policy_reset(struct policy *policy);

/* What is declared of a metric, NULL where it is not needed; and the longest span of all. */
const struct need *policy_need(const struct policy *policy, enum metric_id metric);
guint64 policy_longest_need_sec(const struct policy *policy);

/* Whether a point of the policy's own grid lies between its last round and `stamp_sec`. */
gboolean policy_is_due(const struct policy *policy, gint64 stamp_sec);

struct standing *policy_standing(struct policy *policy, const char *subject);
