/* What the terms of a product did not allow: three passes over its stays. */
#include "model/licence_report.h"

#include "base/quantity.h"

#include <string.h>

struct search {
  const struct licence_question *question;
  const struct licence_hosts *hosts;
  const GPtrArray *residences;
  GArray *found; /* struct found */
};

/* A breach before it is put in words, which only those get that are kept. */
struct found {
  enum licence_breach_kind kind;
  const struct residence *residence;
  const struct residence *after; /* of BREACH_STAY: where it went on to */
  gint64 from_us, until_us;
  guint peak; /* of BREACH_ENTITLEMENTS */
};

/* What ended before the time that is asked for is not told. */
static void add_found(const struct search *search, struct found found)
{
  if (!found.until_us || found.until_us >= search->question->from_us)
    g_array_append_val(search->found, found);
}

static void find_wrong_hosts(const struct search *search)
{
  for (guint i = 0; i < search->residences->len; i++) {
    const struct residence *residence = search->residences->pdata[i];
    if (!licence_hosts_allow(search->hosts, residence->host))
      add_found(search, (struct found){BREACH_HOST, residence, NULL, residence->since_us, residence->until_us, 0});
  }
}

/* ---- gone on too early --------------------------------------------------------------------------- */

/* A host that was not licensed anyway may be left at any time. */
static void judge_move(const struct search *search, const struct residence *before, const struct residence *after)
{
  gint64 stay_us = (gint64)search->question->licence->stay_sec * G_USEC_PER_SEC;
  gint64 end_us = before->moved_us + stay_us;
  if (!before->moved_us || after->since_us >= end_us || strcmp(before->host, after->host) == 0 ||
      !licence_hosts_allow(search->hosts, before->host))
    return;
  add_found(search, (struct found){BREACH_STAY, before, after, after->since_us,
                                   end_us > search->question->now_us ? 0 : end_us, 0});
}

static void find_early_moves(const struct search *search)
{
  g_autoptr(GHashTable) last = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < search->residences->len; i++) {
    const struct residence *residence = search->residences->pdata[i];
    const struct residence *before = g_hash_table_lookup(last, residence->uuid);
    if (before)
      judge_move(search, before, residence);
    g_hash_table_replace(last, (gpointer)residence->uuid, (gpointer)residence);
  }
}

/* ---- more than there are entitlements ------------------------------------------------------------ */

struct change {
  gint64 time_us;
  gboolean is_begin;
  const struct residence *residence;
};

/* At one moment what ends does so before anything begins: a guest that moves is nowhere twice. */
static int change_order(gconstpointer a, gconstpointer b)
{
  const struct change *left = a, *right = b;
  if (left->time_us != right->time_us)
    return left->time_us < right->time_us ? -1 : 1;
  if (left->is_begin != right->is_begin)
    return left->is_begin ? 1 : -1;
  return left->residence->id < right->residence->id ? -1 : left->residence->id > right->residence->id;
}

/* When it ceased to count: until then the guest was there, or an entitlement bound. 0: it counts still. */
static gint64 end_us_of(const struct search *search, const struct residence *residence)
{
  gint64 stay_us = (gint64)search->question->licence->stay_sec * G_USEC_PER_SEC;
  gboolean binds = residence->moved_us && licence_hosts_allow(search->hosts, residence->host);
  gint64 end_us = MAX(residence->until_us, binds ? residence->moved_us + stay_us : 0);
  return residence->until_us && end_us <= search->question->now_us ? end_us : 0;
}

static GArray *changes_of(const struct search *search)
{
  GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
  for (guint i = 0; i < search->residences->len; i++) {
    const struct residence *residence = search->residences->pdata[i];
    gint64 end_us = end_us_of(search, residence);
    const struct change begin = {residence->since_us, TRUE, residence}, end = {end_us, FALSE, residence};
    if (end_us && end_us < search->question->from_us)
      continue;
    g_array_append_val(changes, begin);
    if (end_us)
      g_array_append_val(changes, end);
  }
  g_array_sort(changes, change_order);
  return changes;
}

/* While the changes are gone through: how often each host counts, and the excess that lasts. */
struct count {
  GHashTable *stays; /* host -> number */
  guint units, peak;
  const struct residence *excess; /* that began it; NULL: none */
  gint64 since_us;
};

