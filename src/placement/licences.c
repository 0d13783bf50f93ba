#include "placement/licences.h"

#include "base/quantity.h"

#include <string.h>

struct product {
  const struct licence *licence;
  guint *units;   /* by host: entitlements that it takes while in use; 0: not known */
  guchar *places; /* by host: whether it may be in use there */
  guchar *bound;  /* by host: whether it counts as in use, whoever runs there */
  gsize counts;   /* where its counts begin: of guests on each host, then of entitlements in use, then of hosts in use whose units are not known */
};

struct licences {
  const struct placement_snapshot *snapshot;
  GArray *products;   /* struct product */
  GPtrArray *unknown; /* struct licence: named by guests, described by nobody */
  GArray **of;        /* by guest: guint, its products; NULL: none */
  guint n_hosts;
};

static void product_clear(gpointer data)
{
  struct product *product = data;
  g_free(product->units);
  g_free(product->places);
  g_free(product->bound);
}

static void add_product(struct licences *licences, const struct licence *licence, gboolean is_known)
{
  struct product product = {
      .licence = licence,
      .units = g_new0(guint, licences->n_hosts),
      .places = g_new0(guchar, licences->n_hosts),
      .bound = g_new0(guchar, licences->n_hosts),
      .counts = licences->products->len * (licences->n_hosts + 2u),
  };
  for (guint h = 0; h < licences->n_hosts; h++) {
    const struct placement_host *host = snapshot_host(licences->snapshot, h);
    product.units[h] = licence_units(licence->per, host->sockets, host->cores);
    product.places[h] = is_known && licence_means_host(licence, host->name, host->labels);
  }
  g_array_append_val(licences->products, product);
}

/* NOWHERE: none of that name. */
static guint product_index(const struct licences *licences, const char *name)
{
  for (guint i = 0; i < licences->products->len; i++)
    if (strcmp(g_array_index(licences->products, struct product, i).licence->name, name) == 0)
      return i;
  return NOWHERE;
}

static void find_products(struct licences *licences, guint guest, const char *const *names)
{
  licences->of[guest] = g_array_new(FALSE, FALSE, sizeof(guint));
  for (; *names; names++) {
    guint index = product_index(licences, *names);
    if (index == NOWHERE) {
      struct licence *licence = licence_new(*names, LICENCE_PER_HOST);
      g_ptr_array_add(licences->unknown, licence);
      index = licences->products->len;
      add_product(licences, licence, FALSE);
    }
    g_array_append_val(licences->of[guest], index);
  }
}

struct licences *licences_new(const struct placement_snapshot *snapshot, const GPtrArray *list)
{
  struct licences *licences = g_new0(struct licences, 1);
  licences->snapshot = snapshot;
  licences->n_hosts = snapshot_n_hosts(snapshot);
  licences->products = g_array_new(FALSE, FALSE, sizeof(struct product));
  g_array_set_clear_func(licences->products, product_clear);
  licences->unknown = g_ptr_array_new_with_free_func((GDestroyNotify)licence_free);
  for (guint i = 0; i < list->len; i++)
    add_product(licences, list->pdata[i], TRUE);
  licences->of = g_new0(GArray *, snapshot_n_guests(snapshot) + 1);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++)
    if (snapshot_guest(snapshot, g)->licences)
      find_products(licences, g, snapshot_guest(snapshot, g)->licences);
  return licences;
}

void licences_free(struct licences *licences)
{
  if (!licences)
    return;
  for (guint g = 0; g < snapshot_n_guests(licences->snapshot); g++)
    g_clear_pointer(&licences->of[g], g_array_unref);
  g_free(licences->of);
  g_array_unref(licences->products);
  g_ptr_array_unref(licences->unknown);
  g_free(licences);
}

void licences_bind(struct licences *licences, const char *name, guint host)
{
  guint index = product_index(licences, name);
  if (index != NOWHERE)
    g_array_index(licences->products, struct product, index).bound[host] = TRUE;
}

/* The guest's product number `i`, NULL behind the last. */
static const struct product *product_of(const struct licences *licences, guint guest, guint i)
{
  const GArray *of = licences ? licences->of[guest] : NULL;
  return of && i < of->len ? &g_array_index(licences->products, struct product, g_array_index(of, guint, i)) : NULL;
}

/* ---- what is in use ------------------------------------------------------------------------------ */

/* The host comes to be in use, or ceases to. */
static void use_host(const struct licences *licences, guint *counts, const struct product *product, guint host, int by)
{
  guint *sums = &counts[product->counts + licences->n_hosts];
  sums[0] += (guint)by * product->units[host];
  sums[1] += product->units[host] == 0 ? (guint)by : 0;
}

gsize licences_n_counts(const struct licences *licences)
{
  return licences->products->len * (licences->n_hosts + 2u);
}

void licences_begin(const struct licences *licences, guint *counts)
{
  for (guint i = 0; i < licences->products->len; i++) {
    const struct product *product = &g_array_index(licences->products, struct product, i);
    for (guint h = 0; h < licences->n_hosts; h++)
      if (product->bound[h])
        use_host(licences, counts, product, h, 1);
  }
}

