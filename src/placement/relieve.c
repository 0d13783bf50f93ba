#include "base/error.h"
#include "base/quantity.h"
#include "placement/flip.h"
#include "placement/method.h"
#include "placement/placement.h"
#include "placement/single.h"
#include "placement/steps.h"

#include <math.h>

/* What a move must take off the host, in points of percent: so much, and more for each unit of method_cost(). */
#define GAIN_MIN_PCT 5.0
#define GAIN_PER_COST_PCT 0.5

/* How full the host is of the resource, in percent. */
static double fullness(const struct placement_snapshot *snapshot, guint host, enum resource resource)
{
  const struct placement_host *known = snapshot_host(snapshot, host);
  return 100 * load_usual(&known->load[resource]) / known->capacity[resource];
}

static double share(const struct placement_snapshot *snapshot, guint guest, guint host, enum resource resource)
{
  return 100 * snapshot_guest(snapshot, guest)->usual[resource] / snapshot_host(snapshot, host)->capacity[resource];
}

struct option {
  guint guest, to;
  double left; /* the fuller of both hosts after the move: the lower the better */
};

/* What moving the guest to its best host would give. FALSE, with the reason appended to `why_not`, where it cannot move or
 * would not help. */
static gboolean option_make(const struct arrangement *arrangement, guint guest, enum resource resource,
                            struct option *option, GString *why_not)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_guest *known = snapshot_guest(snapshot, guest);
  double gain = share(snapshot, guest, known->host, resource);
  g_string_append_printf(why_not, "%s%s ", why_not->len ? "; " : "", known->name);
  if (isnan(gain) || gain < GAIN_MIN_PCT) {
    if (isnan(gain))
      g_string_append(why_not, "has an unknown load");
    else
      g_string_append_printf(why_not, "uses %.1f %% of it, and less than %.0f %% is not worth a move", gain, GAIN_MIN_PCT);
    return FALSE;
  }
  guint best = rank_best(arrangement, guest, 0);
  if (best == NOWHERE) {
    g_autoptr(GPtrArray) candidates = rank_candidates(arrangement, guest, 0);
    const struct candidate *first = candidates->len ? candidates->pdata[0] : NULL;
    g_string_append_printf(why_not, "fits nowhere%s%s%s%s%s", first ? " (" : "", first ? first->host : "",
                           first ? ": " : "", first ? first->excluded : "", first ? ")" : "");
    return FALSE;
  }
  if (known->moved_from == best && known->moved_sec < STEPS_HOLD_SEC) {
    g_autofree char *ago = span_format(known->moved_sec);
    g_string_append_printf(why_not, "came from %s %s ago and does not go back yet", snapshot_host(snapshot, best)->name, ago);
    return FALSE;
  }
  double before = fullness(snapshot, known->host, resource);
  double there = fullness(snapshot, best, resource) + share(snapshot, guest, best, resource);
  *option = (struct option){guest, best, MAX(there, before - gain)};
  double needed = GAIN_MIN_PCT + GAIN_PER_COST_PCT * method_least_cost(snapshot, guest, best);
  if (option->left < before - needed)
    return TRUE;
  if (isinf(needed))
    g_string_append(why_not, "can be moved by no method that is allowed");
  else if (option->left < before - GAIN_MIN_PCT)
    g_string_append_printf(why_not, "would bring %.1f points, and its move is worth it from %.1f on", before - option->left, needed);
  else
    g_string_append_printf(why_not, "would make %s as full", snapshot_host(snapshot, best)->name);
  return FALSE;
}

static gboolean is_better(const struct placement_snapshot *snapshot, const struct option *option, const struct option *than)
{
  if (than->guest == NOWHERE || fabs(option->left - than->left) > 1)
    return than->guest == NOWHERE || option->left < than->left;
  /* Alike in effect: the smaller memory moves faster. */
  return snapshot_guest(snapshot, option->guest)->memory_bytes < snapshot_guest(snapshot, than->guest)->memory_bytes;
}

/* Why this guest, and what the next best would do; `next` of NOWHERE: there is none. */
static char *why_option(const struct placement_snapshot *snapshot, const struct option *option, const struct option *next,
                        enum resource resource)
{
  guint from = snapshot_guest(snapshot, option->guest)->host;
  GString *why = g_string_new(NULL);
  g_string_printf(why, "%s uses %.0f %% of the %s of %s; with it on %s neither is fuller than %.0f %%",
                  snapshot_guest(snapshot, option->guest)->name, share(snapshot, option->guest, from, resource),
                  resource == RESOURCE_CPU ? "processors" : resource_name(resource), snapshot_host(snapshot, from)->name,
                  snapshot_host(snapshot, option->to)->name, option->left);
  if (next->guest != NOWHERE)
    g_string_append_printf(why, " (with %s on %s instead: %.0f %%)", snapshot_guest(snapshot, next->guest)->name,
                           snapshot_host(snapshot, next->to)->name, next->left);
  return g_string_free(why, FALSE);
}

static struct plan *option_plan(const struct arrangement *arrangement, const struct option *option, const struct option *next,
                                enum resource resource)
{
  char *why = why_option(arrangement_snapshot(arrangement), option, next, resource);
  g_autoptr(GArray) ranked = rank_hosts(arrangement, option->guest, 0);
  struct plan *plan = single_move_plan(arrangement, option->guest, option->to, rank_in_words(arrangement, option->guest, ranked, 0));
  g_free(plan->why);
  g_free(plan->flips);
  plan->why = why;
  plan->flips = flip_in_words(arrangement, option->guest, ranked);
  return plan;
}

/* Guests of the host that do not run on exactly one are named as such, since nobody else counts them. */
static void name_the_still(const struct placement_snapshot *snapshot, guint host, GString *why_not)
{
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    if (guest->host == host && !guest->is_running)
      g_string_append_printf(why_not, "%s%s is not running", why_not->len ? "; " : "", guest->name);
  }
}

static struct plan *plan_relief(const struct arrangement *arrangement, guint host, enum resource resource, GError **error)
{
  struct option best = {.guest = NOWHERE}, next = {.guest = NOWHERE};
  g_autoptr(GString) why_not = g_string_new(NULL);
  for (guint g = arrangement_first(arrangement, host); g != NOWHERE; g = arrangement_next(arrangement, g)) {
    struct option option;
    if (!option_make(arrangement, g, resource, &option, why_not))
      continue;
    if (is_better(arrangement_snapshot(arrangement), &option, &best)) {
      next = best;
      best = option;
    } else if (is_better(arrangement_snapshot(arrangement), &option, &next)) {
      next = option;
    }
  }
  if (best.guest != NOWHERE)
    return option_plan(arrangement, &best, &next, resource);
  name_the_still(arrangement_snapshot(arrangement), host, why_not);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "no move relieves %s: %s",
              snapshot_host(arrangement_snapshot(arrangement), host)->name,
              why_not->len ? why_not->str : "no guest runs there");
  return NULL;
}

struct plan *placement_relieve(const struct placement_snapshot *snapshot, const char *host, enum resource resource,
                               GError **error)
{
  guint from = snapshot_find_host(snapshot, host);
  if (from == NOWHERE || isnan(fullness(snapshot, from, resource))) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the load of %s is unknown: nothing is planned", host);
    return NULL;
  }
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct plan *plan = plan_relief(arrangement, from, resource, error);
  arrangement_free(arrangement);
  return plan;
}
