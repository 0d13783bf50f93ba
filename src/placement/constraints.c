#include "placement/constraints.h"

#include "base/quantity.h"
#include "placement/licences.h"
#include "placement/processors.h"
#include "placement/reserve.h"
#include "placement/rules.h"

#include <math.h>
#include <string.h>

static gboolean by_request(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  (void)guest;
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  if (known->is_excluded && why)
    g_string_append_printf(why, "you asked for another host than %s", known->name);
  return known->is_excluded;
}

static gboolean by_state(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  (void)guest;
  static const char *const words[HOST_STATES] = {
      [HOST_DOWN] = "its libvirtd does not answer",
      [HOST_RESTRICTED] = "it is given no new guests",
      [HOST_EVACUATED] = "its guests are to leave it",
  };
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  if (known->state == HOST_READY && known->is_judged)
    return FALSE;
  if (why && known->state == HOST_READY)
    g_string_append(why, known->problem);
  else if (why)
    g_string_append_printf(why, "%s%s%s", words[known->state], known->state_reason && *known->state_reason ? ": " : "",
                           known->state_reason ? known->state_reason : "");
  return TRUE;
}

static gboolean by_cluster(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint home = snapshot_guest(snapshot, guest)->host, cluster = snapshot_host(snapshot, host)->cluster;
  if (home == NOWHERE || snapshot_host(snapshot, home)->cluster == cluster)
    return FALSE;
  if (why)
    g_string_append_printf(why, "it belongs to %s", snapshot_cluster(snapshot, cluster)->name);
  return TRUE;
}

static gboolean by_ignore(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_guest *known = snapshot_guest(arrangement_snapshot(arrangement), guest);
  if (!known->is_ignored || arrangement_host_of(arrangement, guest) == host)
    return FALSE;
  if (why)
    g_string_append_printf(why, "%s %s", known->name,
                           known->is_moving      ? "is being moved"
                           : known->ignored_why ? known->ignored_why
                                                : "is to be left where it is");
  return TRUE;
}

static gboolean by_count(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_guest *known = snapshot_guest(arrangement_snapshot(arrangement), guest);
  guint cpus = snapshot_host(arrangement_snapshot(arrangement), host)->cpus;
  if (cpus == 0 || known->vcpus <= cpus)
    return FALSE;
  if (why)
    g_string_append_printf(why, "%s has %u, the host %u", known->name, known->vcpus, cpus);
  return TRUE;
}

static gboolean by_memory(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_host *known = snapshot_host(snapshot, host);
  double with = arrangement_high_with(arrangement, host, guest, RESOURCE_MEMORY);
  double reserve = known->reserve[RESOURCE_MEMORY];
  if (with <= known->capacity[RESOURCE_MEMORY] - reserve)
    return FALSE;
  if (!why)
    return TRUE;
  if (isnan(with)) {
    g_string_append(why, "how much is available is unknown");
    return TRUE;
  }
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  double left = known->capacity[RESOURCE_MEMORY] - with + moved->usual[RESOURCE_MEMORY];
  g_autofree char *needs = size_format(moved->memory_bytes);
  g_autofree char *available = size_format(left > 0 ? (guint64)left : 0);
  g_autofree char *reserved = size_format((guint64)reserve);
  g_string_append_printf(why, "%s needs %s, %s are available and %s are reserved", moved->name, needs, available, reserved);
  return TRUE;
}

/* A guest that does nothing costs nothing, so it may go where the processors are full. */
#define CPU_NOTHING 0.01
/* Loads are rounded (placement/snapshot.c). */
#define CPU_EXACT 1e-5

static gboolean by_processors(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_host *known = snapshot_host(snapshot, host);
  double takes = snapshot_guest(snapshot, guest)->high[RESOURCE_CPU];
  double with = arrangement_high_with(arrangement, host, guest, RESOURCE_CPU), capacity = known->capacity[RESOURCE_CPU];
  if (with <= capacity - known->reserve[RESOURCE_CPU] + CPU_EXACT || (takes < CPU_NOTHING && !isnan(with)))
    return FALSE;
  if (why && isnan(with))
    g_string_append(why, "its load or the guest's is unknown");
  else if (why)
    g_string_append_printf(why, "%.0f %% busy with %s on it, %.0f %% are allowed", 100 * with / capacity,
                           snapshot_guest(snapshot, guest)->name, 100 * (1 - known->reserve[RESOURCE_CPU] / capacity));
  return TRUE;
}

/* It has there what it needs, whatever the host says. */
static gboolean runs_on(const struct placement_guest *guest, guint host)
{
  return guest->is_running && guest->host == host;
}

/* What libvirt said of this host. What the guest runs with it has for certain only where its own host can give it, too:
 * elsewhere QEMU may have left something out. */
static enum cpu_fit fit_of(const struct placement_snapshot *snapshot, const struct placement_guest *guest, guint host)
{
  const struct processors *processors = snapshot_processors(snapshot);
  if (guest->takes_any_processor || runs_on(guest, host))
    return CPU_FIT_YES;
  if (!guest->processor)
    return CPU_FIT_UNKNOWN;
  enum cpu_fit fit = processors_fit(processors, guest->processor, host);
  gboolean is_proved = !guest->is_running || guest->host == NOWHERE ||
                       processors_fit(processors, guest->processor, guest->host) != CPU_FIT_NO;
  return fit == CPU_FIT_NO && !is_proved ? CPU_FIT_UNKNOWN : fit;
}