void licences_count(const struct licences *licences, guint *counts, guint guest, guint host, int by)
{
  const struct product *product;
  for (guint i = 0; (product = product_of(licences, guest, i)); i++) {
    guint *here = &counts[product->counts + host];
    gboolean was_in_use = *here > 0 || product->bound[host];
    *here += (guint)by;
    if (was_in_use != (*here > 0 || product->bound[host]))
      use_host(licences, counts, product, host, by);
  }
}

/* ---- what that forbids --------------------------------------------------------------------------- */

gboolean licences_forbid_host(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct licences *licences = snapshot_licences(snapshot);
  const struct product *product;
  for (guint i = 0; (product = product_of(licences, guest, i)); i++) {
    if (product->places[host])
      continue;
    if (why)
      g_string_append_printf(why, "%s: %s is not licensed for it", product->licence->name, snapshot_host(snapshot, host)->name);
    return TRUE;
  }
  return FALSE;
}

guint licences_conflicts(const struct arrangement *arrangement, guint guest, guint host)
{
  const struct licences *licences = snapshot_licences(arrangement_snapshot(arrangement));
  const struct product *product;
  guint sum = 0;
  for (guint i = 0; (product = product_of(licences, guest, i)); i++)
    sum += !product->places[host];
  return sum;
}

/* What is in use once the guest is on the host: entitlements, and hosts of which it is not known how many they take. */
struct use {
  guint units, unknown;
  gboolean is_more; /* than now */
};

static struct use use_with(const struct arrangement *arrangement, const struct product *product, guint guest, guint host)
{
  const guint *counts = arrangement_licence_counts(arrangement) + product->counts;
  const struct licences *licences = snapshot_licences(arrangement_snapshot(arrangement));
  guint at = arrangement_host_of(arrangement, guest);
  struct use use = {.units = counts[licences->n_hosts], .unknown = counts[licences->n_hosts + 1]};
  if (at == host || counts[host] > 0 || product->bound[host])
    return use;
  gboolean is_left = at != NOWHERE && counts[at] == 1 && !product->bound[at];
  guint freed = is_left ? product->units[at] : 0;
  use.units += product->units[host] - freed;
  use.unknown += product->units[host] == 0 ? 1 : 0;
  use.unknown -= is_left && freed == 0 ? 1 : 0;
  use.is_more = product->units[host] > freed || product->units[host] == 0;
  return use;
}

static void explain_more(const struct product *product, const struct use *use, const char *host, guint takes, GString *why)
{
  static const char *const words[LICENCE_PERS] = {"hosts", "sockets", "cores"};
  const char *word = words[product->licence->per];
  if (takes == 0)
    g_string_append_printf(why, "%s: how many %s %s has is unknown", product->licence->name, word, host);
  else if (use->unknown > 0)
    g_string_append_printf(why, "%s: how many %s it is in use on is unknown", product->licence->name, word);
  else
    g_string_append_printf(why, "%s: it would be in use on %u %s with %s, %u are entitled", product->licence->name, use->units, word,
                           host, product->licence->entitlements);
}

/* A host more. Who uses more than is entitled already is not blamed for a move that makes it no worse. */
gboolean licences_forbid_more(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct product *product;
  for (guint i = 0; (product = product_of(snapshot_licences(snapshot), guest, i)); i++) {
    if (product->licence->entitlements == 0)
      continue;
    struct use use = use_with(arrangement, product, guest, host);
    if (!use.is_more || (use.unknown == 0 && use.units <= product->licence->entitlements))
      continue;
    if (why)
      explain_more(product, &use, snapshot_host(snapshot, host)->name, product->units[host], why);
    return TRUE;
  }
  return FALSE;
}

static void explain_leaving(const struct product *product, const struct placement_guest *guest, const char *home, gboolean is_moved,
                            GString *why)
{
  g_autofree char *stay = span_format((double)product->licence->stay_sec);
  g_autofree char *ago = span_format(guest->moved_sec);
  if (is_moved)
    g_string_append_printf(why, "%s: once moved, %s stays for %s", product->licence->name, guest->name, stay);
  else
    g_string_append_printf(why, "%s: %s came to %s %s ago and stays for %s", product->licence->name, guest->name, home, ago, stay);
}

/* Whoever came to where he is by a plan stays there, too; to take that move back is no further one. */
gboolean licences_forbid_leaving(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct licences *licences = snapshot_licences(snapshot);
  const struct placement_guest *known = snapshot_guest(snapshot, guest);
  guint home = known->host, at = arrangement_host_of(arrangement, guest);
  const struct product *product;
  if (home == NOWHERE || host == home || host == at)
    return FALSE;
  gboolean is_moved = at != NOWHERE && at != home;
  for (guint i = 0; (product = product_of(licences, guest, i)); i++) {
    double stay = (double)product->licence->stay_sec;
    if (stay <= 0 || !(is_moved || (known->moved_sec < stay && product->places[home])))
      continue;
    if (why)
      explain_leaving(product, known, snapshot_host(snapshot, home)->name, is_moved, why);
    return TRUE;
  }
  return FALSE;
}