static void count_change(const struct search *search, struct count *count, const struct change *change)
{
  char *host = change->residence->host;
  guint before = GPOINTER_TO_UINT(g_hash_table_lookup(count->stays, host));
  guint after = change->is_begin ? before + 1 : before - 1;
  g_hash_table_insert(count->stays, host, GUINT_TO_POINTER(after));
  if (before == 0)
    count->units += licence_hosts_units(search->hosts, host);
  else if (after == 0)
    count->units -= licence_hosts_units(search->hosts, host);
}

static void end_excess(const struct search *search, struct count *count, gint64 until_us)
{
  const struct residence *residence = g_steal_pointer(&count->excess);
  if (residence && until_us != count->since_us)
    add_found(search, (struct found){BREACH_ENTITLEMENTS, residence, NULL, count->since_us, until_us, count->peak});
}

static void find_excess(const struct search *search)
{
  guint entitlements = search->question->licence->entitlements;
  if (entitlements == 0)
    return;
  g_autoptr(GArray) changes = changes_of(search);
  g_autoptr(GHashTable) stays = g_hash_table_new(g_str_hash, g_str_equal);
  struct count count = {.stays = stays};
  for (guint i = 0; i < changes->len; i++) {
    const struct change *change = &g_array_index(changes, struct change, i);
    count_change(search, &count, change);
    if (count.units > entitlements && !count.excess) {
      count.excess = change->residence;
      count.since_us = change->time_us;
      count.peak = 0;
    } else if (count.units <= entitlements) {
      end_excess(search, &count, change->time_us);
    }
    count.peak = MAX(count.peak, count.units);
  }
  end_excess(search, &count, 0);
}

/* ---- in words ------------------------------------------------------------------------------------ */

static char *found_text(const struct licence *licence, const struct found *found)
{
  const struct residence *residence = found->residence;
  g_autofree char *stay = span_format((double)licence->stay_sec);
  g_autofree char *past = span_format((double)(found->from_us - residence->moved_us) / G_USEC_PER_SEC);
  switch (found->kind) {
  case BREACH_HOST:
    return g_strdup_printf("%s %s on %s, which is not licensed for %s", residence->guest, found->until_us ? "ran" : "runs",
                           residence->host, licence->name);
  case BREACH_STAY:
    return g_strdup_printf("%s went on from %s to %s, %s after it had come: %s binds for %s", residence->guest, residence->host,
                           found->after->host, past, licence->name, stay);
  default:
    return g_strdup_printf("%u %ss %s in use or bound for %s, which has %u, since %s came to %s", found->peak,
                           licence_per_name(licence->per), found->until_us ? "were" : "are", licence->name,
                           licence->entitlements, residence->guest, residence->host);
  }
}

static struct licence_breach *breach_new(const struct licence *licence, const struct found *found)
{
  struct licence_breach *breach = g_new(struct licence_breach, 1);
  *breach = (struct licence_breach){
      .kind = found->kind,
      .guest = g_strdup(found->residence->guest),
      .uuid = g_strdup(found->residence->uuid),
      .host = g_strdup(found->residence->host),
      .from_us = found->from_us,
      .until_us = found->until_us,
      .text = found_text(licence, found),
  };
  return breach;
}

static int found_order(gconstpointer a, gconstpointer b)
{
  const struct found *left = a, *right = b;
  if (left->from_us != right->from_us)
    return left->from_us < right->from_us ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  return left->residence->id < right->residence->id ? -1 : left->residence->id > right->residence->id;
}

void licence_find_breaches(struct licence_report *report, const struct licence_question *question,
                           const struct licence_hosts *hosts, const GPtrArray *residences)
{
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct found));
  const struct search search = {question, hosts, residences, found};
  find_wrong_hosts(&search);
  find_early_moves(&search);
  find_excess(&search);
  g_array_sort(found, found_order);
  report->n_breaches = found->len;
  for (guint i = found->len - MIN(found->len, LICENCE_BREACHES_MAX); i < found->len; i++)
    g_ptr_array_add(report->breaches, breach_new(question->licence, &g_array_index(found, struct found, i)));
}
