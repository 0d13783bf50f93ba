#include "base/error.h"
#include "placement/rank.h"
#include "placement/former.h"

#include <string.h>

static const struct candidate *candidate_for(const GPtrArray *candidates, const char *host)
{
  for (guint i = 0; i < candidates->len; i++) {
    const struct candidate *candidate = candidates->pdata[i];
    if (strcmp(candidate->host, host) == 0)
      return candidate;
  }
  return NULL;
}

static const struct former_guest *movable_guest(const struct former_snapshot *snapshot, const char *uuid,
                                                   GError **error)
{
  const struct former_guest *guest = former_find_guest(snapshot, uuid);
  if (!guest)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", uuid);
  else if (!guest->is_running)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%s is not known to run on exactly one host: nothing can be moved", guest->name);
  else
    return guest;
  return NULL;
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

static const struct candidate *choose(const GPtrArray *candidates, const struct former_guest *guest,
                                      const char *to, GError **error)
{
  const struct candidate *chosen = NULL;
  if (to) {
    chosen = candidate_for(candidates, to);
    if (!chosen)
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s runs on %s already", guest->name, to);
    else if (chosen->excluded)
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s cannot go to %s: %s", guest->name, to,
                  chosen->excluded);
    return chosen && !chosen->excluded ? chosen : NULL;
  }
  if (candidates->len > 0)
    chosen = candidates->pdata[0];
  if (chosen && !chosen->excluded)
    return chosen;
  g_autofree char *why = all_exclusions(candidates);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "no host can take %s: %s", guest->name,
              candidates->len ? why : "there is no other host");
  return NULL;
}

struct plan *placement_move(const struct former_snapshot *snapshot, const char *guest_uuid, const char *to,
                            GError **error)
{
  const struct former_guest *guest = movable_guest(snapshot, guest_uuid, error);
  if (!guest)
    return NULL;
  if (to && !former_find_host(snapshot, to)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no host \"%s\"", to);
    return NULL;
  }
  g_autoptr(GPtrArray) candidates = rank_hosts(snapshot, guest, to == NULL);
  const struct candidate *chosen = choose(candidates, guest, to, error);
  if (!chosen)
    return NULL;
  char *why = g_strdup_printf("%s is %s: %s", chosen->host, to ? "where it was ordered to go" : "the best host",
                              chosen->reason);
  const char *host = chosen->host;
  struct plan *plan = single_move_plan(snapshot, guest, host, g_steal_pointer(&candidates));
  g_free(plan->why);
  plan->why = why;
  return plan;
}
