#include "base/error.h"
#include "placement/company.h"
#include "placement/flip.h"
#include "placement/placement.h"

/* The best host, where there is one, and who would have to come along. */
static char *verdict_in_words(const struct placement_snapshot *snapshot, guint guest, const struct ranked *best, guint home,
                              const char *others)
{
  const char *name = snapshot_guest(snapshot, guest)->name, *separator = *others ? "; " : "";
  if (!best || best->excluded)
    return g_strdup_printf("no host can take %s%s%s", name, separator, others);
  return g_strdup_printf("%s is the best host for %s%s%s%s", snapshot_host(snapshot, best->host)->name, name,
                         best->host == home ? ", which is there" : "", separator, others);
}

static struct plan *plan_place(struct arrangement *arrangement, guint guest)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint home = arrangement_host_of(arrangement, guest);
  g_autoptr(GString) others = g_string_new(NULL);
  company_append_others(arrangement, guest, others);
  arrangement_move(arrangement, guest, NOWHERE); /* so that its own host is judged as any other */
  g_autoptr(GArray) ranked = rank_hosts(arrangement, guest, PARDON_IGNORED);
  struct plan *plan = plan_new();
  g_ptr_array_unref(plan->candidates);
  plan->candidates = rank_in_words(arrangement, guest, ranked, PARDON_IGNORED);
  const struct ranked *best = ranked->len > 0 ? &g_array_index(ranked, struct ranked, 0) : NULL;
  g_free(plan->why);
  plan->why = verdict_in_words(snapshot, guest, best, home, others->str);
  g_free(plan->flips);
  plan->flips = flip_in_words(arrangement, guest, ranked);
  return plan;
}

struct plan *placement_place(const struct placement_snapshot *snapshot, const char *guest_uuid, GError **error)
{
  guint guest = snapshot_find_guest(snapshot, guest_uuid);
  if (guest == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", guest_uuid);
    return NULL;
  }
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct plan *plan = plan_place(arrangement, guest);
  arrangement_free(arrangement);
  return plan;
}
