#pragma once
/*
 * The parts that the pipeline joins. Private to pipeline/: parts.c makes and frees them, pipeline.c lets
 * data run through them, order.c serves what an operator orders: a move, a dirty rate.
 */
#include "pipeline/acknowledge.h"
#include "pipeline/alerts.h"
#include "pipeline/campaign.h"
#include "pipeline/deaths.h"
#include "pipeline/dirty_rates.h"
#include "pipeline/evaluation.h"
#include "pipeline/event_feed.h"
#include "pipeline/lifecycle.h"
#include "pipeline/loads.h"
#include "pipeline/outward.h"
#include "pipeline/pausing.h"
#include "pipeline/pipeline.h"
#include "pipeline/remedy.h"
#include "pipeline/restrict.h"
#include "pipeline/signs.h"
#include "pipeline/relations.h"
#include "pipeline/traps.h"
#include "pipeline/waits.h"

struct pipeline {
  struct pipeline_options options;
  struct tipbook *tips;
  struct actions *actions;
  struct history *history;
  struct loads_filling *loads;
  struct held *held;
  struct evaluation *evaluation;
  struct alerts *alerts;
  struct acknowledge_terms nagios_acknowledges, icinga_acknowledges;
  struct deaths *deaths; /* of provost-policy */
  struct program_runs *program_runs;
  struct verdict_book *verdicts;
  struct remedies *remedies;
  struct dirty_rates *dirty_rates;
  struct restricting restricting;
  struct campaigns *campaigns;
  struct signs *signs;
  struct outward *outward;
  struct relations *relations;
  struct traps *traps;
  struct pausing *pausing;
  struct lifecycle *lifecycle;
  struct event_feed *feeds[ROLES]; /* NULL: that role is not told of events */
  gboolean is_up[ROLES]; /* there and configured; a channel opens before that */
  guint64 rejected;
  struct pipeline_lag lag;
  gboolean *alive; /* shared with plans under way, which may outlive the pipeline */
};

/* What the parts tell the pipeline (struct tipbook_events, struct action_events). */
void pipeline_tip_moved(const struct tip *tip, enum tip_event event, gpointer pipeline);
void pipeline_alert_changed(const char *subject, const char *name, gpointer pipeline);
void pipeline_acknowledged(const struct alert_report *report, const char *subject, gpointer pipeline);
void pipeline_action_changed(const struct action *action, gpointer pipeline);
void pipeline_action_begun(const struct action *action, gpointer pipeline);
void pipeline_ask_room(const struct action *action, gpointer pipeline);
/* And what the tip book asks (tip_questions.c). */
gboolean pipeline_may_automate(const struct tip *tip, gpointer pipeline);
const char *pipeline_automation_rule(const struct tip *tip, gpointer pipeline);
guint pipeline_approvals(const struct tip *tip, gpointer pipeline);
const char *const *pipeline_symptom_of(const char *policy, gpointer pipeline);
const char *const *pipeline_superseded_by(const char *policy, gpointer pipeline);
GPtrArray *pipeline_containing(const char *subject, gpointer pipeline);
/* Where the parts send. */
gboolean pipeline_order_deed(enum message_kind kind, GVariant *body, gpointer pipeline);
gboolean pipeline_order_poll(enum message_kind kind, GVariant *body, gpointer pipeline);
gboolean pipeline_trap_means(const char *oid, struct trap_meaning *meaning, gpointer pipeline);
void pipeline_alert_of_trap(struct alert_report *report, pipeline_alert_done done, gpointer done_user, gpointer pipeline);
gboolean pipeline_order_run(enum message_kind kind, GVariant *body, gpointer pipeline);
gboolean pipeline_send(enum role role, enum message_kind kind, GVariant *body, gpointer pipeline);

/* What keeps automation from the tip now, row by row (waits.h). */
void pipeline_each_wait(const struct pipeline *pipeline, const struct tip *tip, waits_take take, gpointer user);
