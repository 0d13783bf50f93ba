#pragma once
/*
 * The pipeline joins the stages, and alone knows their order: samples go to the fleet, to history and to
 * the policies; a finding goes to the tip book; an accepted tip is planned and acted upon; the outcome
 * goes back to the tip. It knows the roles only by their channels, which the daemon (or a simulation)
 * opens and closes. Core's thread; never blocks: plans are computed in a worker.
 */
#include "action/actions.h"
#include "config/capabilities.h"
#include "config/pack_traps.h"
#include "model/alert_map.h"
#include "model/event_book.h"
#include "model/trap_book.h"
#include "pipeline/acknowledge.h"
#include "pipeline/dirty_rates.h"
#include "pipeline/held.h"
#include "pipeline/history.h"
#include "pipeline/outward.h"
#include "pipeline/planning.h"
#include "tips/tipbook.h"
#include "wire/channel.h"

struct pipeline;

struct pipeline_options {
  const struct clock *clock;
  struct fleet *fleet;
  struct journal *journal;
  struct event_book *events; /* is told what becomes of tips and actions */
  const char *held_file; /* held.h */
  const char *pause_file; /* pausing.h */
  struct channel **channels; /* ROLES of them, by enum role; open while the role is there */
  /* Of the pack of that name, NULL where there is none; borrowed. What a finding proposes beyond them is not kept. */
  const struct capabilities *(*capabilities)(const char *pack, gpointer user);
  /* What a trap of that OID means; borrowed until packs are read anew. FALSE: no pack knows it. NULL: none ever. */
  gboolean (*trap_meaning)(const char *oid, struct trap_meaning *meaning, gpointer user);
  /* Kills a role that holds things up; it is started again. */
  void (*kill_role)(enum role role, const char *why, gpointer user);
  gpointer user;
};

struct pipeline *pipeline_new(const struct pipeline_options *options, GError **error);
void pipeline_free(struct pipeline *pipeline);

/* A role is there and configured, or gone. */
void pipeline_role_is_up(struct pipeline *pipeline, enum role role);
void pipeline_role_is_down(struct pipeline *pipeline, enum role role);

/* The process of a role ended without an order: `how` as in "killed by signal 9". It is down by then, and will be
 * started again. */
void pipeline_role_died(struct pipeline *pipeline, enum role role, const char *how);

/* The fleet has become that of another configuration. */
void pipeline_fleet_is_configured(struct pipeline *pipeline);

/* provost-policy was told of other packs, settings or policies that shall not run. */
void pipeline_policy_is_reconfigured(struct pipeline *pipeline);

/* What a source of alerts says, taken in any case: finds whom it is about, keeps it, and calls `done` exactly once, when it is
 * stored for good or was refused, perhaps from within; NULL: nobody waits. An alert whose subject nobody knows has subject NULL, and
 * is kept, too. */
typedef void (*pipeline_alert_done)(const struct alert *alert, const GError *error, gpointer user);
void pipeline_take_alert(struct pipeline *pipeline, struct alert_report *report, pipeline_alert_done done, gpointer user);

/* Other rules say whom alerts mean. */
void pipeline_alerts_are_mapped_anew(struct pipeline *pipeline);

/* A trap that somebody passes on, taken. `done` is called exactly once, later: with the trap as it is stored, or why it is not. */
typedef void (*pipeline_trap_done)(const struct trap_record *trap, const GError *error, gpointer user);
void pipeline_take_trap(struct pipeline *pipeline, struct trap_record *trap, pipeline_trap_done done, gpointer user);

/* What becomes of tips that somebody acknowledges there; until then nothing does. */
void pipeline_set_acknowledge(struct pipeline *pipeline, const struct acknowledge_terms *nagios, const struct acknowledge_terms *icinga);

/* A message of a role; `body` is borrowed. */
void pipeline_take_message(struct pipeline *pipeline, enum role role, enum message_kind kind, GVariant *body);

/* Whether the role is told what happens (EVENT); one that is asked of here may be. From now on. */
void pipeline_tell_events(struct pipeline *pipeline, enum role role, gboolean is_wanted);

/* Provost has started, or is about to stop: told as an event. */
void pipeline_tell_life(struct pipeline *pipeline, const char *what);

/* Once an interval, shortly after the grid point `stamp_sec`: what is due is evaluated, measured, asked
 * again. And once a second: what waits for somebody's answer looks at the clock. */
void pipeline_take_interval(struct pipeline *pipeline, gint64 stamp_sec);
void pipeline_take_second(struct pipeline *pipeline);

/* An operator's move: planned in a worker, then, unless `dry_run`, ordered. `done` is called exactly once:
 * with a plan (and the action's id), or with an error. `to` NULL: the best host. */
