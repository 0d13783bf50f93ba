#include "pipeline/why.h"

#include "base/quantity.h"
#include "model/object.h"
#include "pipeline/parts.h"
#include "pipeline/terms.h"
#include "wire/policy_row.h"

#include <string.h>

#define HOUR_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)

/* What is asked about: a guest, or a host. */
struct asked {
  struct pipeline *pipeline;
  const struct fleet *fleet;
  const char *subject;
  const struct guest *guest; /* NULL: it is a host */
  const struct host *host;   /* itself, or where the guest is; NULL: nobody knows */
  const struct cluster *cluster;
  json_t *lines;
};

static void tell(const struct asked *asked, const char *about, const char *setting, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void tell(const struct asked *asked, const char *about, const char *setting, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  json_array_append_new(asked->lines, json_pack("{s:s, s:s, s:s?}", "about", about, "text", valid, "setting", setting));
}

static char *ago(const struct asked *asked, gint64 wall_us)
{
  gint64 age_us = MAX(clock_wall_us(asked->pipeline->options.clock) - wall_us, 0);
  return span_format((double)age_us / G_USEC_PER_SEC);
}

/* ---- now ---- */

static void tell_guest(const struct asked *asked)
{
  const struct guest *guest = asked->guest;
  const char *owner = fleet_owner(asked->fleet, guest);
  if (asked->host)
    tell(asked, "now", NULL, "guest %s is %s on %s, in cluster %s", guest->name, guest_state_name(guest->state), asked->host->name,
         asked->host->cluster);
  else
    tell(asked, "now", NULL, "guest %s is %s, and no host says where", guest->name, guest_state_name(guest->state));
  if (owner && *owner)
    tell(asked, "others", "clusters[].migration.managed", "%s looks after guest %s", owner, guest->name);
}

static void tell_host(const struct asked *asked)
{
  const struct restriction *restriction = fleet_restriction(asked->fleet, asked->host->name);
  g_autofree char *how = restriction ? restriction_text(restriction) : NULL;
  tell(asked, "now", NULL, "host %s of cluster %s is %s", asked->host->name, asked->host->cluster, host_state_name(asked->host));
  if (how)
    tell(asked, "now", NULL, "host %s is %s: it is given no new guests; provost release %s ends that", asked->host->name, how,
         asked->host->name);
}

static void tell_now(const struct asked *asked)
{
  if (asked->guest)
    tell_guest(asked);
  else
    tell_host(asked);
}

/* ---- what was done ---- */

static gboolean concerns(const struct asked *asked, const struct action *action)
{
  const struct move *move = action->move;
  if (asked->guest)
    return move && g_str_equal(move->guest_uuid, asked->guest->uuid);
  const char *host = asked->host->name;
  return move ? g_str_equal(move->from, host) || g_strcmp0(move->to, host) == 0 : g_str_equal(action->target, host);
}

static char *for_what(const struct asked *asked, const struct action *action)
{
  const struct tip *tip = action->tip_id ? tipbook_tip(asked->pipeline->tips, action->tip_id) : NULL;
  if (tip)
    return g_strdup_printf(", for tip %" G_GUINT64_FORMAT " (%s)", tip->id, tip->text);
  return action->parent_id ? g_strdup_printf(", as a part of action %" G_GUINT64_FORMAT, action->parent_id) : g_strdup("");
}

static void tell_action(const struct asked *asked, const struct action *action)
{
  g_autofree char *what = action_describe(action), *why = for_what(asked, action);
  g_autofree char *when = ago(asked, action->ended_us ? action->ended_us : action->started_us);
  const char *said = action->error[0] ? action->error : action->check;
  tell(asked, "action", NULL, "action %" G_GUINT64_FORMAT ", %s, by %s%s: %s %s%s%s%s%s", action->id, what, action->by, why,
       action_state_name(action->state), action->ended_us ? "" : "for ", when, action->ended_us ? " ago" : "",
       *said ? ": " : "", said);
}

static void tell_actions(const struct asked *asked)
{
  g_autoptr(GPtrArray) list = actions_list(asked->pipeline->actions);
  guint n = 0;
  for (guint i = 0; i < list->len && n < WHY_ACTIONS; i++)
    if (concerns(asked, list->pdata[i])) {
      tell_action(asked, list->pdata[i]);
      n++;
    }
  if (n == 0)
    tell(asked, "action", NULL, "provost has done nothing to it lately");
}

/* ---- tips and what keeps automation from them ---- */

static gboolean is_about(const struct asked *asked, const struct tip *tip)
{
  g_autofree char *host = asked->host ? subject_format(SUBJECT_HOST, asked->host->name) : NULL;
  return g_str_equal(tip->subject, asked->subject) || g_strcmp0(tip->subject, host) == 0;
}

static void tell_tips(const struct asked *asked)
{
  g_autoptr(GPtrArray) tips = tipbook_list(asked->pipeline->tips);
  guint n = 0;
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (tip_is_finished(tip) || !is_about(asked, tip))
      continue;
    g_autofree char *waits = pipeline_why_waits(asked->pipeline, tip);
    tell(asked, "tip", NULL, "tip %" G_GUINT64_FORMAT " (%s) is %s%s%s%s%s", tip->id, tip->text, tip_state_name(tip->state),
         tip->state_reason[0] ? ": " : "", tip->state_reason, waits ? "; it waits for people: " : "", waits ? waits : "");
    n++;
  }
  if (n == 0)
    tell(asked, "tip", NULL, "no tip is open about it: no policy finds anything wrong");
}

