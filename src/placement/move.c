#include "base/error.h"
#include "placement/flip.h"
#include "placement/placement.h"
#include "placement/single.h"

static guint movable_guest(const struct placement_snapshot *snapshot, const char *uuid, GError **error)
{
  guint guest = snapshot_find_guest(snapshot, uuid);
  if (guest == NOWHERE)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", uuid);
  else if (!snapshot_guest(snapshot, guest)->is_running || snapshot_guest(snapshot, guest)->host == NOWHERE)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%s is not known to run on exactly one host: nothing can be moved", snapshot_guest(snapshot, guest)->name);
  else
    return guest;
  return NOWHERE;
}

static char *all_exclusions(const GPtrArray *candidates)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < candidates->len; i++) {
    const struct candidate *candidate = candidates->pdata[i];
    g_string_append_printf(text, "%s%s (%s)", i ? "; " : "", candidate->host, candidate->excluded);
  }
  return g_string_free(text, FALSE);
}

/* The host that is named. */
static guint ordered_host(const struct arrangement *arrangement, guint guest, const char *to, GError **error)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const char *name = snapshot_guest(snapshot, guest)->name;
  guint host = snapshot_find_host(snapshot, to);
  if (host == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no host \"%s\"", to);
    return NOWHERE;
  }
  if (host == arrangement_host_of(arrangement, guest)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s runs on %s already", name, to);
    return NOWHERE;
  }
  g_autofree char *why = constraint_explain(arrangement, guest, host, PARDON_LOAD | PARDON_IGNORED);
  if (!why)
    return host;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s cannot go to %s: %s", name, to, why);
  return NOWHERE;
}

static guint best_host(const struct arrangement *arrangement, guint guest, const GPtrArray *candidates, GError **error)
{
  const struct candidate *best = candidates->len ? candidates->pdata[0] : NULL;
  if (best && !best->excluded)
    return snapshot_find_host(arrangement_snapshot(arrangement), best->host);
  g_autofree char *why = all_exclusions(candidates);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "no host can take %s: %s",
              snapshot_guest(arrangement_snapshot(arrangement), guest)->name,
              candidates->len ? why : "there is no other host");
  return NOWHERE;
}

static const char *reason_for(const GPtrArray *candidates, const char *host)
{
  for (guint i = 0; i < candidates->len; i++) {
    const struct candidate *candidate = candidates->pdata[i];
    if (g_str_equal(candidate->host, host))
      return candidate->reason;
  }
  return "";
}

static struct plan *plan_move(const struct arrangement *arrangement, guint guest, const char *to, GError **error)
{
  guint pardons = PARDON_IGNORED | (to ? PARDON_LOAD : 0);
  g_autoptr(GArray) ranked = rank_hosts(arrangement, guest, pardons);
  g_autoptr(GPtrArray) candidates = rank_in_words(arrangement, guest, ranked, pardons);
  guint host = to ? ordered_host(arrangement, guest, to, error) : best_host(arrangement, guest, candidates, error);
  if (host == NOWHERE)
    return NULL;
  const char *name = snapshot_host(arrangement_snapshot(arrangement), host)->name;
  char *why = g_strdup_printf("%s is %s: %s", name, to ? "where it was ordered to go" : "the best host",
                              reason_for(candidates, name));
  struct plan *plan = single_move_plan(arrangement, guest, host, g_steal_pointer(&candidates));
  g_free(plan->why);
  plan->why = why;
  if (!to) {
    g_free(plan->flips);
    plan->flips = flip_in_words(arrangement, guest, ranked);
  }
  return plan;
}

struct plan *placement_move(const struct placement_snapshot *snapshot, const char *guest_uuid, const char *to,
                            GError **error)
{
  guint guest = movable_guest(snapshot, guest_uuid, error);
  if (guest == NOWHERE)
    return NULL;
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct plan *plan = plan_move(arrangement, guest, to, error);
  arrangement_free(arrangement);
  return plan;
}
