#include "daemon/verbs.h"

#include "daemon/canary_json.h"
#include "daemon/core.h"
#include "daemon/doctor.h"
#include "daemon/policy_json.h"
#include "daemon/reserves.h"
#include "daemon/status.h"
#include "pipeline/propose.h"
#include "pipeline/rehearsal.h"
#include "pipeline/why.h"

struct fetch_call {
  serve_series_done done;
  gpointer call;
};

static void on_series(GVariant *series, const GError *error, gpointer user)
{
  g_autofree struct fetch_call *fetch = user;
  if (error) {
    fetch->done(NULL, error, fetch->call);
    return;
  }
  struct series_points points;
  guint16 metric;
  g_autoptr(GVariant) values = NULL;
  g_variant_get(series, "(t&sqxu@ads)", NULL, &points.object, &metric, &points.from_sec, &points.step_sec,
                &values, NULL);
  points.metric = metric;
  points.values = g_variant_get_fixed_array(values, &points.n, sizeof *points.values);
  fetch->done(&points, NULL, fetch->call);
}

static void verb_fetch(const struct series_query *query, serve_series_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  struct fetch_call *fetch = g_new(struct fetch_call, 1);
  *fetch = (struct fetch_call){done, call};
  const struct history_question question = {query->object, query->metric, query->from_sec, query->to_sec,
                                            query->step_sec};
  history_fetch(pipeline_history(core->pipeline), &question, on_series, fetch);
}

struct flush_call {
  const struct core *core;
  serve_flush_done done;
  gpointer call;
};

static void on_flushed(GVariant *nothing, const GError *error, gpointer user)
{
  (void)nothing;
  g_autofree struct flush_call *flush = user;
  g_autofree char *directory = g_build_filename(flush->core->config->state_dir, "rrd", NULL);
  flush->done(error ? NULL : directory, error, flush->call);
}

static void verb_flush(serve_flush_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  struct flush_call *flush = g_new(struct flush_call, 1);
  *flush = (struct flush_call){core, done, call};
  history_flush(pipeline_history(core->pipeline), on_flushed, flush);
}

struct graph_call {
  serve_picture_done done;
  gpointer call;
};

static void on_picture(GVariant *picture, const GError *error, gpointer user)
{
  g_autofree struct graph_call *graph = user;
  if (error) {
    graph->done(NULL, 0, error, graph->call);
    return;
  }
  gsize size;
  g_autoptr(GVariant) png = g_variant_get_child_value(picture, 1);
  gconstpointer bytes = g_variant_get_fixed_array(png, &size, 1);
  graph->done(bytes, size, NULL, graph->call);
}

static void verb_graph(struct graph *graph, serve_picture_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  struct graph_call *waiting = g_new(struct graph_call, 1);
  *waiting = (struct graph_call){done, call};
  pipeline_graph(core->pipeline, graph, on_picture, waiting);
}

static void verb_move(const struct move_request *request, const char *by, serve_plan_done done, gpointer call,
                      gpointer user)
{
  struct core *core = user;
  const struct move_order order = {request->guest, request->to, by, request->method, request->dry_run,
                                    request->excluded};
  pipeline_move(core->pipeline, &order, done, call);
}

static void verb_plan(const struct plan_question *question, serve_plan_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  pipeline_plan(core->pipeline, question, done, call);
}

static void verb_carry_out(const struct plan_question *question, const char *by, serve_plan_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  pipeline_carry_out(core->pipeline, question, by, done, call);
}

static gboolean verb_pause(const char *reason, const char *by, gpointer user, GError **error)
{
  struct core *core = user;
  return pipeline_pause(core->pipeline, by, reason, error);
}

static gboolean verb_resume(const char *by, gpointer user, GError **error)
{
  struct core *core = user;
  return pipeline_resume(core->pipeline, by, error);
}

static char *verb_why_waits(const struct tip *tip, gpointer user)
{
  const struct core *core = user;
  return pipeline_why_waits(core->pipeline, tip);
}

static void verb_rehearse(const struct rehearsal_request *request, serve_json_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  const struct rehearsal_order order = {request->policy, request->asked, request->subject, request->by, request->apply};
  rehearse(core->pipeline, &order, done, call);
}

static gboolean verb_threshold(const struct tip *tip, const struct evidence *evidence, enum severity severity, double *value,
                               gpointer user)
{
  const struct core *core = user;
  return pipeline_threshold(core->pipeline, tip, &(struct tip_threshold){evidence->metric, severity}, value);
}

