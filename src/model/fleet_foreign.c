/* What others do to guests, as the lists of the hosts show it. */
#include "model/fleet_state.h"

void fleet_set_foreign_hold(struct fleet *fleet, guint hold_ms)
{
  foreign_book_set_hold(fleet->foreign, (gint64)hold_ms * 1000);
}

static void see(struct fleet *fleet, const char *uuid)
{
  const struct guest *guest = fleet_guest(fleet, uuid);
  if (guest)
    foreign_book_see(fleet->foreign, guest, fleet_owner(fleet, guest), clock_monotonic_us(fleet->clock));
}

void fleet_foreign_follow(struct fleet *fleet, const struct sighting *sightings, gsize n, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer name_or_uuid;
  for (gsize i = 0; i < n; i++)
    see(fleet, sightings[i].uuid);
  g_hash_table_iter_init(&iter, touched);
  while (g_hash_table_iter_next(&iter, &name_or_uuid, NULL))
    see(fleet, name_or_uuid);
}

const char *fleet_foreign_hold(const struct fleet *fleet, const char *uuid)
{
  return foreign_book_hold(fleet->foreign, uuid, clock_monotonic_us(fleet->clock));
}

double fleet_foreign_hold_sec(const struct fleet *fleet, const char *uuid)
{
  gint64 left_us = foreign_book_hold_until(fleet->foreign, uuid) - clock_monotonic_us(fleet->clock);
  return left_us > 0 ? (double)left_us / G_USEC_PER_SEC : 0;
}

void fleet_hold_guest(struct fleet *fleet, const char *uuid, const char *why, double ago_sec)
{
  foreign_book_hold_guest(fleet->foreign, uuid, why,
                          clock_monotonic_us(fleet->clock) - (gint64)(ago_sec * G_USEC_PER_SEC));
}

static gboolean rule_means(const struct fleet *fleet, const struct rule *rule, const struct guest *guest)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  g_auto(GStrv) labels = labels_texts(fleet_traits(fleet, subject)->labels);
  for (guint i = 0; i < rule->guests->len; i++)
    if (selector_means(rule->guests->pdata[i], guest->name, guest->uuid, (const char *const *)labels))
      return TRUE;
  return FALSE;
}

GPtrArray *fleet_company(const struct fleet *fleet, const char *uuid)
{
  GPtrArray *company = g_ptr_array_new();
  const struct guest *guest = fleet_guest(fleet, uuid);
  const GPtrArray *guests = fleet_guests(fleet);
  for (guint r = 0; guest && r < fleet->rules->len; r++) {
    const struct rule *rule = fleet->rules->pdata[r];
    if ((rule->kind != RULE_AFFINITY && rule->kind != RULE_GROUP) || !rule_means(fleet, rule, guest))
      continue;
    for (guint i = 0; i < guests->len; i++)
      if (guests->pdata[i] != guest && rule_means(fleet, rule, guests->pdata[i]) &&
          !g_ptr_array_find(company, guests->pdata[i], NULL))
        g_ptr_array_add(company, guests->pdata[i]);
  }
  return company;
}

GPtrArray *fleet_steal_foreign_events(struct fleet *fleet)
{
  return foreign_book_steal_events(fleet->foreign);
}

void fleet_sweep_foreign(struct fleet *fleet)
{
  foreign_book_sweep(fleet->foreign, clock_monotonic_us(fleet->clock));
}