struct move_order {
  const char *guest, *to, *by;
  enum move_method method;
  gboolean dry_run;
  const char *const *excluded; /* names of hosts, NULL-terminated; NULL: none */
};
typedef void (*move_done)(const struct plan *plan, guint64 action_id, const GError *error, gpointer call);
void pipeline_move(struct pipeline *pipeline, const struct move_order *order, move_done done, gpointer call);

/* A host is given no new guests, or is given guests again (pipeline/restrict.h); done at once: the action's id, 0 with error. */
guint64 pipeline_restrict(struct pipeline *pipeline, const char *host, const char *reason, const char *by, GError **error);
guint64 pipeline_release(struct pipeline *pipeline, const char *host, const char *by, GError **error);

/* The same, and the host's guests leave it (pipeline/campaign.h); begun: the action's id, 0 with error. */
guint64 pipeline_evacuate(struct pipeline *pipeline, const char *host, const char *reason, const char *by, GError **error);

/* Only plans: a guest is meant by name or UUID, the answer as above, without an action. */
struct plan_question;
void pipeline_plan(struct pipeline *pipeline, const struct plan_question *question, move_done done, gpointer call);
/* Plans, and carries the plan out (pipeline/campaign.h): `done` gets the action's id, 0 where nobody is to be moved. */
void pipeline_carry_out(struct pipeline *pipeline, const struct plan_question *question, const char *by, move_done done,
                        gpointer call);

/* Orders a picture of history, to which the thresholds of the policies that judge its metrics are added. `done` as
 * for history_graph. */
void pipeline_graph(struct pipeline *pipeline, struct graph *graph, history_done done, gpointer user);

/* From what value on the settings with which the tip was found call the metric so severe. FALSE: its policy does not run, or its
 * settings do not say so of this metric. */
struct tip_threshold {
  enum metric_id metric;
  enum severity severity;
};
gboolean pipeline_threshold(const struct pipeline *pipeline, const struct tip *tip, const struct tip_threshold *asked, double *value);

/* Measures how fast a guest (name or UUID) writes to its memory, unless an action on it is under way. */
void pipeline_dirty_rate(struct pipeline *pipeline, const char *guest, guint seconds, dirty_rate_done done,
                         gpointer user);

/* From now on: how many of its own moves automation takes back, and how tips come and go. */
void pipeline_set_terms(struct pipeline *pipeline, guint undo_per_hour, const struct tipbook_terms *terms);

/* The same of what a Nagios and an Icinga are told. */
void pipeline_set_outward(struct pipeline *pipeline, const struct outward_terms *terms);

/* Automation begins nothing more, also after a restart, until it is let go on. As pausing.h. */
gboolean pipeline_pause(struct pipeline *pipeline, const char *by, const char *reason, GError **error);
gboolean pipeline_resume(struct pipeline *pipeline, const char *by, GError **error);

/* Why automation does not take the unfinished tip now, in a sentence; NULL: it is not its turn, or nothing keeps it. Caller
 * frees. */
char *pipeline_why_waits(const struct pipeline *pipeline, const struct tip *tip);

/* The parts others may look at. Owned by the pipeline. */
struct alert_map *pipeline_alert_map(struct pipeline *pipeline); /* also to be configured; then _alerts_are_mapped_anew */
struct tipbook *pipeline_tips(struct pipeline *pipeline);
const struct trap_book *pipeline_traps(const struct pipeline *pipeline);
GVariant *pipeline_trap_listening(const struct pipeline *pipeline); /* the last TRAP_LISTENING body, or NULL; borrowed */
struct actions *pipeline_actions(struct pipeline *pipeline);
struct history *pipeline_history(struct pipeline *pipeline);
GVariant *pipeline_settings(const struct pipeline *pipeline); /* the last SETTINGS body, or NULL; borrowed */
GVariant *pipeline_policies(const struct pipeline *pipeline); /* the last POLICIES body, or NULL; borrowed */
const struct verdict_book *pipeline_verdicts(const struct pipeline *pipeline);
struct held *pipeline_held(const struct pipeline *pipeline); /* the policies that POLICY_CONFIGURE must name */
/* How far behind the grid things are: the slowest samples of the last whole interval and of this one, from
 * their stamp to their arrival here; how long the last evaluation took, and how long ago it ended. -1: none yet. */
struct pipeline_lag {
  gint64 samples_ms, samples_now_ms, evaluation_ms, evaluation_age_ms;
};
struct pipeline_lag pipeline_lag(const struct pipeline *pipeline);
guint64 pipeline_missed_events(const struct pipeline *pipeline, enum role role); /* that the role was never told of */
guint64 pipeline_rejected(const struct pipeline *pipeline);   /* values from roles that made no sense */
