#include "placement/schedule.h"

#include "placement/company.h"
#include "placement/rules.h"

#include <string.h>

/* What is being scheduled. */
struct schedule {
  struct arrangement *now; /* as after the legs so far */
  const struct arrangement *wanted;
  GArray *waiting; /* guint: guests not yet where they shall be, in the snapshot's order */
  GArray *legs;
  guint pardons, wave;
  guchar *gives, *takes; /* by host, in this wave */
  guint *sent;           /* by cluster, in this wave */
};

static void begin(struct schedule *schedule, const struct arrangement *from, guint pardons)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(from);
  *schedule = (struct schedule){.now = arrangement_copy(from),
                                .waiting = g_array_new(FALSE, FALSE, sizeof(guint)),
                                .legs = g_array_new(FALSE, FALSE, sizeof(struct leg)),
                                .pardons = pardons,
                                .gives = g_malloc0(snapshot_n_hosts(snapshot)),
                                .takes = g_malloc0(snapshot_n_hosts(snapshot)),
                                .sent = g_new0(guint, snapshot_n_clusters(snapshot))};
}

/* Returns the legs. */
static GArray *end(struct schedule *schedule)
{
  arrangement_free(schedule->now);
  g_array_unref(schedule->waiting);
  g_free(schedule->gives);
  g_free(schedule->takes);
  g_free(schedule->sent);
  return schedule->legs;
}

static gboolean is_full(const struct schedule *schedule, guint to)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(schedule->now);
  guint cluster = snapshot_host(snapshot, to)->cluster;
  return schedule->sent[cluster] >= MAX(snapshot_cluster(snapshot, cluster)->parallel, 1);
}

/* Within a wave, moves end in any order: what one leaves is not free for another. */
static const char *breaks_wave(const struct schedule *schedule, guint from, guint to)
{
  if (schedule->takes[from])
    return "the host it leaves takes another guest in the same wave";
  if (is_full(schedule, to))
    return "its cluster moves no more guests at the same time";
  return schedule->gives[to] ? "the host gives away a guest in the same wave" : NULL;
}

static gboolean can_go(const struct schedule *schedule, guint guest, guint to)
{
  return !breaks_wave(schedule, arrangement_host_of(schedule->now, guest), to) &&
         constraint_first(schedule->now, guest, to, schedule->pardons) == NULL;
}

/* The leg of a guest that leaves `from`. */
static void note(struct schedule *schedule, guint guest, guint from, guint to, gboolean is_parking)
{
  schedule->gives[from] = 1;
  schedule->takes[to] = 1;
  schedule->sent[snapshot_host(arrangement_snapshot(schedule->now), to)->cluster]++;
  struct leg leg = {guest, to, schedule->wave, is_parking};
  g_array_append_val(schedule->legs, leg);
}

static void go(struct schedule *schedule, guint guest, guint to, gboolean is_parking)
{
  note(schedule, guest, arrangement_host_of(schedule->now, guest), to, is_parking);
  arrangement_move(schedule->now, guest, to);
}

static void next_wave(struct schedule *schedule)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(schedule->now);
  memset(schedule->gives, 0, snapshot_n_hosts(snapshot));
  memset(schedule->takes, 0, snapshot_n_hosts(snapshot));
  memset(schedule->sent, 0, snapshot_n_clusters(snapshot) * sizeof *schedule->sent);
  schedule->wave++;
}

/* Sends all of the company, those that are too many for one wave in the next. FALSE: it cannot go now. */
static gboolean send_company(struct schedule *schedule, const GArray *company, guint to)
{
  guint from = arrangement_host_of(schedule->now, g_array_index(company, guint, 0));
  if (breaks_wave(schedule, from, to) || !company_go(schedule->now, company, to, schedule->pardons, NULL))
    return FALSE;
  for (guint i = 0; i < company->len; i++) {
    if (is_full(schedule, to))
      next_wave(schedule);
    note(schedule, g_array_index(company, guint, i), from, to, FALSE);
  }
  return TRUE;
}

/* Whether all of it shall go where its first shall, and none is there yet. */
static gboolean goes_together(const struct schedule *schedule, const GArray *company)
{
  guint to = arrangement_host_of(schedule->wanted, g_array_index(company, guint, 0));
  for (guint i = 1; i < company->len; i++)
    if (arrangement_host_of(schedule->wanted, g_array_index(company, guint, i)) != to)
      return FALSE;
  return TRUE;
}

