#include "pipeline/pipeline.h"

#include "pipeline/aside.h"
#include "pipeline/collect.h"
#include "pipeline/collect_needs.h"
#include "wire/finding.h"
#include "pipeline/foreign.h"
#include "pipeline/news.h"
#include "pipeline/one_source.h"
#include "pipeline/orphans.h"
#include "pipeline/ownership.h"
#include "pipeline/own_tips.h"
#include "pipeline/parts.h"
#include "pipeline/suspensions.h"
#include "pipeline/tip_alerts.h"

/* FALSE, and nothing is kept, while the role is not there: what comes before its configuration it would
 * drop, or answer wrongly. */
static gboolean send_to(struct pipeline *pipeline, enum role role, enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  return pipeline->is_up[role] && channel_send(pipeline->options.channels[role], kind, owned);
}

gboolean pipeline_send(enum role role, enum message_kind kind, GVariant *body, gpointer user)
{
  return send_to(user, role, kind, body);
}

static void measure_lag(struct pipeline *pipeline, GVariant *samples)
{
  gint64 stamp_sec;
  g_variant_get_child(samples, 0, "x", &stamp_sec);
  gint64 now_us = clock_wall_us(pipeline->options.clock);
  if (stamp_sec >= 0 && stamp_sec <= now_us / G_USEC_PER_SEC)
    pipeline->lag.samples_now_ms = MAX(pipeline->lag.samples_now_ms, (now_us - stamp_sec * G_USEC_PER_SEC) / 1000);
}

/* The sentence: samples go to the fleet, to history and to the policies; */
static void samples_arrived(struct pipeline *pipeline, GVariant *arrived)
{
  g_autoptr(GVariant) body = one_source(pipeline->options.fleet, arrived);
  measure_lag(pipeline, body);
  pipeline->rejected += collect(pipeline->options.fleet, MESSAGE_SAMPLES, body);
  history_store(pipeline->history, body);
  send_to(pipeline, ROLE_POLICY, MESSAGE_SAMPLES, body);
}

/* Remedies that the pack does not declare are dropped, whatever provost-policy lets through. */
static void drop_undeclared(struct pipeline *pipeline, struct finding *finding)
{
  const struct capabilities *declared = pipeline->options.capabilities(finding->pack, pipeline->options.user);
  guint told = finding->remedies->len;
  for (guint i = 0; i < finding->remedies->len;) {
    enum remedy_kind kind = ((const struct remedy *)finding->remedies->pdata[i])->kind;
    if (kind == REMEDY_NOTIFY || (declared && capabilities_have_remedy(declared, kind)))
      i++;
    else
      g_ptr_array_remove_index(finding->remedies, i);
  }
  pipeline->rejected += told - finding->remedies->len;
  if (told > 0 && finding->remedies->len == 0)
    g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
}

/* Where automation is off nobody wants tips. One that is there goes on, since whoever saw it waits for its end. */
static gboolean is_wanted(const struct pipeline *pipeline, const struct finding *finding)
{
  return finding->kind != FINDING_TIP ||
         fleet_automation(pipeline->options.fleet, finding->subject, finding->policy).level != AUTOMATION_OFF ||
         tipbook_open_severity(pipeline->tips, finding->policy, finding->subject) != SEVERITY_NONE;
}

static void tell_policy(struct pipeline *pipeline, const char *policy, const char *subject)
{
  enum severity severity = tipbook_open_severity(pipeline->tips, policy, subject);
  send_to(pipeline, ROLE_POLICY, MESSAGE_OPEN_TIP, g_variant_new("(ssy)", policy, subject, (guchar)severity));
}

/* A tip that does not move may be another one to its policy: its condition is away, or back. */
static void take_finding(struct pipeline *pipeline, const struct finding *finding)
{
  outward_take_finding(pipeline->outward, finding);
  enum severity before = tipbook_open_severity(pipeline->tips, finding->policy, finding->subject);
  tipbook_take_finding(pipeline->tips, finding, fleet_subject_name(pipeline->options.fleet, finding->subject));
  if (tipbook_open_severity(pipeline->tips, finding->policy, finding->subject) != before)
    tell_policy(pipeline, finding->policy, finding->subject);
}

