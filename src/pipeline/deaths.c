#include "pipeline/deaths.h"

#include "pipeline/own_tips.h"

struct deaths {
  const struct clock *clock;
  const struct fleet *fleet;
  const struct evaluation *evaluation;
  guint count;      /* that followed each other */
  gint64 first_us;  /* wall clock: of these */
  gint64 last_us;   /* monotonic; before the first one: the start of provostd */
  guint rounds;     /* evaluations that had ended by then */
};

struct deaths *deaths_new(const struct clock *clock, const struct fleet *fleet, const struct evaluation *evaluation)
{
  struct deaths *deaths = g_new0(struct deaths, 1);
  *deaths = (struct deaths){.clock = clock, .fleet = fleet, .evaluation = evaluation};
  deaths->last_us = clock_monotonic_us(clock);
  return deaths;
}

void deaths_free(struct deaths *deaths)
{
  g_free(deaths);
}

static char *time_text(gint64 wall_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(wall_us / G_USEC_PER_SEC);
  return time ? g_date_time_format(time, "%F %T UTC") : g_strdup("an unknown time");
}

/* What it was at, and what is missing since. */
static void append_work(GString *text, const struct evaluation *evaluation)
{
  const char *policy = evaluation_running(evaluation);
  if (policy)
    g_string_append_printf(text, " while policy %s ran", policy);
  gint64 stamp_sec = evaluation_asked_sec(evaluation);
  if (stamp_sec) {
    g_autofree char *stamp = time_text(stamp_sec * G_USEC_PER_SEC);
    g_string_append_printf(text, "%s; the evaluation of %s was cut off, that one cycle is skipped",
                           policy ? "" : " between two policies", stamp);
  } else if (!policy) {
    g_string_append(text, " while it evaluated nothing; no cycle was cut off");
  } else {
    g_string_append(text, " as its pack was loaded; no cycle was cut off");
  }
}

struct finding *deaths_take(struct deaths *deaths, const char *how)
{
  g_autofree char *over = deaths_are_over(deaths);
  gint64 now_us = clock_wall_us(deaths->clock);
  if (over || deaths->count == 0) {
    deaths->count = 0;
    deaths->first_us = now_us;
  }
  deaths->count++;
  deaths->last_us = clock_monotonic_us(deaths->clock);
  deaths->rounds = evaluation_rounds(deaths->evaluation);
  char *subject = own_subject(deaths->fleet);
  if (!subject)
    return NULL;
  g_autofree char *now = time_text(now_us), *first = time_text(deaths->first_us);
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "provost-policy, which evaluates the policies, died at %s, %s,", now, how);
  append_work(text, deaths->evaluation);
  if (evaluation_is_late(deaths->evaluation))
    g_string_append(text, "; provostd killed it, since no answer came in time");
  if (deaths->count > 1)
    g_string_append_printf(text, "; it has died %u times since %s", deaths->count, first);
  g_string_append(text, "; it is started again by itself: provostd's log and provost status say more");
  return own_finding(POLICY_ENGINE, "The policy engine died", subject, text->str);
}

char *deaths_are_over(const struct deaths *deaths)
{
  gint64 calm_sec = (clock_monotonic_us(deaths->clock) - deaths->last_us) / G_USEC_PER_SEC;
  guint rounds = evaluation_rounds(deaths->evaluation) - deaths->rounds;
  if (calm_sec < DEATHS_CALM_SEC || rounds < DEATHS_CALM_ROUNDS)
    return NULL;
  return g_strdup_printf("the policy engine has run for %" G_GINT64_FORMAT " minutes since, and evaluated all policies %u times",
                         calm_sec / 60, rounds);
}
