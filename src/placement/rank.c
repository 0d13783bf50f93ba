#include "placement/rank.h"

static struct ranked judge(const struct arrangement *arrangement, guint guest, guint host, guint pardons)
{
  struct ranked ranked = {.host = host, .excluded = constraint_first(arrangement, guest, host, pardons)};
  if (ranked.excluded)
    return ranked;
  struct score score;
  score_host(arrangement, guest, host, &score);
  ranked.value = score.value;
  ranked.stars = score_stars(&score);
  return ranked;
}

/* By exact value, not by stars: these are for the eye. */
static int rank_order(gconstpointer a, gconstpointer b)
{
  const struct ranked *left = a, *right = b;
  if (!left->excluded != !right->excluded)
    return left->excluded ? 1 : -1;
  if (left->value < right->value || right->value < left->value)
    return left->value < right->value ? 1 : -1;
  return left->host < right->host ? -1 : 1;
}

GArray *rank_hosts(const struct arrangement *arrangement, guint guest, guint pardons)
{
  guint n = snapshot_n_hosts(arrangement_snapshot(arrangement)), home = arrangement_host_of(arrangement, guest);
  GArray *hosts = g_array_sized_new(FALSE, FALSE, sizeof(struct ranked), n);
  for (guint h = 0; h < n; h++) {
    if (h == home)
      continue;
    struct ranked ranked = judge(arrangement, guest, h, pardons);
    g_array_append_val(hosts, ranked);
  }
  g_array_sort(hosts, rank_order);
  return hosts;
}

guint rank_best(const struct arrangement *arrangement, guint guest, guint pardons)
{
  guint n = snapshot_n_hosts(arrangement_snapshot(arrangement)), home = arrangement_host_of(arrangement, guest);
  struct ranked best = {.host = NOWHERE};
  for (guint h = 0; h < n; h++) {
    if (h == home)
      continue;
    struct ranked ranked = judge(arrangement, guest, h, pardons);
    if (!ranked.excluded && (best.host == NOWHERE || ranked.value > best.value))
      best = ranked;
  }
  return best.host;
}

static struct candidate *candidate_in_words(const struct arrangement *arrangement, guint guest, const struct ranked *ranked,
                                            guint pardons)
{
  struct candidate *candidate = candidate_new();
  candidate->host = g_strdup(snapshot_host(arrangement_snapshot(arrangement), ranked->host)->name);
  if (ranked->excluded) {
    candidate->excluded = constraint_explain(arrangement, guest, ranked->host, pardons);
    candidate->reason = g_strdup("");
    return candidate;
  }
  struct score score;
  score_host(arrangement, guest, ranked->host, &score);
  candidate->stars = ranked->stars;
  candidate->reason = score_explain(arrangement, guest, ranked->host, &score);
  for (guint r = 0; r < RESOURCES; r++)
    candidate->terms[r] = (struct star_term){score.fullness[r], score.weight[r]};
  return candidate;
}

GPtrArray *rank_in_words(const struct arrangement *arrangement, guint guest, const GArray *ranked, guint pardons)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
  for (guint i = 0; i < ranked->len; i++)
    g_ptr_array_add(candidates, candidate_in_words(arrangement, guest, &g_array_index(ranked, struct ranked, i), pardons));
  return candidates;
}

GPtrArray *rank_candidates(const struct arrangement *arrangement, guint guest, guint pardons)
{
  g_autoptr(GArray) ranked = rank_hosts(arrangement, guest, pardons);
  return rank_in_words(arrangement, guest, ranked, pardons);
}