/* what a policy finds goes to the tip book; */
static void finding_arrived(struct pipeline *pipeline, GVariant *body)
{
  struct finding *finding = finding_read(body);
  if (finding) {
    drop_undeclared(pipeline, finding);
    tip_alerts_name(pipeline->options.fleet, finding);
  }
  if (finding && !is_wanted(pipeline, finding))
    g_debug("no tip, since automation is off there: %s", finding->text);
  else if (finding && (finding->kind != FINDING_TIP || fleet_has_subject(pipeline->options.fleet, finding->subject)))
    take_finding(pipeline, finding);
  else
    pipeline->rejected++;
  g_clear_pointer(&finding, finding_free);
}

/* as does what becomes of history files; */
static void history_trouble_arrived(struct pipeline *pipeline, GVariant *body)
{
  struct finding *finding = aside_finding(body);
  if (finding && fleet_has_subject(pipeline->options.fleet, finding->subject))
    own_tip_take_news(pipeline->tips, finding, fleet_subject_name(pipeline->options.fleet, finding->subject));
  else
    pipeline->rejected++;
  g_clear_pointer(&finding, finding_free);
}

static void guests_arrived(struct pipeline *pipeline, GVariant *body)
{
  g_autofree char *host = NULL;
  pipeline->rejected += collect(pipeline->options.fleet, MESSAGE_GUESTS, body);
  g_variant_get_child(body, 0, "s", &host);
  if (subject_key(host, SUBJECT_HOST))
    lifecycle_take_guests(pipeline->lifecycle, subject_key(host, SUBJECT_HOST));
  foreign_tell(pipeline->tips, pipeline->options.fleet, pipeline->options.journal);
}

/* an accepted tip is planned and acted upon; */
void pipeline_tip_moved(const struct tip *tip, enum tip_event event, gpointer user)
{
  struct pipeline *pipeline = user;
  if (event != TIP_EVENT_REFRESH)
    g_message("tip %" G_GUINT64_FORMAT " (%s) is %s, by %s%s%s", tip->id, tip->text, tip_state_name(tip->state),
              tip->state_by, tip->state_reason[0] ? ": " : "", tip->state_reason);
  tell_policy(pipeline, tip->policy, tip->subject);
  news_tell_tip(pipeline->options.events, pipeline->options.clock, tip);
  outward_take_tip(pipeline->outward, tip);
  if (event == TIP_EVENT_RAISE)
    tip_alerts_audit(pipeline->options.journal, tip);
  if (event == TIP_EVENT_ACCEPT)
    remedies_begin(pipeline->remedies, tip);
  else if (tip_is_finished(tip))
    remedies_end(pipeline->remedies, tip);
}

gboolean pipeline_order_deed(enum message_kind kind, GVariant *body, gpointer user)
{
  return send_to(user, ROLE_VIRT, kind, body);
}

gboolean pipeline_order_poll(enum message_kind kind, GVariant *body, gpointer user)
{
  return send_to(user, ROLE_SNMP, kind, body);
}

gboolean pipeline_trap_means(const char *oid, struct trap_meaning *meaning, gpointer user)
{
  const struct pipeline_options *options = &((const struct pipeline *)user)->options;
  return options->trap_meaning && options->trap_meaning(oid, meaning, options->user);
}

void pipeline_alert_of_trap(struct alert_report *report, pipeline_alert_done done, gpointer done_user, gpointer user)
{
  pipeline_take_alert(user, report, done, done_user);
}

gboolean pipeline_order_run(enum message_kind kind, GVariant *body, gpointer user)
{
  return send_to(user, ROLE_NOTIFY, kind, body);
}

/* and what came of it goes back to the tip. */
void pipeline_action_changed(const struct action *action, gpointer user)
{
  struct pipeline *pipeline = user;
  fleet_take_action(pipeline->options.fleet, action);
  outward_take_action(pipeline->outward, action);
  news_tell_action(pipeline->options.events, pipeline->options.clock, action);
  campaigns_take_action(pipeline->campaigns, action);
  remedies_take_action(pipeline->remedies, action);
}

void pipeline_action_begun(const struct action *action, gpointer user)
{
  struct pipeline *pipeline = user;
  fleet_take_action(pipeline->options.fleet, action);
  signs_take_begun(pipeline->signs, action);
  outward_take_action(pipeline->outward, action);
  news_tell_action(pipeline->options.events, pipeline->options.clock, action);
}

static void event_was_taken(struct pipeline *pipeline, enum role role, GVariant *body)
{
  guint64 number;
  g_variant_get(body, "(t)", &number);
  event_feed_take_taken(pipeline->feeds[role], number);
}

