/* The stations up to the tip, and what automation may do about it. */
#include "pipeline/rehearsal_state.h"

#include "pipeline/terms.h"

#include <string.h>

static GVariant *policies_of(const struct rehearsal *rehearsal)
{
  return evaluation_policies(rehearsal->pipeline->evaluation);
}

static const struct fleet *fleet_of(const struct rehearsal *rehearsal)
{
  return rehearsal->pipeline->options.fleet;
}

/* ---- the tip ---------------------------------------------------------------------------------------- */

static void policy_station(struct rehearsal *rehearsal, const char *name)
{
  struct policy_row row;
  g_autofree char *text = NULL;
  if (!rehearsal->pipeline->is_up[ROLE_POLICY]) {
    rehearsal_end_at(rehearsal, name, NULL, "provost-policy is not there, so that no policy judges: provost status says why");
  } else if (!policy_row_find(policies_of(rehearsal), rehearsal->policy, &rehearsal->row)) {
    text = g_strdup_printf("no pack that is loaded has a policy %s: provost policy list names them", rehearsal->policy);
    rehearsal_end_at(rehearsal, name, "packs", text);
  } else {
    policy_row_read(policies_of(rehearsal), rehearsal->row, &row);
    text = g_strdup_printf("policy %s is %s%s%s; provost policy enable %s lets it run", row.name, policy_state_name(row.state),
                           *row.reason ? ": " : "", row.reason, row.name);
    if (row.state != POLICY_ACTIVE)
      rehearsal_end_at(rehearsal, name, NULL, text);
    else
      rehearsal_tell(rehearsal, name, STATION_OK, NULL, "policy %s of pack %s %s runs", row.name, row.pack, row.version);
  }
}

/* "h1 is a host of cluster lab, up" */
static char *describe_subject(const struct rehearsal *rehearsal, const struct object *object)
{
  const struct fleet *fleet = fleet_of(rehearsal);
  const char *name = fleet_subject_name(fleet, rehearsal->subject);
  const struct guest *guest = object->kind == SUBJECT_GUEST ? fleet_guest(fleet, object->key) : NULL;
  const struct host *host = object->kind == SUBJECT_HOST ? fleet_host(fleet, object->key) : NULL;
  if (guest)
    return g_strdup_printf("%s is a guest, %s on %s", name, guest_state_name(guest->state), guest->host ? guest->host : "no host that is known");
  if (host)
    return g_strdup_printf("%s is a host of cluster %s, %s", name, host->cluster, host_state_name(host));
  return g_strdup_printf("%s is a %s", name, subject_kind_name(object->kind));
}

static void subject_station(struct rehearsal *rehearsal, const char *name)
{
  struct policy_row row;
  struct object object;
  policy_row_read(policies_of(rehearsal), rehearsal->row, &row);
  gboolean is_there = rehearsal->subject && object_parse(rehearsal->subject, &object) &&
                      fleet_has_subject(fleet_of(rehearsal), rehearsal->subject);
  g_autofree char *text = is_there ? describe_subject(rehearsal, &object)
                                   : g_strdup_printf("nothing called %s is known: provost hosts and provost guests list what is", rehearsal->asked);
  g_autofree char *wrong = g_strdup_printf("%s, and policy %s is about a %s", text, row.name,
                                           row.subject < SUBJECT_KINDS ? subject_kind_name(row.subject) : "kind that is not known");
  if (!is_there)
    rehearsal_end_at(rehearsal, name, "clusters", text);
  else if (object.kind != row.subject)
    rehearsal_end_at(rehearsal, name, NULL, wrong);
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "%s", text);
}

/* Of what the policy reads of the subject itself, how much is known; a policy may do without some of it. */
static void data_station(struct rehearsal *rehearsal, const char *name)
{
  g_autoptr(GVariant) needs = policy_row_needs(policies_of(rehearsal), rehearsal->row);
  g_autoptr(GString) unknown = g_string_new(NULL);
  struct object object;
  guint known = 0;
  object_parse(rehearsal->subject, &object);
  for (gsize i = 0; i < g_variant_n_children(needs); i++) {
    guint16 metric;
    g_variant_get_child(needs, i, "(qu)", &metric, NULL);
    if (metric >= metric_count() || metric_get(metric)->class != object.class)
      continue;
    struct value value = fleet_value(fleet_of(rehearsal), rehearsal->subject, metric);
    known += value.reading.state == READING_KNOWN ? 1 : 0;
    if (value.reading.state != READING_KNOWN)
      g_string_append_printf(unknown, "%s%s is unknown (%s)", unknown->len ? ", " : "", metric_get(metric)->name,
                             reading_state_name(value.reading.state));
  }
  gboolean is_blind = known == 0 && unknown->len > 0;
  rehearsal_tell(rehearsal, name, is_blind ? STATION_STOP : STATION_OK, NULL, "%s%s",
                 is_blind ? "the policy has nothing to judge: " : "what the policy reads of it is known",
                 is_blind ? unknown->str : "");
}

