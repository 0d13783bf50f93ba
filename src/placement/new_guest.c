#include "placement/new_guest.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

static struct load steady(double figure)
{
  return (struct load){figure, figure, figure};
}

static struct placement_guest unlike_any(void)
{
  struct placement_guest guest = {.dirty_bytes_per_sec = NAN, .downtime_cost = 1};
  for (guint r = 0; r < RESOURCES; r++)
    guest.load[r] = steady(NAN);
  return guest;
}

/* Without what is of that guest alone. */
static struct placement_guest like(const struct placement_snapshot *snapshot, const char *uuid)
{
  guint index = uuid ? snapshot_find_guest(snapshot, uuid) : NOWHERE;
  if (index == NOWHERE)
    return unlike_any();
  struct placement_guest guest = *snapshot_guest(snapshot, index);
  if (!guest.cpu_model && guest.host != NOWHERE)
    guest.cpu_model = snapshot_host(snapshot, guest.host)->cpu_model;
  guest.is_running = guest.is_ignored = FALSE;
  guest.past = NULL;
  return guest;
}

static const char *const *sorted(const char *const *given, const char *const *otherwise, GPtrArray *lists)
{
  if (!given)
    return otherwise;
  guint n = g_strv_length((char **)given);
  const char **copy = g_memdup2(given, (n + 1) * sizeof *copy);
  qsort(copy, n, sizeof *copy, text_order);
  g_ptr_array_add(lists, copy);
  return copy;
}

/* `given` counts where it is known. */
static void expect(struct load *load, double given)
{
  if (!isnan(given))
    *load = steady(given);
}

static void expect_loads(struct placement_guest *guest, const struct guest_profile *profile)
{
  double cpu_pct = isnan(profile->cpu_pct) && !profile->like ? PROFILE_CPU_PCT : profile->cpu_pct;
  expect(&guest->load[RESOURCE_CPU], cpu_pct / 100 * guest->vcpus);
  expect(&guest->load[RESOURCE_DISK], profile->disk_bytes_per_sec);
  expect(&guest->load[RESOURCE_NETWORK], profile->network_bytes_per_sec);
}

void snapshot_add_new_guest(struct placement_snapshot *snapshot, const struct guest_profile *profile)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(g_free);
  struct placement_guest guest = like(snapshot, profile->like);
  guest.uuid = PLACEMENT_NEW_GUEST;
  guest.name = profile->name ? profile->name : "the new guest";
  guest.host = guest.moved_from = NOWHERE;
  guest.moved_sec = INFINITY;
  guest.vcpus = profile->vcpus > 0 ? profile->vcpus : guest.vcpus;
  guest.memory_bytes = profile->memory_bytes > 0 ? profile->memory_bytes : guest.memory_bytes;
  guest.networks = sorted(profile->networks, guest.networks, lists);
  guest.storage = sorted(profile->storage, guest.storage, lists);
  guest.labels = sorted(profile->labels, guest.labels, lists);
  guest.licences = sorted(profile->licences, guest.licences, lists);
  expect_loads(&guest, profile);
  snapshot_add_guest(snapshot, &guest);
}
