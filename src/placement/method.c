#include "placement/method.h"

#include "base/quantity.h"
#include "model/names.h"

#include <math.h>
#include <string.h>

#define EQUAL_SHARE 0.1 /* costs that differ by less are equal ... */
#define EQUAL_SEC 0.1   /* ... and by less than that besides */

static const char *const verdict_names[METHOD_VERDICTS] = {
    [VERDICT_MOVE] = "move",
    [VERDICT_RESIZE] = "resize",
    [VERDICT_WAIT] = "wait",
};

/* Where a cluster does not say. */
static const enum move_method usual_methods[] = {METHOD_LIVE, METHOD_QUICK};

const char *method_verdict_name(enum method_verdict verdict)
{
  return name_of(verdict_names, METHOD_VERDICTS, verdict);
}

double method_cost(const struct forecast *forecast, double downtime_cost)
{
  if (!forecast->is_possible)
    return INFINITY;
  double cost = downtime_cost > 0 && isfinite(downtime_cost) ? downtime_cost : 1;
  double slowed_sec = forecast->slowed * (forecast->duration_sec - forecast->downtime_sec);
  return cost * (forecast->downtime_sec + slowed_sec) + METHOD_BUSY * forecast->duration_sec;
}

static const struct placement_cluster *cluster_of(const struct placement_snapshot *snapshot, guint guest, guint to)
{
  guint from = snapshot_guest(snapshot, guest)->host;
  guint host = from != NOWHERE ? from : to;
  return host != NOWHERE ? snapshot_cluster(snapshot, snapshot_host(snapshot, host)->cluster) : NULL;
}

static double slower(double link, const struct placement_snapshot *snapshot, guint host)
{
  double speed = host == NOWHERE ? NAN : snapshot_host(snapshot, host)->link_bytes_per_sec;
  return speed > 0 ? fmin(link, speed) : link; /* fmin() ignores NaN */
}

static double reached_before(const struct placement_guest *guest)
{
  static const enum move_method streamed[] = {METHOD_LIVE, METHOD_QUICK};
  for (gsize i = 0; guest->past && i < G_N_ELEMENTS(streamed); i++) {
    const struct past_moves *past = &guest->past[streamed[i]];
    if (past->n > 0 && past->bytes > 0 && past->duration_sec > 0)
      return past->bytes / past->duration_sec;
  }
  return NAN;
}

/* What one move may take of a link. */
static double allowed(const struct placement_cluster *cluster, double link)
{
  double bandwidth = cluster ? cluster->bandwidth_bytes_per_sec : NAN;
  if (!(bandwidth > 0))
    return link;
  return link > 0 || bandwidth < FORECAST_LINK_BYTES_PER_SEC ? fmin(link, bandwidth) : link;
}

double method_link(const struct placement_snapshot *snapshot, guint guest, guint to)
{
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  const struct placement_cluster *cluster = cluster_of(snapshot, guest, to);
  if (cluster && cluster->link_bytes_per_sec > 0)
    return allowed(cluster, cluster->link_bytes_per_sec);
  double link = slower(slower(NAN, snapshot, moved->host), snapshot, to);
  return allowed(cluster, link > 0 ? link : reached_before(moved));
}

static struct forecast_case case_of(const struct placement_snapshot *snapshot, guint guest, guint to)
{
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  double allocated = (double)moved->memory_bytes, used = load_high(&moved->load[RESOURCE_MEMORY]);
  return (struct forecast_case){
      .memory_bytes = used > 0 && used < allocated ? used : allocated,
      .dirty_bytes_per_sec = moved->dirty_bytes_per_sec,
      .link_bytes_per_sec = method_link(snapshot, guest, to),
      .past = moved->past,
  };
}

void method_forecast(const struct placement_snapshot *snapshot, guint guest, guint to, enum move_method method,
                     struct forecast *forecast)
{
  struct forecast_case given = case_of(snapshot, guest, to);
  forecast_move(&given, method, forecast);
}

static void consider(const struct forecast_case *given, const struct placement_guest *guest, enum move_method method,
                     struct method_choice *best)
{
  struct forecast forecast;
  forecast_move(given, method, &forecast);
  double cost = method_cost(&forecast, guest->downtime_cost);
  if (method == METHOD_LIVE && !forecast.is_possible)
    best->live_cannot_end = TRUE;
  gboolean is_first = best->forecast.method == METHOD_AUTO;
  if (!is_first && !(cost * (1 + EQUAL_SHARE) + EQUAL_SEC < best->cost_sec))
    return;
  best->forecast = forecast;
  best->cost_sec = cost;
}

static void consider_all(const struct placement_snapshot *snapshot, const struct method_request *request,
                         struct method_choice *best)
{
  const struct placement_guest *guest = snapshot_guest(snapshot, request->guest);
  const struct placement_cluster *cluster = cluster_of(snapshot, request->guest, request->to);
  gboolean says = cluster && cluster->n_methods > 0;
  const enum move_method *methods = says ? cluster->methods : usual_methods;
  guint n = says ? cluster->n_methods : G_N_ELEMENTS(usual_methods);
  struct forecast_case given = case_of(snapshot, request->guest, request->to);
  if (request->method != METHOD_AUTO) {
    methods = &request->method;
    n = 1;
  }
  for (guint i = 0; i < n; i++)
    consider(&given, guest, methods[i], best);
}

/* Only the definition moves: nothing is copied, nobody waits. */
static void choose_for_off(struct method_choice *choice)
{
  choice->reason = BECAUSE_OFF;
  choice->forecast = (struct forecast){.method = METHOD_COLD, .is_possible = TRUE, .duration_sec = FORECAST_SETUP_SEC};
  choice->cost_sec = METHOD_BUSY * FORECAST_SETUP_SEC;
}

static void decide(struct method_choice *choice, enum method_verdict verdict, enum method_reason reason)
{
  choice->verdict = verdict;
  choice->reason = reason;
}

void method_choose(const struct placement_snapshot *snapshot, const struct method_request *request,
                   struct method_choice *choice)
{
  *choice = (struct method_choice){.verdict = VERDICT_MOVE, .reason = BECAUSE_CHEAPEST, .cost_sec = INFINITY};
  if (!snapshot_guest(snapshot, request->guest)->is_running)
    choose_for_off(choice);
  else
    consider_all(snapshot, request, choice);
  if (request->is_own_shortage)
    decide(choice, request->can_grow ? VERDICT_RESIZE : VERDICT_WAIT, BECAUSE_OWN_SHORTAGE);
  else if (!choice->forecast.is_possible)
    decide(choice, VERDICT_WAIT, BECAUSE_NONE_ENDS);
  else if (choice->forecast.duration_sec >= request->lasts_sec)
    decide(choice, VERDICT_WAIT, BECAUSE_TOO_LATE);
  else if (choice->cost_sec > request->gain_sec)
    decide(choice, VERDICT_WAIT, BECAUSE_TOO_DEAR);
}

double method_least_cost(const struct placement_snapshot *snapshot, guint guest, guint to)
{
  const struct method_request request = METHOD_ANY(guest, to);
  struct method_choice choice;
  method_choose(snapshot, &request, &choice);
  return choice.verdict == VERDICT_MOVE ? choice.cost_sec : INFINITY;
}

gboolean method_can_move(const struct placement_snapshot *snapshot, guint guest)
{
  return isfinite(method_least_cost(snapshot, guest, NOWHERE));
}