static void tell_windows(const struct asked *asked)
{
  g_autoptr(GPtrArray) subjects = g_ptr_array_new();
  g_ptr_array_add(subjects, (gpointer)asked->subject);
  g_autoptr(GPtrArray) places = fleet_automation_places(asked->fleet, subjects, NULL);
  for (guint i = 0; i < places->len; i++) {
    const struct automation_place *place = places->pdata[i];
    g_autofree char *setting = g_strconcat(place->setting, ".windows", NULL);
    g_autofree char *closed = terms_window(asked->fleet, place, clock_wall_us(asked->pipeline->options.clock));
    if (closed)
      tell(asked, "automation", setting, "%s", closed);
  }
}

static void tell_automation(const struct asked *asked)
{
  struct automation automation = fleet_automation(asked->fleet, asked->subject, NULL);
  const struct pause *pause = fleet_paused(asked->fleet);
  g_autofree char *paused = pause ? pause_text(pause) : NULL;
  if (automation.level != AUTOMATION_APPLY)
    tell(asked, "automation", automation.setting, "automation does nothing here by itself: its level is %s",
         automation_level_name(automation.level));
  if (paused)
    tell(asked, "automation", NULL, "%s", paused);
  g_autofree char *downtime = fleet_downtime(asked->fleet, asked->subject);
  if (downtime)
    tell(asked, "automation", NULL, "%s: automation leaves it alone until that ends", downtime);
  tell_windows(asked);
}

static void tell_hold_down(const struct asked *asked)
{
  double moved_sec = fleet_moved_sec(asked->fleet, asked->guest->uuid);
  double left_sec = asked->cluster->budgets.hold_down_ms / 1000.0 - moved_sec;
  g_autofree char *left = left_sec > 0 ? span_format(left_sec) : NULL;
  if (left)
    tell(asked, "automation", "clusters[].automation.hold_down", "it was moved lately: automation leaves it where it is for %s",
         left);
}

static void tell_budget(const struct asked *asked)
{
  g_autoptr(GPtrArray) list = actions_list(asked->pipeline->actions);
  gint64 since_us = clock_wall_us(asked->pipeline->options.clock) - HOUR_US;
  guint n = 0, limit = asked->cluster->budgets.per_guest;
  for (guint i = 0; i < list->len; i++) {
    const struct action *action = list->pdata[i];
    n += action->kind == ACTION_MOVE && action->state == ACTION_DONE && action->started_us > since_us && concerns(asked, action);
  }
  if (limit > 0 && n >= limit)
    tell(asked, "automation", "clusters[].automation.moves_per_guest",
         "it was moved %u times within an hour, and with %u automation begins no further move", n, limit);
}

static void tell_limits(const struct asked *asked)
{
  if (!asked->guest)
    return;
  const char *hold = fleet_foreign_hold(asked->fleet, asked->guest->uuid);
  if (hold)
    tell(asked, "others", "automation.foreign_hold", "%s: automation leaves it alone for now", hold);
  if (asked->cluster) {
    tell_hold_down(asked);
    tell_budget(asked);
  }
}

static void tell_claim(const struct asked *asked)
{
  g_autofree char *refusal = asked->host ? fleet_claim_refusal(asked->fleet, asked->host->name) : NULL;
  if (refusal)
    tell(asked, "others", NULL, "%s", refusal);
}

/* ---- what nobody judges ---- */

static void tell_policies(const struct asked *asked)
{
  GVariant *policies = pipeline_policies(asked->pipeline);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_ACTIVE)
      tell(asked, "policy", NULL, "policy %s is %s, so that it finds nothing%s%s; provost policy show %s says more", row.name,
           policy_state_name(row.state), *row.reason ? ": " : "", row.reason, row.name);
  }
}

static void tell_data(const struct asked *asked)
{
  static const enum metric_id of_hosts[] = {METRIC_HOST_CPU_BUSY_PCT, METRIC_HOST_MEM_AVAILABLE_BYTES};
  static const enum metric_id of_guests[] = {METRIC_GUEST_CPU_USED_PCT};
  const enum metric_id *metrics = asked->guest ? of_guests : of_hosts;
  guint n = asked->guest ? G_N_ELEMENTS(of_guests) : G_N_ELEMENTS(of_hosts);
  for (guint i = 0; i < n; i++) {
    struct value value = fleet_value(asked->fleet, asked->subject, metrics[i]);
    if (value.reading.state != READING_KNOWN)
      tell(asked, "data", NULL, "%s is unknown (%s), and on what is unknown nothing is decided", metric_get(metrics[i])->name,
           reading_state_name(value.reading.state));
  }
}

json_t *pipeline_why(struct pipeline *pipeline, const char *subject)
{
  static void (*const parts[])(const struct asked *) = {tell_now,    tell_actions, tell_tips,     tell_automation,
                                                        tell_limits, tell_claim,   tell_policies, tell_data};
  const struct fleet *fleet = pipeline->options.fleet;
  const char *uuid = subject_key(subject, SUBJECT_GUEST);
  struct asked asked = {pipeline, fleet, subject, uuid ? fleet_guest(fleet, uuid) : NULL, NULL, NULL, json_array()};
  const char *host = uuid ? (asked.guest ? asked.guest->host : NULL) : subject_key(subject, SUBJECT_HOST);
  asked.host = host ? fleet_host(fleet, host) : NULL;
  asked.cluster = asked.host ? fleet_cluster(fleet, asked.host->cluster) : NULL;
  for (guint i = 0; (asked.guest || asked.host) && i < G_N_ELEMENTS(parts); i++)
    parts[i](&asked);
  return asked.lines;
}
