#include "base/error.h"
#include "placement/rank.h"
#include "placement/former.h"

#include <math.h>

/* A move must take at least this much off the host to be worth its cost, in points of percent. */
#define GAIN_MIN_PCT 5.0

/* How full `host` is of the resource, in percent, and how much of that the guest is. */
static double fullness(const struct former_host *host, enum resource resource)
{
  if (resource == RESOURCE_CPU)
    return host->cpu_busy_pct;
  return host->memory_bytes ? 100 - 100 * host->memory_available_bytes / (double)host->memory_bytes : NAN;
}

static double share(const struct former_guest *guest, const struct former_host *host,
                    enum resource resource)
{
  if (resource == RESOURCE_CPU)
    return guest->cpu_host_pct;
  return host->memory_bytes ? 100 * (double)guest->memory_bytes / (double)host->memory_bytes : NAN;
}

static double fullness_after(const struct former_snapshot *snapshot, const struct former_guest *guest,
                             const struct former_host *to, enum resource resource)
{
  if (resource == RESOURCE_CPU)
    return cpu_after(snapshot, guest, to);
  return fullness(to, resource) + share(guest, to, resource);
}

struct option {
  const struct former_guest *guest;
  GPtrArray *candidates;
  const char *to; /* borrowed from candidates */
  double left;    /* the fuller of both hosts after the move: the lower the better */
};

/* What moving `guest` to its best host would give. FALSE, with the reason appended to `why_not`, where it
 * cannot move or would not help. */
static gboolean option_make(const struct former_snapshot *snapshot, const struct former_guest *guest,
                            enum resource resource, struct option *option, GString *why_not)
{
  const struct former_host *from = former_find_host(snapshot, guest->host);
  double gain = share(guest, from, resource);
  const char *separator = why_not->len ? "; " : "";
  if (!guest->is_running || isnan(gain) || gain < GAIN_MIN_PCT) {
    g_string_append_printf(why_not, "%s%s ", separator, guest->name);
    if (!guest->is_running || isnan(gain))
      g_string_append(why_not, guest->is_running ? "has an unknown load" : "is not running");
    else
      g_string_append_printf(why_not, "uses %.1f %% of it, and less than %.0f %% is not worth a move", gain,
                             GAIN_MIN_PCT);
    return FALSE;
  }
  g_autoptr(GPtrArray) candidates = rank_hosts(snapshot, guest, TRUE);
  const struct candidate *best = candidates->len ? candidates->pdata[0] : NULL;
  if (!best || best->excluded) {
    g_string_append_printf(why_not, "%s%s fits nowhere", separator, guest->name);
    if (best)
      g_string_append_printf(why_not, " (%s: %s)", best->host, best->excluded);
    return FALSE;
  }
  double there = fullness_after(snapshot, guest, former_find_host(snapshot, best->host), resource);
  double before = fullness(from, resource);
  double left = MAX(there, before - gain);
  if (!(left < before - GAIN_MIN_PCT)) {
    g_string_append_printf(why_not, "%s%s would make %s as full", separator, guest->name, best->host);
    return FALSE;
  }
  *option = (struct option){guest, g_steal_pointer(&candidates), best->host, left};
  return TRUE;
}

static gboolean is_better(const struct option *option, const struct option *than)
{
  if (!than->guest || fabs(option->left - than->left) > 1)
    return !than->guest || option->left < than->left;
  /* Alike in effect: the smaller memory moves faster. */
  return option->guest->memory_bytes < than->guest->memory_bytes;
}

static struct plan *option_plan(const struct former_snapshot *snapshot, const struct option *option,
                                enum resource resource)
{
  const struct former_host *from = former_find_host(snapshot, option->guest->host);
  double gain = share(option->guest, from, resource);
  char *why = g_strdup_printf("%s uses %.0f %% of the %s of %s; with it on %s neither is fuller than %.0f %%",
                              option->guest->name, gain, resource == RESOURCE_CPU ? "processors" : "memory",
                              from->name, option->to, option->left);
  struct plan *plan = single_move_plan(snapshot, option->guest, option->to, option->candidates);
  g_free(plan->why);
  plan->why = why;
  return plan;
}

struct plan *placement_relieve(const struct former_snapshot *snapshot, const char *host,
                               enum resource resource, GError **error)
{
  const struct former_host *from = former_find_host(snapshot, host);
  if (!from || isnan(fullness(from, resource))) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the load of %s is unknown: nothing is planned",
                host);
    return NULL;
  }
  struct option best = {0};
  g_autoptr(GString) why_not = g_string_new(NULL);
  for (guint i = 0; i < snapshot->guests->len; i++) {
    const struct former_guest *guest = &g_array_index(snapshot->guests, struct former_guest, i);
    struct option option;
    if (g_strcmp0(guest->host, host) != 0 || !option_make(snapshot, guest, resource, &option, why_not))
      continue;
    struct option *worse = is_better(&option, &best) ? &best : &option;
    g_clear_pointer(&worse->candidates, g_ptr_array_unref);
    if (worse == &best)
      best = option;
  }
  if (best.guest)
    return option_plan(snapshot, &best, resource);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "no move relieves %s: %s", host,
              why_not->len ? why_not->str : "no guest runs there");
  return NULL;
}
