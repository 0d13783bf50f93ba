/* The ledger of licensed guests follows what hosts say of them. */
#include "model/fleet_state.h"

static gboolean is_active(const struct sighting *sighting)
{
  return sighting->state != GUEST_OFF && sighting->state != GUEST_CRASHED;
}

/* While two copies run, or seem to, it is not certain where the guest is: nothing is written. */
static void see(struct fleet *fleet, const char *uuid, gint64 now_us)
{
  const struct guest *guest = fleet_guest(fleet, uuid);
  if (!guest || guest->state != GUEST_RUNNING || guest->running_copies != 1)
    return;
  g_autofree char *subject = subject_format(SUBJECT_GUEST, uuid);
  residence_book_see(fleet->residences, guest, fleet_traits(fleet, subject)->licences, now_us);
}

void fleet_residences_follow(struct fleet *fleet, const char *host, const struct sighting *sightings, gsize n)
{
  gint64 now_us = clock_wall_us(fleet->clock);
  if (fleet->licences->len == 0 && residence_book_list(fleet->residences)->length == 0)
    return;
  g_autoptr(GHashTable) active = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < n; i++)
    if (is_active(&sightings[i]))
      g_hash_table_add(active, (gpointer)sightings[i].uuid);
  residence_book_hear(fleet->residences, host, active, left, now_us);
  for (guint i = 0; i < left->len; i++)
    see(fleet, left->pdata[i], now_us);
  for (gsize i = 0; i < n; i++)
    see(fleet, sightings[i].uuid, now_us);
}

void fleet_restore_residences(struct fleet *fleet, GPtrArray *residences)
{
  residence_book_restore(fleet->residences, residences);
  residence_book_keep_hosts(fleet->residences, fleet->hosts_by_name, clock_wall_us(fleet->clock));
}

void fleet_watch_residences(struct fleet *fleet, residence_changed changed, gpointer user)
{
  residence_book_watch(fleet->residences, changed, user);
}

const struct residence_book *fleet_residences(const struct fleet *fleet)
{
  return fleet->residences;
}

double fleet_residence_moved_sec(const struct fleet *fleet, const char *uuid)
{
  return residence_book_moved_sec(fleet->residences, uuid, clock_wall_us(fleet->clock));
}

static gboolean is_licensed(const struct fleet *fleet, const struct licence *licence, const char *host)
{
  g_autofree char *subject = subject_format(SUBJECT_HOST, host);
  g_auto(GStrv) labels = labels_texts(fleet_traits(fleet, subject)->labels);
  return licence_means_host(licence, host, (const char *const *)labels);
}

GPtrArray *fleet_residence_bound(const struct fleet *fleet, const struct licence *licence)
{
  GPtrArray *hosts =
      residence_book_bound(fleet->residences, licence->name, licence->stay_sec, clock_wall_us(fleet->clock));
  for (guint i = hosts->len; i > 0; i--)
    if (!is_licensed(fleet, licence, hosts->pdata[i - 1]))
      g_ptr_array_remove_index(hosts, i - 1);
  return hosts;
}
