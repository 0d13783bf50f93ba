#include "placement/method.h"

#include "base/quantity.h"

#include <math.h>

static char *bytes_text(double bytes)
{
  return size_format(bytes > 0 && bytes < 1e18 ? (guint64)bytes : 0);
}

/* Seconds to a tenth, where a span would be rounded to whole ones. */
static char *seconds_text(double seconds)
{
  return seconds < 10 ? g_strdup_printf("%.1f s", seconds) : span_format(seconds);
}

static void add_forecast(GString *text, const struct forecast *forecast)
{
  g_autofree char *duration = seconds_text(forecast->duration_sec), *downtime = seconds_text(forecast->downtime_sec);
  g_autofree char *bytes = bytes_text(forecast->bytes);
  g_string_append_printf(text, "%s: %s in %s, %s of downtime", move_method_name(forecast->method), bytes, duration,
                         downtime);
  if (forecast->slowed > 0)
    g_string_append_printf(text, ", its processors slowed down by up to %.0f %% meanwhile", forecast->slowed * 100);
}

static void add_assumptions(GString *text, const struct forecast *forecast)
{
  if (forecast->assumes_link)
    g_string_append(text, "; the link's speed is unknown, 1 Gbit/s is reckoned with");
  if (forecast->assumes_dirty)
    g_string_append_printf(text, "; how fast it writes to its memory is unknown, %.0f %% of the link's speed are reckoned with",
                           FORECAST_DIRTY_SHARE * 100);
}

/* Why plain live was left out. */
static void add_live(GString *text, const struct placement_snapshot *snapshot, const struct method_request *request)
{
  const struct placement_guest *guest = snapshot_guest(snapshot, request->guest);
  double link = method_link(snapshot, request->guest, request->to);
  g_autofree char *dirty = bytes_text(guest->dirty_bytes_per_sec);
  g_autofree char *speed = bytes_text(link > 0 ? link : FORECAST_LINK_BYTES_PER_SEC);
  if (guest->dirty_bytes_per_sec >= 0)
    g_string_append_printf(text, "; a live move would not end in time: it writes %s to its memory each second, and %s go over the link",
                           dirty, speed);
  else
    g_string_append_printf(text, "; a live move would not end in time: only %s a second go over the link", speed);
}

static void add_reason(GString *text, const struct method_request *request, const struct method_choice *choice)
{
  g_autofree char *lasts = span_format(request->lasts_sec);
  switch (choice->reason) {
  case BECAUSE_OFF:
    g_string_append(text, "; it does not run, only its definition moves");
    break;
  case BECAUSE_OWN_SHORTAGE:
    g_string_append(text, choice->verdict == VERDICT_RESIZE
                              ? "give it more where it is: it lacks what it was given, not what its host has, and a move would not help"
                              : "wait: it lacks what it was given, not what its host has, a move would not help, and it cannot be given more there");
    break;
  case BECAUSE_NONE_ENDS:
    g_string_append(text, "wait: no allowed method can end in time");
    break;
  case BECAUSE_TOO_DEAR:
    g_string_append_printf(text, "; wait: that costs %.1f s of its service, and the move gains %.1f s", choice->cost_sec,
                           request->gain_sec);
    break;
  case BECAUSE_TOO_LATE:
    g_string_append_printf(text, "; wait: what it is to relieve lasts only %s", lasts);
    break;
  default:
    break;
  }
}

char *method_explain(const struct placement_snapshot *snapshot, const struct method_request *request,
                     const struct method_choice *choice)
{
  GString *text = g_string_new(NULL);
  gboolean has_forecast = choice->reason != BECAUSE_OWN_SHORTAGE && choice->reason != BECAUSE_NONE_ENDS;
  if (has_forecast)
    add_forecast(text, &choice->forecast);
  add_reason(text, request, choice);
  if (choice->live_cannot_end && choice->reason != BECAUSE_OWN_SHORTAGE)
    add_live(text, snapshot, request);
  if (has_forecast)
    add_assumptions(text, &choice->forecast);
  return g_string_free(text, FALSE);
}

char *method_write(const struct placement_snapshot *snapshot, const struct method_request *request, struct move *move)
{
  struct method_choice choice;
  method_choose(snapshot, request, &choice);
  gboolean is_move = choice.verdict == VERDICT_MOVE;
  move->method = is_move ? choice.forecast.method : request->method;
  move->duration_sec = is_move ? choice.forecast.duration_sec : NAN;
  move->downtime_sec = is_move ? choice.forecast.downtime_sec : NAN;
  move->bytes = is_move ? choice.forecast.bytes : NAN;
  return method_explain(snapshot, request, &choice);
}
