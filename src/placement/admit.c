#include "base/error.h"
#include "placement/company.h"
#include "placement/placement.h"
#include "placement/rules.h"

static char *why_not(struct arrangement *arrangement, guint guest, guint to, const struct placement_step *step)
{
  if (!step->is_part)
    return constraint_explain(arrangement, guest, to, step->pardons);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  GString *why = g_string_new(NULL);
  rules_company(arrangement, guest, company);
  gboolean fits = company_fits(arrangement, company, to, step->pardons, why);
  return g_string_free(why, fits);
}

gboolean placement_admits(const struct placement_snapshot *snapshot, const struct placement_step *step, GError **error)
{
  guint guest = snapshot_find_guest(snapshot, step->guest_uuid), to = snapshot_find_host(snapshot, step->to);
  if (guest == NOWHERE || to == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no %s %s any more",
                guest == NOWHERE ? "guest" : "host", guest == NOWHERE ? step->guest_uuid : step->to);
    return FALSE;
  }
  struct arrangement *arrangement = arrangement_new(snapshot);
  g_autofree char *why = why_not(arrangement, guest, to, step);
  arrangement_free(arrangement);
  if (why)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s cannot go to %s: %s", snapshot_guest(snapshot, guest)->name,
                step->to, why);
  return why == NULL;
}