void pipeline_tell_events(struct pipeline *pipeline, enum role role, gboolean is_wanted)
{
  event_feed_set_wanted(pipeline->feeds[role], is_wanted);
}

void pipeline_tell_life(struct pipeline *pipeline, const char *what)
{
  news_tell_provost(pipeline->options.events, pipeline->options.clock, what);
}

void pipeline_take_alert(struct pipeline *pipeline, struct alert_report *report, pipeline_alert_done done, gpointer user)
{
  alerts_take(pipeline->alerts, report, done, user);
}

void pipeline_alerts_are_mapped_anew(struct pipeline *pipeline)
{
  alerts_are_mapped_anew(pipeline->alerts);
}

/* what others say goes to the policies that read it, and to the tips that were made of it; */
void pipeline_alert_changed(const char *subject, const char *name, gpointer user)
{
  struct pipeline *pipeline = user;
  evaluation_take_alert(pipeline->evaluation, subject, name);
  if (pipeline->tips)
    tip_alerts_follow(pipeline->options.fleet, pipeline->tips, subject, name);
}

/* to the tips that were made of it, or are acknowledged; */
void pipeline_acknowledged(const struct alert_report *report, const char *subject, gpointer user)
{
  struct pipeline *pipeline = user;
  const struct acknowledge_terms *terms = strcmp(report->source, "nagios") == 0   ? &pipeline->nagios_acknowledges
                                          : strcmp(report->source, "icinga") == 0 ? &pipeline->icinga_acknowledges
                                                                                  : NULL;
  if (terms)
    acknowledge_take(pipeline->tips, report, subject, terms, clock_wall_us(pipeline->options.clock));
}

void pipeline_take_message(struct pipeline *pipeline, enum role role, enum message_kind kind, GVariant *body)
{
  switch (kind) {
  case MESSAGE_SAMPLES:
    samples_arrived(pipeline, body);
    break;
  case MESSAGE_LINK:
  case MESSAGE_HOST_FACTS:
  case MESSAGE_AGENT_FACTS:
  case MESSAGE_GUEST_FACTS:
  case MESSAGE_CLAIM:
    pipeline->rejected += collect(pipeline->options.fleet, kind, body);
    break;
  case MESSAGE_GUESTS:
    guests_arrived(pipeline, body);
    break;
  case MESSAGE_HOST_OFFERS:
  case MESSAGE_GUEST_NEEDS:
  case MESSAGE_CPU_VERDICTS:
    pipeline->rejected += collect_needs(pipeline->options.fleet, kind, body);
    break;
  case MESSAGE_HISTORY_TROUBLE:
    history_trouble_arrived(pipeline, body);
    break;
  case MESSAGE_STORED:
  case MESSAGE_FLUSHED:
  case MESSAGE_SERIES:
  case MESSAGE_PICTURE:
    history_take_message(pipeline->history, kind, body);
    break;
  case MESSAGE_BASELINES_NEEDED:
  case MESSAGE_SETTINGS:
  case MESSAGE_POLICIES:
  case MESSAGE_RUNNING:
  case MESSAGE_EVALUATED:
    evaluation_take_message(pipeline->evaluation, kind, body);
    break;
  case MESSAGE_ALERT:
    pipeline->rejected += !alerts_take_message(pipeline->alerts, body);
    break;
  case MESSAGE_FINDING:
    finding_arrived(pipeline, body);
    break;
  case MESSAGE_DEED_PROGRESS:
  case MESSAGE_DEED_ENDED:
  case MESSAGE_INSPECTED:
  case MESSAGE_EXAMINED:
  case MESSAGE_AGENT_PINGED:
    actions_take_message(pipeline->actions, kind, body);
    break;
  case MESSAGE_TRAP:
  case MESSAGE_TRAP_LISTENING:
    pipeline->rejected += !traps_take_message(pipeline->traps, kind, body);
    break;
  case MESSAGE_RAN:
    program_runs_take_ran(pipeline->program_runs, body);
    break;
  case MESSAGE_DIRTY_RATE_MEASURED:
    dirty_rates_take_message(pipeline->dirty_rates, body);
    break;
  case MESSAGE_EVENT_TAKEN:
    event_was_taken(pipeline, role, body);
    break;
  default:
    pipeline->rejected++;
  }
}

