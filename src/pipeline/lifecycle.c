#include "pipeline/lifecycle.h"

#include "pipeline/news.h"

#include <string.h>

/* A guest as it was seen last. */
struct life {
  char *uuid, *name, *host;
  gint64 missed_us; /* monotonic: since when no host has it; 0: one has */
};

struct lifecycle {
  struct event_book *events;
  const struct fleet *fleet;
  const struct clock *clock;
  GHashTable *lives;  /* UUID -> struct life */
  GHashTable *on;     /* name of a host that has listed its guests -> set of the struct life there */
  GHashTable *silent; /* names of hosts that are told to be silent */
};

static void life_free(gpointer data)
{
  struct life *life = data;
  g_free(life->uuid);
  g_free(life->name);
  g_free(life->host);
  g_free(life);
}

struct lifecycle *lifecycle_new(struct event_book *events, const struct fleet *fleet, const struct clock *clock)
{
  struct lifecycle *lifecycle = g_new(struct lifecycle, 1);
  *lifecycle = (struct lifecycle){events,
                                  fleet,
                                  clock,
                                  g_hash_table_new_full(g_str_hash, g_str_equal, NULL, life_free),
                                  g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref),
                                  g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  return lifecycle;
}

void lifecycle_free(struct lifecycle *lifecycle)
{
  if (!lifecycle)
    return;
  g_hash_table_unref(lifecycle->on);
  g_hash_table_unref(lifecycle->lives);
  g_hash_table_unref(lifecycle->silent);
  g_free(lifecycle);
}

/* `is_new`: it has listed nothing before. */
static GHashTable *guests_on(struct lifecycle *lifecycle, const char *host, gboolean *is_new)
{
  GHashTable *lives = g_hash_table_lookup(lifecycle->on, host);
  *is_new = !lives;
  if (!lives)
    g_hash_table_insert(lifecycle->on, g_strdup(host), lives = g_hash_table_new(NULL, NULL));
  return lives;
}

static void put_on(struct lifecycle *lifecycle, struct life *life, const char *host)
{
  gboolean is_new;
  if (life->host)
    g_hash_table_remove(guests_on(lifecycle, life->host, &is_new), life);
  g_free(life->host);
  life->host = g_strdup(host);
  g_hash_table_add(guests_on(lifecycle, host, &is_new), life);
}

static void meet(struct lifecycle *lifecycle, const struct guest *guest)
{
  struct life *life = g_new0(struct life, 1);
  life->uuid = g_strdup(guest->uuid);
  life->name = g_strdup(guest->name);
  put_on(lifecycle, life, guest->host);
  g_hash_table_insert(lifecycle->lives, life->uuid, life);
}

static void look_at_known(struct lifecycle *lifecycle, struct life *life, const struct guest *guest)
{
  life->missed_us = 0;
  if (strcmp(life->name, guest->name) != 0) {
    g_free(life->name);
    life->name = g_strdup(guest->name);
  }
  if (strcmp(life->host, guest->host) != 0) {
    news_tell_guest_moved(lifecycle->events, lifecycle->clock, lifecycle->fleet, guest, life->host);
    put_on(lifecycle, life, guest->host);
  }
}

/* Which of two hosts lists a moved guest first is anybody's guess. */
static void look_who_left(struct lifecycle *lifecycle, GHashTable *there)
{
  g_autoptr(GList) lives = g_hash_table_get_keys(there);
  for (GList *link = lives; link; link = link->next) {
    struct life *life = link->data;
    const struct guest *guest = fleet_guest(lifecycle->fleet, life->uuid);
    if (guest)
      look_at_known(lifecycle, life, guest);
  }
}

void lifecycle_take_guests(struct lifecycle *lifecycle, const char *host)
{
  gboolean is_first;
  look_who_left(lifecycle, guests_on(lifecycle, host, &is_first));
  g_autoptr(GPtrArray) guests = fleet_guests_on(lifecycle->fleet, host);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    struct life *life = g_hash_table_lookup(lifecycle->lives, guest->uuid);
    if (life) {
      look_at_known(lifecycle, life, guest);
      continue;
    }
    meet(lifecycle, guest);
    if (!is_first)
      news_tell_guest_created(lifecycle->events, lifecycle->clock, lifecycle->fleet, guest);
  }
}

static gboolean is_gone(const struct lifecycle *lifecycle, struct life *life, gint64 now_us)
{
  if (fleet_guest(lifecycle->fleet, life->uuid))
    life->missed_us = 0;
  else if (!life->missed_us)
    life->missed_us = now_us;
  return life->missed_us && now_us - life->missed_us >= LIFECYCLE_GONE_SEC * G_USEC_PER_SEC;
}

static void look_for_gone(struct lifecycle *lifecycle)
{
  gint64 now_us = clock_monotonic_us(lifecycle->clock);
  GHashTableIter iter;
  gpointer data;
  gboolean is_new;
  g_hash_table_iter_init(&iter, lifecycle->lives);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    struct life *life = data;
    if (!is_gone(lifecycle, life, now_us))
      continue;
    news_tell_guest_removed(lifecycle->events, lifecycle->clock, &(struct gone_guest){life->uuid, life->name, life->host});
    g_hash_table_remove(guests_on(lifecycle, life->host, &is_new), life);
    g_hash_table_iter_remove(&iter);
  }
}

static void look_at_host(struct lifecycle *lifecycle, const struct host *host)
{
  const char *state = host_state_name(host);
  gboolean was_silent = g_hash_table_contains(lifecycle->silent, host->name);
  if (strcmp(state, "down") == 0 && g_hash_table_add(lifecycle->silent, g_strdup(host->name)))
    news_tell_host(lifecycle->events, lifecycle->clock, lifecycle->fleet, host, "silent");
  else if (was_silent && (strcmp(state, "up") == 0 || strcmp(state, "partial") == 0)) {
    g_hash_table_remove(lifecycle->silent, host->name);
    news_tell_host(lifecycle->events, lifecycle->clock, lifecycle->fleet, host, "back");
  }
}

void lifecycle_take_interval(struct lifecycle *lifecycle)
{
  const GPtrArray *hosts = fleet_hosts(lifecycle->fleet);
  for (guint i = 0; i < hosts->len; i++)
    look_at_host(lifecycle, hosts->pdata[i]);
  look_for_gone(lifecycle);
  news_tell_provost(lifecycle->events, lifecycle->clock, "heartbeat");
}
