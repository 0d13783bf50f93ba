#include "placement/company.h"

#include "placement/method.h"
#include "placement/rules.h"

void company_put(struct arrangement *arrangement, const GArray *company, guint host)
{
  for (guint i = 0; i < company->len; i++)
    arrangement_move(arrangement, g_array_index(company, guint, i), host);
}

/* How many of them could go there; NOWHERE is where all of them are now. */
static guint arrive(struct arrangement *arrangement, const GArray *company, guint host, guint pardons)
{
  for (guint i = 0; i < company->len; i++) {
    guint guest = g_array_index(company, guint, i);
    if (constraint_first(arrangement, guest, host, pardons))
      return i;
    arrangement_move(arrangement, guest, host);
  }
  return company->len;
}

gboolean company_go(struct arrangement *arrangement, const GArray *company, guint host, guint pardons, GString *why)
{
  guint home = arrangement_host_of(arrangement, g_array_index(company, guint, 0));
  if (company->len > 1)
    company_put(arrangement, company, NOWHERE);
  guint n = arrive(arrangement, company, host, pardons);
  if (n == company->len)
    return TRUE;
  if (why) {
    g_autofree char *text = constraint_explain(arrangement, g_array_index(company, guint, n), host, pardons);
    g_string_append(why, text);
  }
  if (company->len > 1)
    company_put(arrangement, company, home);
  return FALSE;
}

gboolean company_fits(struct arrangement *arrangement, const GArray *company, guint host, guint pardons, GString *why)
{
  guint first = g_array_index(company, guint, 0), home = arrangement_host_of(arrangement, first);
  /* Most are of one, and to ask for one nobody need be moved there and back. */
  if (company->len == 1 && !why)
    return constraint_first(arrangement, first, host, pardons) == NULL;
  if (!company_go(arrangement, company, host, pardons, why))
    return FALSE;
  company_put(arrangement, company, home);
  return TRUE;
}

gboolean company_can_move(const struct placement_snapshot *snapshot, const GArray *company)
{
  for (guint i = 0; i < company->len; i++)
    if (!method_can_move(snapshot, g_array_index(company, guint, i)))
      return FALSE;
  return TRUE;
}

gboolean company_has(const GArray *company, guint guest)
{
  for (guint i = 0; i < company->len; i++)
    if (g_array_index(company, guint, i) == guest)
      return TRUE;
  return FALSE;
}

gboolean company_is_led_by(const GArray *company, guint guest)
{
  for (guint i = 0; i < company->len; i++)
    if (g_array_index(company, guint, i) < guest)
      return FALSE;
  return TRUE;
}

guint64 company_memory(const struct placement_snapshot *snapshot, const GArray *company)
{
  guint64 sum = 0;
  for (guint i = 0; i < company->len; i++)
    sum += snapshot_guest(snapshot, g_array_index(company, guint, i))->memory_bytes;
  return sum;
}

/* More names than these make no sentence. */
#define NAMES_MAX 6

void company_append_names(const struct placement_snapshot *snapshot, const GArray *company, GString *text)
{
  guint named = company->len > NAMES_MAX ? NAMES_MAX - 1 : company->len;
  for (guint i = 0; i < named; i++)
    g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 < company->len ? ", " : " and ",
                           snapshot_guest(snapshot, g_array_index(company, guint, i))->name);
  if (named < company->len)
    g_string_append_printf(text, " and %u others", company->len - named);
}

void company_append_others(const struct arrangement *arrangement, guint guest, GString *text)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  rules_company(arrangement, guest, company);
  g_array_remove_index(company, 0);
  if (company->len == 0)
    return;
  company_append_names(snapshot, company, text);
  g_string_append_printf(text, " on %s %s with it, which only plans do",
                         snapshot_host(snapshot, arrangement_host_of(arrangement, guest))->name,
                         company->len > 1 ? "move" : "moves");
}