static void wanted_station(struct rehearsal *rehearsal, const char *name)
{
  struct automation automation = fleet_automation(fleet_of(rehearsal), rehearsal->subject, rehearsal->policy);
  if (automation.level == AUTOMATION_OFF)
    rehearsal_tell(rehearsal, name, STATION_STOP, automation.setting, "automation is off there, so that no tip is raised");
  else
    rehearsal_tell(rehearsal, name, STATION_OK, automation.setting, "tips are raised about it");
}

/* A tip of the same policy and subject that was put away; or NULL. */
static const struct tip *tip_that_holds_back(const struct rehearsal *rehearsal)
{
  g_autoptr(GPtrArray) tips = tipbook_list(rehearsal->pipeline->tips);
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (tip->is_test || strcmp(tip->policy, rehearsal->policy) != 0 || strcmp(tip->subject, rehearsal->subject) != 0)
      continue;
    gint64 now_us = clock_wall_us(rehearsal->pipeline->options.clock);
    gboolean holds = tip->state == TIP_DISMISSED && (tip->snoozed_until_us == 0 || tip->snoozed_until_us > now_us);
    return holds ? tip : NULL; /* only the newest counts */
  }
  return NULL;
}

static void held_back_station(struct rehearsal *rehearsal, const char *name)
{
  const struct tip *held = tip_that_holds_back(rehearsal);
  if (held)
    rehearsal_tell(rehearsal, name, STATION_STOP, NULL, "tip %" G_GUINT64_FORMAT " was dismissed by %s (%s) and holds new ones back%s", held->id,
                   held->state_by, held->state_reason, held->snoozed_until_us ? " for a while" : " until its condition was clear once");
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "no tip that was dismissed holds new ones back");
}

static void tip_station(struct rehearsal *rehearsal, const char *name)
{
  g_autoptr(GError) error = NULL;
  rehearsal->tip_id = tipbook_raise_test(rehearsal->pipeline->tips, test_tip_new(rehearsal), rehearsal->by, &error);
  if (rehearsal->tip_id)
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "tip %" G_GUINT64_FORMAT " was opened and stored, marked as a test", rehearsal->tip_id);
  else
    rehearsal_end_at(rehearsal, name, NULL, error->message);
}

/* ---- what automation may --------------------------------------------------------------------------------------- */

struct automation_rows {
  struct rehearsal *rehearsal;
  gboolean is_automatic; /* the level lets it act: what keeps it else stops the tip */
};

/* What the remedy is, the plan says. */
static void take_row(const char *row, const char *why, gpointer user)
{
  const struct automation_rows *rows = user;
  g_autofree char *station = g_strdup_printf("automation: %s", row);
  const char *name = g_intern_string(station);
  if (!why)
    rehearsal_tell(rows->rehearsal, name, STATION_OK, NULL, "nothing keeps automation from it");
  else
    rehearsal_tell(rows->rehearsal, name, rows->is_automatic && strcmp(row, "remedy") != 0 ? STATION_STOP : STATION_WAITS, NULL,
                   "a person must accept it: %s", why);
}

/* Whether it is automation's to take such a tip, and nobody's who plays it. */
static gboolean is_automatic(const struct rehearsal *rehearsal)
{
  return !rehearsal->apply &&
         fleet_automation(fleet_of(rehearsal), rehearsal->subject, rehearsal->policy).level == AUTOMATION_APPLY;
}

static void automation_station(struct rehearsal *rehearsal, const char *name)
{
  (void)name;
  struct automation_rows rows = {rehearsal, is_automatic(rehearsal)};
  pipeline_each_wait(rehearsal->pipeline, rehearsal_tip(rehearsal), take_row, &rows);
}

static void dry_run_station(struct rehearsal *rehearsal, const char *name)
{
  g_autofree char *setting = terms_dry_run(fleet_of(rehearsal), rehearsal_tip(rehearsal));
  if (setting)
    rehearsal_tell(rehearsal, name, is_automatic(rehearsal) ? STATION_STOP : STATION_WAITS, setting,
                   "automation only says what it would do");
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "automation does what it says");
}

static void approvals_station(struct rehearsal *rehearsal, const char *name)
{
  guint needed = terms_approvals(fleet_of(rehearsal), rehearsal_tip(rehearsal));
  if (needed > 1)
    rehearsal_tell(rehearsal, name, STATION_WAITS, NULL, "its approvals: %u people must accept it together", needed);
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "a person who accepts it does so alone");
}

void stations_before_plan(struct rehearsal *rehearsal)
{
  static const struct station stations[] = {
      {"policy", policy_station},         {"subject", subject_station}, {"data", data_station},
      {"level", wanted_station},          {"held back", held_back_station}, {"tip", tip_station},
      {"automation", automation_station}, {"dry run", dry_run_station}, {"approvals", approvals_station},
  };
  stations_play(rehearsal, stations, G_N_ELEMENTS(stations));
}
