#include "pipeline/rehearsal.h"

#include "base/error.h"
#include "pipeline/propose.h"
#include "pipeline/rehearsal_state.h"

static const char *const state_names[STATION_STATES] = {"ok", "waits", "stop", "skipped"};

static void add_line(struct rehearsal *rehearsal, const char *station, enum station_state state, const char *setting,
                     const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  json_array_append_new(rehearsal->stations, json_pack("{s:s, s:s, s:s, s:s?}", "station", station, "state", state_names[state],
                                                       "text", valid, "setting", setting));
  if (state == STATION_STOP && !rehearsal->stopped_at)
    rehearsal->stopped_at = station;
}

void rehearsal_tell(struct rehearsal *rehearsal, const char *station, enum station_state state, const char *setting,
                    const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  add_line(rehearsal, station, state, setting, text);
}

void rehearsal_end_at(struct rehearsal *rehearsal, const char *station, const char *setting, const char *why)
{
  add_line(rehearsal, station, STATION_STOP, setting, why);
  rehearsal->is_over = TRUE;
}

void stations_play(struct rehearsal *rehearsal, const struct station *stations, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (rehearsal->is_over)
      rehearsal_tell(rehearsal, stations[i].name, STATION_SKIPPED, NULL, "it does not come here");
    else
      stations[i].play(rehearsal, stations[i].name);
}

const struct tip *rehearsal_tip(const struct rehearsal *rehearsal)
{
  return rehearsal->tip_id ? tipbook_tip(rehearsal->pipeline->tips, rehearsal->tip_id) : NULL;
}

static json_t *report_of(struct rehearsal *rehearsal)
{
  g_autofree char *asked = g_utf8_make_valid(rehearsal->asked, -1), *policy = g_utf8_make_valid(rehearsal->policy, -1);
  json_t *report = json_pack("{s:s, s:s, s:b, s:b, s:s?, s:O}", "policy", policy, "subject", asked, "applied", rehearsal->is_applied,
                             "passed", rehearsal->stopped_at == NULL, "stopped_at", rehearsal->stopped_at, "stations",
                             rehearsal->stations);
  json_object_set_new(report, "tip", rehearsal->tip_id ? json_integer((json_int_t)rehearsal->tip_id) : json_null());
  return report;
}

/* One that was not carried out has no further use. */
static void put_tip_away(const struct rehearsal *rehearsal)
{
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = rehearsal->by, .why = "its test is over, nothing was done"};
  if (rehearsal_tip(rehearsal) && !rehearsal->is_applied &&
      !tipbook_move(rehearsal->pipeline->tips, rehearsal->tip_id, TIP_EVENT_DISMISS, &change, &error))
    g_message("tip %" G_GUINT64_FORMAT ", a test: %s", rehearsal->tip_id, error->message);
}

static void end(struct rehearsal *rehearsal, const GError *error)
{
  if (!error)
    put_tip_away(rehearsal);
  rehearsal->done(error ? NULL : report_of(rehearsal), error, rehearsal->user);
  g_rc_box_release(rehearsal->alive);
  g_clear_pointer(&rehearsal->proposal, proposal_free);
  json_decref(rehearsal->stations);
  g_free(rehearsal->policy);
  g_free(rehearsal->asked);
  g_free(rehearsal->subject);
  g_free(rehearsal->by);
  g_free(rehearsal);
}

static void on_proposed(struct proposal *proposal, const GError *error, gpointer user)
{
  struct rehearsal *rehearsal = user;
  g_autoptr(GError) stopping = NULL;
  rehearsal->proposal = proposal;
  if (!*rehearsal->alive) {
    error_refuse(&stopping, PROVOST_ERROR_UNAVAILABLE, "provostd is stopping");
    end(rehearsal, stopping);
    return;
  }
  if (!proposal)
    rehearsal_end_at(rehearsal, "plan", NULL, error->message);
  stations_from_plan(rehearsal);
  end(rehearsal, NULL);
}

/* Budgets count for automation where it would act, else for the person who accepts. */
static const char *who_accepts(const struct rehearsal *rehearsal)
{
  const struct fleet *fleet = rehearsal->pipeline->options.fleet;
  gboolean is_automatic = !rehearsal->apply &&
                          fleet_automation(fleet, rehearsal->subject, rehearsal->policy).level == AUTOMATION_APPLY;
  return is_automatic ? BY_AUTOMATION : rehearsal->by;
}

void rehearse(struct pipeline *pipeline, const struct rehearsal_order *order, rehearsal_done done, gpointer user)
{
  struct rehearsal *rehearsal = g_new0(struct rehearsal, 1);
  rehearsal->pipeline = pipeline;
  rehearsal->alive = g_rc_box_acquire(pipeline->alive);
  rehearsal->policy = g_strdup(order->policy);
  rehearsal->asked = g_strdup(order->asked);
  rehearsal->subject = g_strdup(order->subject);
  rehearsal->by = g_strdup(order->by);
  rehearsal->apply = order->apply;
  rehearsal->stations = json_array();
  rehearsal->done = done;
  rehearsal->user = user;
  stations_before_plan(rehearsal);
  if (!rehearsal->is_over) {
    propose(pipeline, rehearsal->tip_id, who_accepts(rehearsal), on_proposed, rehearsal);
    return;
  }
  stations_from_plan(rehearsal);
  end(rehearsal, NULL);
}