/* The company of who stands at `at` in the list. */
static void stop_waiting(struct schedule *schedule, const GArray *company, guint at)
{
  for (guint i = 0; i < company->len; i++)
    for (guint w = company->len > 1 ? 0 : at; w < schedule->waiting->len; w++)
      if (g_array_index(schedule->waiting, guint, w) == g_array_index(company, guint, i)) {
        g_array_remove_index(schedule->waiting, w);
        break;
      }
}

/* One wave of moves to where guests shall be. FALSE: none can go. */
static gboolean send_wave(struct schedule *schedule)
{
  guint before = schedule->legs->len;
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < schedule->waiting->len;) {
    guint guest = g_array_index(schedule->waiting, guint, i), to = arrangement_host_of(schedule->wanted, guest);
    if (breaks_wave(schedule, arrangement_host_of(schedule->now, guest), to)) {
      i++;
      continue;
    }
    rules_company(schedule->now, guest, company);
    /* Who stands before it in the list was looked at already, with all of its company. */
    if (goes_together(schedule, company) && send_company(schedule, company, to))
      stop_waiting(schedule, company, i);
    else
      i++;
  }
  next_wave(schedule);
  return schedule->legs->len > before;
}

/* The smallest waiting guest that a third host takes for a while goes there. Each guest is parked once at most, so that this ends. */
static gboolean park_one(struct schedule *schedule, guchar *parked)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(schedule->now);
  guint smallest = NOWHERE, where = NOWHERE;
  for (guint i = 0; i < schedule->waiting->len; i++) {
    guint guest = g_array_index(schedule->waiting, guint, i), n;
    const struct placement_guest *known = snapshot_guest(snapshot, guest);
    if (parked[guest] ||
        (smallest != NOWHERE && known->memory_bytes >= snapshot_guest(snapshot, smallest)->memory_bytes))
      continue;
    const guint *hosts = snapshot_hosts_of(
        snapshot, snapshot_host(snapshot, arrangement_host_of(schedule->now, guest))->cluster, &n);
    for (guint h = 0; h < n; h++)
      if (hosts[h] != arrangement_host_of(schedule->now, guest) &&
          hosts[h] != arrangement_host_of(schedule->wanted, guest) && can_go(schedule, guest, hosts[h])) {
        smallest = guest;
        where = hosts[h];
        break;
      }
  }
  if (smallest == NOWHERE)
    return FALSE;
  parked[smallest] = 1;
  go(schedule, smallest, where, TRUE);
  next_wave(schedule);
  return TRUE;
}

/* A guest that was parked for nothing goes home: its leg there is taken back, which was the last of its guest. */
static void unpark(struct schedule *schedule, const struct arrangement *from, guint guest)
{
  for (guint i = schedule->legs->len; i-- > 0;) {
    const struct leg leg = g_array_index(schedule->legs, struct leg, i); /* a copy: the array grows */
    if (leg.guest == guest && leg.is_parking &&
        constraint_first(schedule->now, guest, arrangement_host_of(from, guest), schedule->pardons) == NULL)
      go(schedule, guest, arrangement_host_of(from, guest), FALSE);
    if (leg.guest == guest)
      break;
  }
  next_wave(schedule);
}

static int by_index(const void *left, const void *right)
{
  guint one = *(const guint *)left, other = *(const guint *)right;
  return one < other ? -1 : one > other;
}

/* Who is to move, in the snapshot's order. Only hosts whose guests differ are looked at: few guests of a fleet move. */
static void find_waiting(struct schedule *schedule, const struct arrangement *from)
{
  for (guint h = 0; h < snapshot_n_hosts(arrangement_snapshot(from)); h++) {
    if (arrangement_stamp(from, h) == arrangement_stamp(schedule->wanted, h))
      continue;
    for (guint g = arrangement_first(from, h); g != NOWHERE; g = arrangement_next(from, g))
      if (arrangement_host_of(schedule->wanted, g) != h)
        g_array_append_val(schedule->waiting, g);
  }
  g_array_sort(schedule->waiting, by_index);
}

