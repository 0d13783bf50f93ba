#pragma once
/*
 * A provost-policy of one's own: started as provostd starts it, fed with the same messages, and asked round by round. It is
 * as confined as the core's, so a pack that nobody trusts yet can do no harm here either. What it says is checked as by
 * the core; what it logs is in the reasons of its policies, too, and not shown. Blocks until it has answered, or JUDGE_PATIENCE_SEC without a word.
 */
#include "config/pack_text.h"
#include "model/tip.h"
#include "wire/messages.h"

#define JUDGE_PATIENCE_SEC 10

/* A value of a setting in place of the pack's default. */
struct judge_setting {
  char *policy, *name, *value;
};

/* "POLICY.NAME=VALUE"; INVALID where it is not of that form. Free with judge_setting_free. */
struct judge_setting *judge_setting_parse(const char *text, GError **error);
void judge_setting_free(gpointer setting);

struct judge_options {
  const GPtrArray *packs;    /* struct pack_text */
  const GPtrArray *settings; /* struct judge_setting */
  GVariant *former;          /* POLICIES of an earlier life: who was suspended stays so; or NULL */
  guint interval_sec;
  const char *program;       /* provost-policy; NULL: the installed one, or that of the build tree */
  void (*finding)(const struct finding *finding, gpointer user);
  /* Whether a tip of that severity is known already: then its finding is not read. May be NULL. */
  gboolean (*knows)(const char *policy, const char *subject, enum severity severity, gpointer user);
  gpointer user;
};

/* Appends the packs of a folder (of a pack, or one that holds packs) to `packs` (struct pack_text), and declares what they bring,
 * as provostd does; what is wrong with one refuses it. */
void judge_read_packs(const char *folder, GPtrArray *packs);

struct judge;

/* It has loaded its packs. NULL with UNAVAILABLE where it cannot be started or says nothing. `options` are copied; what
 * they point to outlives the judge. */
struct judge *judge_new(const struct judge_options *options, GError **error);
void judge_free(struct judge *judge); /* ends it */

GVariant *judge_settings(const struct judge *judge); /* the newest SETTINGS; borrowed */

GVariant *judge_policies(const struct judge *judge); /* the newest POLICIES; borrowed */

GVariant *judge_baselines(const struct judge *judge); /* the newest BASELINES_NEEDED, or NULL; borrowed */

/* SUBJECTS, SERIES, BASELINE, SAMPLES or OPEN_TIP; takes a floating body. */
void judge_tell(struct judge *judge, enum message_kind kind, GVariant *body);

/* One round: it begins to compute, and meanwhile the caller may do something else. */
void judge_begin(struct judge *judge, gint64 stamp_sec);

/* Its end; what is found is told before this returns. FALSE: it ended, or hung, and a policy may be to blame. */
struct judge_round {
  guint evaluations, findings, failures;
};
gboolean judge_await(struct judge *judge, struct judge_round *round, GError **error);