struct propose_call {
  serve_proposal_done done;
  gpointer call;
};

static void on_proposed(struct proposal *proposal, const GError *error, gpointer user)
{
  g_autofree struct propose_call *asked = user;
  asked->done(proposal, error, asked->call);
  g_clear_pointer(&proposal, proposal_free);
}

static void verb_propose(guint64 tip_id, const char *by, serve_proposal_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  struct propose_call *asked = g_new(struct propose_call, 1);
  *asked = (struct propose_call){done, call};
  propose(core->pipeline, tip_id, by, on_proposed, asked);
}

static void verb_take_alert(struct alert_report *report, serve_alert_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  pipeline_take_alert(core->pipeline, report, done, call);
}

static json_t *verb_why(const char *subject, gpointer user)
{
  const struct core *core = user;
  return pipeline_why(core->pipeline, subject);
}

static guint64 verb_evacuate_host(const struct host_order *order, gpointer user, GError **error)
{
  struct core *core = user;
  return pipeline_evacuate(core->pipeline, order->host, order->reason, order->by, error);
}

static guint64 verb_restrict_host(const struct host_order *order, gpointer user, GError **error)
{
  struct core *core = user;
  return pipeline_restrict(core->pipeline, order->host, order->reason, order->by, error);
}

static guint64 verb_release_host(const struct host_order *order, gpointer user, GError **error)
{
  struct core *core = user;
  return pipeline_release(core->pipeline, order->host, order->by, error);
}

static void verb_pass_trap(struct trap_record *trap, serve_trap_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  pipeline_take_trap(core->pipeline, trap, done, call);
}

static void verb_dirty_rate(const char *guest, guint seconds, serve_dirty_rate_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  pipeline_dirty_rate(core->pipeline, guest, seconds, done, call);
}

static void verb_reload(gboolean dry_run, const char *by, serve_reload_done done, gpointer call, gpointer user)
{
  core_reload(user, &(struct reload_order){.by = by, .dry_run = dry_run}, done, call);
}

static void verb_reserves(serve_json_done done, gpointer call, gpointer user)
{
  const struct core *core = user;
  reserves_check(core->fleet, done, call);
}

static json_t *verb_status(gpointer user)
{
  return status_to_json(user);
}

static json_t *verb_doctor(const struct serve_page *page, gpointer user)
{
  return doctor_to_json(user, page);
}

static json_t *verb_policies(const struct serve_page *page, gpointer user)
{
  return policies_to_json(user, page);
}

static json_t *verb_policy(const char *name, gpointer user)
{
  return policy_to_json(user, name);
}

static json_t *verb_canaries(gpointer user)
{
  return canaries_to_json(user);
}

static void verb_policies_reload(const char *by, serve_json_done done, gpointer call, gpointer user)
{
  struct core *core = user;
  policies_reload(core->policies, by, done, call);
}

static void verb_policy_switch(const struct policy_switch *asked, const char *by, serve_json_done done, gpointer call,
                               gpointer user)
{
  struct core *core = user;
  const struct policy_order order = {asked->policy, asked->enable, by, asked->why};
  policies_switch(core->policies, &order, done, call);
}

const struct serve_verbs *core_verbs(void)
{
  static const struct serve_verbs verbs = {
      .move = verb_move,
      .plan = verb_plan,
      .restrict_host = verb_restrict_host,
      .release_host = verb_release_host,
      .evacuate_host = verb_evacuate_host,
      .carry_out = verb_carry_out,
      .pause = verb_pause,
      .resume = verb_resume,
      .why_waits = verb_why_waits,
      .rehearse = verb_rehearse,
      .threshold = verb_threshold,
      .propose = verb_propose,
      .take_alert = verb_take_alert,
      .why = verb_why,
      .fetch = verb_fetch,
      .flush = verb_flush,
      .graph = verb_graph,
      .dirty_rate = verb_dirty_rate,
      .pass_trap = verb_pass_trap,
      .reserves = verb_reserves,
      .reload = verb_reload,
      .status = verb_status,
      .doctor = verb_doctor,
      .policies = verb_policies,
      .policy = verb_policy,
      .canaries = verb_canaries,
      .policies_reload = verb_policies_reload,
      .policy_switch = verb_policy_switch,
  };
  return &verbs;
}