void pipeline_take_interval(struct pipeline *pipeline, gint64 stamp_sec)
{
  pipeline->lag.samples_ms = pipeline->lag.samples_now_ms;
  pipeline->lag.samples_now_ms = -1;
  if (alerts_follow(pipeline->alerts))
    evaluation_take_interval(pipeline->evaluation, stamp_sec);
  loads_filling_take_interval(pipeline->loads);
  if (pipeline->is_up[ROLE_POLICY] && pipeline_policies(pipeline)) {
    orphans_clear(pipeline->tips, pipeline->options.fleet, pipeline_policies(pipeline), pipeline->deaths);
    suspensions_tell(pipeline->tips, pipeline->options.fleet, pipeline_policies(pipeline));
  }
  ownership_tell(pipeline->tips, pipeline->options.fleet);
  fleet_sweep_foreign(pipeline->options.fleet);
  lifecycle_take_interval(pipeline->lifecycle);
  signs_take_interval(pipeline->signs);
  remedies_take_interval(pipeline->remedies);
  tipbook_tick(pipeline->tips);
}

void pipeline_take_second(struct pipeline *pipeline)
{
  alerts_follow(pipeline->alerts);
  evaluation_tick(pipeline->evaluation);
  history_tick(pipeline->history);
  actions_tick(pipeline->actions);
  program_runs_tick(pipeline->program_runs);
  campaigns_tick(pipeline->campaigns);
  dirty_rates_tick(pipeline->dirty_rates);
  traps_tick(pipeline->traps);
  outward_take_second(pipeline->outward);
}

static void tell_policy_of_tips(struct pipeline *pipeline)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline->tips);
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (!tip_is_finished(tip))
      tell_policy(pipeline, tip->policy, tip->subject);
  }
}

static void policy_is_up(struct pipeline *pipeline)
{
  evaluation_role_is_up(pipeline->evaluation);
  tell_policy_of_tips(pipeline);
}

void pipeline_policy_is_reconfigured(struct pipeline *pipeline)
{
  evaluation_role_is_reconfigured(pipeline->evaluation);
  tell_policy_of_tips(pipeline);
}

static void virt_is_up(struct pipeline *pipeline)
{
  actions_role_is_up(pipeline->actions);
  dirty_rates_role_is_up(pipeline->dirty_rates);
}

static void virt_is_down(struct pipeline *pipeline)
{
  actions_role_is_down(pipeline->actions);
  dirty_rates_role_is_down(pipeline->dirty_rates);
}

static void notify_is_up(struct pipeline *pipeline)
{
  program_runs_role_is_up(pipeline->program_runs);
  outward_role_is_up(pipeline->outward);
}

void pipeline_role_is_up(struct pipeline *pipeline, enum role role)
{
  pipeline->is_up[role] = TRUE;
  if (role == ROLE_VIRT)
    virt_is_up(pipeline);
  else if (role == ROLE_RRD_WRITER)
    history_writer_is_up(pipeline->history);
  else if (role == ROLE_RRD_READER)
    history_reader_is_up(pipeline->history);
  else if (role == ROLE_POLICY)
    policy_is_up(pipeline);
  else if (role == ROLE_NOTIFY)
    notify_is_up(pipeline);
  if (pipeline->feeds[role])
    event_feed_role_is_up(pipeline->feeds[role]);
}

void pipeline_role_is_down(struct pipeline *pipeline, enum role role)
{
  pipeline->is_up[role] = FALSE;
  if (role == ROLE_VIRT)
    virt_is_down(pipeline);
  else if (role == ROLE_SNMP)
    traps_role_is_down(pipeline->traps);
  else if (role == ROLE_RRD_WRITER)
    history_writer_is_down(pipeline->history);
  else if (role == ROLE_RRD_READER)
    history_reader_is_down(pipeline->history);
  else if (role == ROLE_POLICY)
    evaluation_role_is_down(pipeline->evaluation);
  else if (role == ROLE_NOTIFY)
    program_runs_role_is_down(pipeline->program_runs);
  if (pipeline->feeds[role])
    event_feed_role_is_down(pipeline->feeds[role]);
}

void pipeline_role_died(struct pipeline *pipeline, enum role role, const char *how)
{
  struct finding *finding = role == ROLE_POLICY ? deaths_take(pipeline->deaths, how) : NULL;
  if (finding)
    own_tip_take_news(pipeline->tips, finding, fleet_subject_name(pipeline->options.fleet, finding->subject));
  g_clear_pointer(&finding, finding_free);
}

void pipeline_fleet_is_configured(struct pipeline *pipeline)
{
  evaluation_fleet_is_configured(pipeline->evaluation);
}
