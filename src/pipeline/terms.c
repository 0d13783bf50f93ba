#include "pipeline/terms.h"

#include "model/change_window.h"

GPtrArray *terms_subjects(const struct tip *tip)
{
  static const char *const names[] = {"host", "from", "guest"};
  GPtrArray *subjects = g_ptr_array_new();
  g_ptr_array_add(subjects, tip->subject);
  for (guint i = 0; i < tip->remedies->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS(names); j++) {
      const struct remedy *remedy = tip->remedies->pdata[i];
      char *named = g_hash_table_lookup(remedy->parameters, names[j]);
      if (named)
        g_ptr_array_add(subjects, named);
    }
  return subjects;
}

struct asked {
  const struct fleet *fleet;
  const struct verdict_book *verdicts;
  const struct tip *tip;
  gint64 now_us;
};

/* What keeps the tip by the terms of one place; NULL: nothing. */
typedef char *(*place_row)(const struct asked *asked, const struct automation_place *place);

static char *severity_at(const struct asked *asked, const struct automation_place *place)
{
  enum severity least;
  const char *written = place->terms->min_severity;
  if (!written || !severity_parse(written, &least) || asked->tip->severity >= least)
    return NULL;
  return g_strdup_printf("%s.min_severity is %s, and it is less", place->setting, written);
}

static char *local_time(const struct fleet *fleet, gint64 us, const char *format)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, fleet_automation_rules(fleet)->zone);
  return g_date_time_format(local, format);
}

char *terms_window(const struct fleet *fleet, const struct automation_place *place, gint64 now_us)
{
  gint64 opens_us;
  const GPtrArray *windows = place->terms->windows;
  if (!windows || change_windows_are_open(windows, fleet_automation_rules(fleet)->zone, now_us, &opens_us))
    return NULL;
  g_autofree char *opens = local_time(fleet, opens_us, "%A %R");
  return g_strdup_printf("no change window is open until %s", opens);
}

static char *window_at(const struct asked *asked, const struct automation_place *place)
{
  g_autofree char *closed = terms_window(asked->fleet, place, asked->now_us);
  return closed ? g_strdup_printf("%s, by %s.windows", closed, place->setting) : NULL;
}

/* Of a tip that came back, time for an operator begins anew. */
static char *hold_at(const struct asked *asked, const struct automation_place *place)
{
  const struct tip *tip = asked->tip;
  gint64 opened_us = tip->returns > 0 ? MAX(tip->raised_us, tip->state_us) : tip->raised_us;
  gint64 until_us = opened_us + (gint64)place->terms->hold_ms * 1000;
  if (until_us <= asked->now_us)
    return NULL;
  g_autofree char *until = local_time(asked->fleet, until_us, "%T");
  return g_strdup_printf("until %s it can be dismissed, by %s.hold; then automation takes it", until, place->setting);
}

static char *approvals_at(const struct asked *asked, const struct automation_place *place)
{
  (void)asked;
  guint needed = place->terms->approvals;
  return needed > 1 ? g_strdup_printf("%u people must accept it, by %s.approvals", needed, place->setting) : NULL;
}

static char *trust_at(const struct asked *asked, const struct automation_place *place)
{
  const struct automation_terms *terms = place->terms;
  const struct cluster *cluster = fleet_subject_cluster(asked->fleet, asked->tip->subject);
  if (terms->trust_last == 0)
    return NULL;
  const char *where = cluster ? cluster->name : "";
  struct trust trust = verdict_book_trust(asked->verdicts, asked->tip->policy, where, terms->trust_last);
  if (trust.judged == terms->trust_last && trust.helped * 100.0 >= terms->trust_success_pct * trust.judged)
    return NULL;
  g_autofree char *record =
      trust.judged < terms->trust_last
          ? g_strdup_printf("only %u of %u actions were judged", trust.judged, terms->trust_last)
          : g_strdup_printf("only %u of its last %u actions helped, and %.0f%% must", trust.helped, trust.judged,
                            terms->trust_success_pct);
  return g_strdup_printf("%s has not earned it in %s, by %s.trust: %s", asked->tip->policy, *where ? where : "no cluster", place->setting,
                         record);
}

static GPtrArray *places_of(const struct fleet *fleet, const struct tip *tip)
{
  g_autoptr(GPtrArray) subjects = terms_subjects(tip);
  return fleet_automation_places(fleet, subjects, tip->policy);
}

char *terms_why(const struct fleet *fleet, const struct verdict_book *verdicts, const struct tip *tip, gint64 now_us)
{
  static const place_row rows[] = {approvals_at, severity_at, trust_at, window_at, hold_at};
  g_autoptr(GPtrArray) places = places_of(fleet, tip);
  const struct asked asked = {fleet, verdicts, tip, now_us};
  char *why = NULL;
  for (guint row = 0; row < G_N_ELEMENTS(rows); row++)
    for (guint i = 0; i < places->len && !why; i++)
      why = rows[row](&asked, places->pdata[i]);
  return why;
}

guint terms_approvals(const struct fleet *fleet, const struct tip *tip)
{
  g_autoptr(GPtrArray) places = places_of(fleet, tip);
  guint needed = 1;
  for (guint i = 0; i < places->len; i++)
    needed = MAX(needed, ((const struct automation_place *)places->pdata[i])->terms->approvals);
  return needed;
}

char *terms_dry_run(const struct fleet *fleet, const struct tip *tip)
{
  g_autoptr(GPtrArray) places = places_of(fleet, tip);
  for (guint i = 0; i < places->len; i++) {
    const struct automation_place *place = places->pdata[i];
    if (place->terms->dry_run)
      return g_strconcat(place->setting, ".dry_run", NULL);
  }
  return NULL;
}