GArray *schedule_moves(const struct arrangement *from, const struct arrangement *wanted, guint pardons, GArray *stuck)
{
  struct schedule schedule;
  begin(&schedule, from, pardons);
  schedule.wanted = wanted;
  find_waiting(&schedule, from);
  g_autofree guchar *parked = g_malloc0(snapshot_n_guests(arrangement_snapshot(from)));
  while (schedule.waiting->len > 0 && (send_wave(&schedule) || park_one(&schedule, parked)))
    ;
  for (guint i = 0; i < schedule.waiting->len; i++) {
    unpark(&schedule, from, g_array_index(schedule.waiting, guint, i));
    if (stuck)
      g_array_append_val(stuck, g_array_index(schedule.waiting, guint, i));
  }
  return end(&schedule);
}

/* The company of the step's guest, which goes with the steps behind it. */
static void company_of_step(const struct schedule *schedule, const GArray *steps, guint at, GArray *company)
{
  const struct step *first = &g_array_index(steps, struct step, at);
  rules_company(schedule->now, first->guest, company);
  guint n = company->len;
  g_array_set_size(company, 0);
  for (guint i = at; i < MIN(steps->len, at + n) && g_array_index(steps, struct step, i).to == first->to; i++)
    g_array_append_val(company, g_array_index(steps, struct step, i).guest);
}

GArray *schedule_steps(const struct arrangement *from, const GArray *steps, guint pardons)
{
  struct schedule schedule;
  begin(&schedule, from, pardons);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < steps->len; i += company->len) {
    guint to = g_array_index(steps, struct step, i).to;
    company_of_step(&schedule, steps, i, company);
    if (send_company(&schedule, company, to))
      continue;
    next_wave(&schedule);
    if (!send_company(&schedule, company, to))
      break;
  }
  return end(&schedule);
}

GArray *schedule_plan(const struct arrangement *from, const struct arrangement *wanted, const GArray *steps, guint pardons,
                      GArray *stuck)
{
  g_array_set_size(stuck, 0);
  GArray *legs = schedule_moves(from, wanted, pardons, stuck);
  if (steps->len == 0 || (stuck->len == 0 && legs->len <= steps->len))
    return legs;
  g_array_unref(legs);
  g_array_set_size(stuck, 0);
  return schedule_steps(from, steps, pardons);
}

/* Checks the legs of one company from `at` on, as many as it has guests, and takes them. FALSE: with why not. */
static gboolean take_company(struct schedule *schedule, const GArray *legs, guint at, const GArray *company, GString *why)
{
  const struct leg *first = &g_array_index(legs, struct leg, at);
  guint from = arrangement_host_of(schedule->now, first->guest);
  for (guint i = 0; i < company->len; i++) {
    const struct leg *leg = at + i < legs->len ? &g_array_index(legs, struct leg, at + i) : NULL;
    if (!leg || leg->to != first->to || !company_has(company, leg->guest)) {
      g_string_append(why, "those that move with it do not");
      return FALSE;
    }
  }
  if (!company_go(schedule->now, company, first->to, schedule->pardons, why))
    return FALSE;
  for (guint i = 0; i < company->len; i++) {
    const struct leg *leg = &g_array_index(legs, struct leg, at + i);
    while (schedule->wave < leg->wave)
      next_wave(schedule);
    const char *broken = breaks_wave(schedule, from, leg->to);
    if (broken) {
      g_string_append(why, broken);
      return FALSE;
    }
    note(schedule, leg->guest, from, leg->to, leg->is_parking);
  }
  return TRUE;
}

gboolean schedule_is_feasible(const struct arrangement *from, const GArray *legs, guint pardons, char **why)
{
  struct schedule schedule;
  const struct placement_snapshot *snapshot = arrangement_snapshot(from);
  begin(&schedule, from, pardons);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GString) text = g_string_new(NULL);
  gboolean is_feasible = TRUE;
  for (guint i = 0; i < legs->len && is_feasible; i += company->len) {
    const struct leg *leg = &g_array_index(legs, struct leg, i);
    rules_company(schedule.now, leg->guest, company);
    is_feasible = take_company(&schedule, legs, i, company, text);
    if (!is_feasible && why)
      *why = g_strdup_printf("%s on %s: %s", snapshot_guest(snapshot, leg->guest)->name,
                             snapshot_host(snapshot, leg->to)->name, text->str);
  }
  g_array_unref(end(&schedule));
  return is_feasible;
}