static void explain_fit(const struct placement_snapshot *snapshot, const struct placement_guest *guest, guint host, GString *why)
{
  const struct processors *processors = snapshot_processors(snapshot);
  g_string_append_printf(why, "%s cannot give %s the processor %s (%s): libvirt says: %s", snapshot_host(snapshot, host)->name,
                         guest->name, guest->is_running ? "it runs with" : "of its definition",
                         processors_label(processors, guest->processor),
                         processors_reason(processors, guest->processor, host));
}

static gboolean by_model(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  enum cpu_fit fit = fit_of(snapshot, moved, host);
  if (fit == CPU_FIT_NO && why)
    explain_fit(snapshot, moved, host, why);
  if (fit != CPU_FIT_UNKNOWN)
    return fit == CPU_FIT_NO;
  const char *has = snapshot_host(snapshot, host)->cpu_model, *needs = moved->cpu_model;
  if (!needs && moved->host != NOWHERE)
    needs = snapshot_host(snapshot, moved->host)->cpu_model;
  /* The snapshot keeps each name once. */
  if (!has || !needs || has == needs)
    return FALSE;
  if (why)
    g_string_append_printf(why, "%s needs %s, the host is %s", moved->name, needs, has);
  return TRUE;
}

/* The first of `needed` that is not among `offered`; both sorted; NULL: all are there, or it is not known. */
static const char *missing(const char *const *needed, const char *const *offered)
{
  if (!needed || !offered)
    return NULL;
  for (; *needed; needed++) {
    int order = -1;
    while (*offered && (order = strcmp(*offered, *needed)) < 0)
      offered++;
    if (!*offered || order != 0)
      return *needed;
  }
  return NULL;
}

static gboolean by_networks(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  const char *lacks = runs_on(moved, host) ? NULL : missing(moved->networks, snapshot_host(snapshot, host)->networks);
  if (lacks && why)
    g_string_append_printf(why, "%s needs %s, which the host has not", moved->name, lacks);
  return lacks != NULL;
}

static gboolean by_storage(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_guest *moved = snapshot_guest(snapshot, guest);
  const char *lacks = runs_on(moved, host) ? NULL : missing(moved->storage, snapshot_host(snapshot, host)->storage);
  if (lacks && why)
    g_string_append_printf(why, "%s needs %s, which the host has not", moved->name, lacks);
  return lacks != NULL;
}

static gboolean by_reserve(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  struct reserve *reserve = arrangement_reserve(arrangement);
  return reserve && !reserve_admits(reserve, arrangement, guest, host, why);
}

static const struct constraint constraints[] = {
    {"excluded", GROUND_MOMENT, 0, by_request},
    {"state", GROUND_MOMENT, 0, by_state},
    {"cluster", GROUND_MOMENT, 0, by_cluster},
    {"ignored", GROUND_MOMENT, PARDON_IGNORED, by_ignore},
    {"processors", GROUND_PAIR, 0, by_count},
    {"memory", GROUND_MOMENT, 0, by_memory},
    {"processors", GROUND_MOMENT, PARDON_LOAD, by_processors},
    {"processor model", GROUND_PAIR, 0, by_model},
    {"network", GROUND_PAIR, 0, by_networks},
    {"storage", GROUND_PAIR, 0, by_storage},
    {"rule", GROUND_PAIR, 0, rules_forbid_host},
    {"rule", GROUND_OTHERS, 0, rules_forbid_company},
    {"licence", GROUND_PAIR, 0, licences_forbid_host},
    {"licence", GROUND_MOMENT, 0, licences_forbid_leaving},
    {"licence", GROUND_OTHERS, 0, licences_forbid_more},
    {"reserve", GROUND_MOMENT, PARDON_RESERVE, by_reserve},
};

static gboolean forbids_pair(const struct arrangement *arrangement, guint guest, guint host)
{
  for (gsize i = 0; i < G_N_ELEMENTS(constraints); i++)
    if (constraints[i].ground == GROUND_PAIR && constraints[i].forbids(arrangement, guest, host, NULL))
      return TRUE;
  return FALSE;
}

static gboolean is_parted(const struct arrangement *arrangement, guint guest)
{
  return rules_part(snapshot_rules(arrangement_snapshot(arrangement)), guest);
}

const struct reserve_terms *constraint_terms(void)
{
  static const struct reserve_terms terms = {.never = forbids_pair, .is_bound = is_parted, .not_now = rules_keep_apart};
  return &terms;
}

const struct constraint *constraint_first(const struct arrangement *arrangement, guint guest, guint host, guint pardons)
{
  for (gsize i = 0; i < G_N_ELEMENTS(constraints); i++)
    if (!(constraints[i].pardon & pardons) && constraints[i].forbids(arrangement, guest, host, NULL))
      return &constraints[i];
  return NULL;
}

char *constraint_explain(const struct arrangement *arrangement, guint guest, guint host, guint pardons)
{
  const struct constraint *first = constraint_first(arrangement, guest, host, pardons);
  if (!first)
    return NULL;
  GString *text = g_string_new(first->name);
  g_string_append(text, ": ");
  first->forbids(arrangement, guest, host, text);
  return g_string_free(text, FALSE);
}
