#include "placement/search.h"

#include "placement/company.h"
#include "placement/imbalance.h"
#include "placement/method.h"
#include "placement/rules.h"

#include <math.h>

#define ROOT 0
/* Questions in one level of the search, about. */
#define QUESTIONS 10000
#define WIDTH_MAX 80
#define SITES_MIN 8     /* hosts looked at on each side of a large cluster */
#define UNEVEN 0.05     /* imbalance above which moves are worth it that bring less: many small guests make no large ones */
#define PATIENCE 3      /* levels of a wide search without a better state, after which it ends */

/* A state: that of its parent with one more move. */
struct node {
  guint parent;
  guint guest, from, to; /* the guest with its company */
  double value;  /* imbalance */
  double price;  /* what all its moves must bring together, in host fullness */
  guint64 mark;  /* the same for the same moves in any order */
};

struct search {
  struct arrangement *arrangement;
  struct imbalance *imbalance;
  const struct placement_snapshot *snapshot;
  const struct search_terms *terms;
  guint n_hosts, width, sites; /* hosts that count; states kept; hosts looked at on each side */
  GArray *nodes;
  guint at;      /* the node whose state the arrangement has */
  double *costs;   /* by guest of the hosts that count; NaN: not asked yet */
  GHashTable *companies; /* guest -> GArray, its company as it is at the root; not of those who move by themselves */
  GArray *candidates;    /* guint: those of the host at hand, one of each company */
  GArray *together;      /* guint: the company of the guest at hand in the state at hand */
  guchar *moved; /* by guest of the hosts that count: whether the state at hand has it moved */
  GArray *level;    /* struct node: the best `width` children found, best first */
};

static struct node *node_at(const struct search *search, guint index)
{
  return &g_array_index(search->nodes, struct node, index);
}

/* What is to be made small: imbalance as host fullness over all hosts, and the moves' price. */
static double burden(const struct search *search, const struct node *node)
{
  return node->value * search->n_hosts + node->price;
}

/* ---- going from state to state ---- */

/* NULL: it moves by itself. */
static const GArray *company_of(const struct search *search, guint guest)
{
  return search->companies ? g_hash_table_lookup(search->companies, GUINT_TO_POINTER(guest)) : NULL;
}

/* Those that move with the guest, itself included. */
static const guint *movers(const struct search *search, const guint *guest, guint *n)
{
  const GArray *company = company_of(search, *guest);
  *n = company ? company->len : 1;
  return company ? (const guint *)(const void *)company->data : guest;
}

static void move(struct search *search, guint guest, guint to)
{
  guint n;
  const guint *all = movers(search, &guest, &n);
  for (guint i = 0; i < n; i++)
    imbalance_move(search->imbalance, all[i], to);
}

static void seek(struct search *search, guint target)
{
  g_autoptr(GArray) down = g_array_new(FALSE, FALSE, sizeof(guint));
  guint up = search->at, to = target;
  while (up != to) {
    if (to > up) { /* a child stands behind its parent */
      g_array_append_val(down, to);
      to = node_at(search, to)->parent;
    } else {
      move(search, node_at(search, up)->guest, node_at(search, up)->from);
      search->moved[node_at(search, up)->guest] = 0;
      up = node_at(search, up)->parent;
    }
  }
  for (guint i = down->len; i-- > 0;) {
    const struct node *node = node_at(search, g_array_index(down, guint, i));
    move(search, node->guest, node->to);
    search->moved[node->guest] = 1;
  }
  search->at = target;
}

/* ---- what may move where ---- */

static double cost_of_one(struct search *search, guint guest)
{
  if (search->terms->gain_per_cost <= 0)
    return 0;
  if (isnan(search->costs[guest]))
    search->costs[guest] = method_least_cost(search->snapshot, guest, NOWHERE);
  return search->costs[guest];
}

static double cost_of(struct search *search, guint guest)
{
  guint n;
  const guint *all = movers(search, &guest, &n);
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += cost_of_one(search, all[i]);
  return sum;
}

static gboolean one_is_held(const struct search *search, guint guest, guint to)
{
  const struct placement_guest *known = snapshot_guest(search->snapshot, guest);
  return known->moved_from == to && known->moved_sec < search->terms->hold_down_sec;
}

static gboolean is_held(const struct search *search, guint guest, guint to)
{
  guint n;
  const guint *all = movers(search, &guest, &n);
  for (guint i = 0; i < n; i++)
    if (one_is_held(search, all[i], to))
      return TRUE;
  return FALSE;
}

static gboolean is_forbidden(struct search *search, guint guest, guint to)
{
  const GArray *company = company_of(search, guest);
  if (!company)
    return constraint_first(search->arrangement, guest, to, 0) != NULL;
  return !company_fits(search->arrangement, company, to, 0, NULL);
}

/* Imbalance with the guest, or all of its company, on the host. */
static double value_with(struct search *search, guint guest, const struct imbalance_leaving *leaving, guint to)
{
  guint from = arrangement_host_of(search->arrangement, guest);
  if (!company_of(search, guest))
    return imbalance_arrive(search->imbalance, leaving, to);
  move(search, guest, to);
  double value = imbalance_value(search->imbalance);
  move(search, guest, from);
  return value;
}

/* ---- the best children ---- */

static guint64 mark_of(guint guest, guint to)
{
  guint64 mixed = ((guint64)guest << 32 | to) + 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
  return mixed ^ mixed >> 31;
}

static gboolean is_kept(const struct search *search, guint64 mark)
{
  for (guint i = 0; i < search->level->len; i++)
    if (g_array_index(search->level, struct node, i).mark == mark)
      return TRUE;
  return FALSE;
}

static void keep(struct search *search, const struct node *child)
{
  guint at = search->level->len;
  double weight = burden(search, child);
  while (at > 0 && burden(search, &g_array_index(search->level, struct node, at - 1)) > weight)
    at--;
  g_array_insert_val(search->level, at, *child);
  if (search->level->len > search->width)
    g_array_set_size(search->level, search->width);
}

static void try_move(struct search *search, guint guest, const struct imbalance_leaving *leaving, guint to)
{
  const struct node *parent = node_at(search, search->at);
  struct node child = {.parent = search->at, .guest = guest, .to = to};
  const GArray *company = company_of(search, guest);
  child.value = value_with(search, guest, leaving, to);
  child.price = parent->price + search->terms->gain_min * fmin(1, UNEVEN / parent->value) * (company ? company->len : 1);
  gboolean is_full = search->level->len >= search->width;
  const struct node *worst = is_full ? &g_array_index(search->level, struct node, search->width - 1) : NULL;
  if (worst && burden(search, &child) >= burden(search, worst))
    return;
  child.from = arrangement_host_of(search->arrangement, guest);
  child.mark = parent->mark + mark_of(guest, to);
  child.price += search->terms->gain_per_cost * cost_of(search, guest);
  if (!isfinite(child.price) || (worst && burden(search, &child) >= burden(search, worst)) ||
      is_kept(search, child.mark) || is_held(search, guest, to) ||
      is_forbidden(search, guest, to))
    return;
  keep(search, &child);
}

/* Up to `sites` hosts that stand out most, upwards (sign 1) or downwards (-1), the most outstanding first. */
static guint outstanding(const struct search *search, double sign, guint *found)
{
  guint n, n_found = 0;
  const guint *hosts = imbalance_hosts(search->imbalance, &n);
  g_autofree double *excess = g_new(double, search->sites + 1);
  for (guint i = 0; i < n; i++) {
    double here = sign * imbalance_excess(search->imbalance, hosts[i]);
    guint at = n_found;
    for (; at > 0 && excess[at - 1] < here; at--)
      if (at < search->sites) {
        excess[at] = excess[at - 1];
        found[at] = found[at - 1];
      }
    if (at < search->sites) {
      excess[at] = here;
      found[at] = hosts[i];
      n_found = MIN(n_found + 1, search->sites);
    }
  }
  return n_found;
}

/* Whether moves have brought others to its host who would have to leave with it. */
static gboolean is_joined(const struct search *search, guint guest, const GArray *company)
{
  if (!search->companies)
    return FALSE;
  rules_company(search->arrangement, guest, search->together);
  return search->together->len > (company ? company->len : 1);
}

/* A company is looked at once, and not where some of it are elsewhere by a move, or others have come to it. */
static gboolean may_go(const struct search *search, guint guest)
{
  const GArray *company = company_of(search, guest);
  guint host = arrangement_host_of(search->arrangement, guest);
  if (search->moved[guest] || (company && !company_is_led_by(company, guest)))
    return FALSE;
  for (guint i = 0; company && i < company->len; i++) {
    guint member = g_array_index(company, guint, i);
    if (!snapshot_guest(search->snapshot, member)->is_judged || arrangement_host_of(search->arrangement, member) != host)
      return FALSE;
  }
  return snapshot_guest(search->snapshot, guest)->is_judged && !is_joined(search, guest, company);
}

/* Trying a company changes the order of the host's guests. */
static void find_candidates(struct search *search, guint host)
{
  g_array_set_size(search->candidates, 0);
  for (guint g = arrangement_first(search->arrangement, host); g != NOWHERE; g = arrangement_next(search->arrangement, g))
    if (may_go(search, g))
      g_array_append_val(search->candidates, g);
}

static void expand(struct search *search, guint node)
{
  seek(search, node);
  g_autofree guint *sources = g_new(guint, search->sites), *targets = g_new(guint, search->sites);
  guint n_sources = outstanding(search, 1, sources), n_targets = outstanding(search, -1, targets);
  for (guint s = 0; s < n_sources; s++) {
    find_candidates(search, sources[s]);
    for (guint i = 0; i < search->candidates->len; i++) {
      guint guest = g_array_index(search->candidates, guint, i);
      struct imbalance_leaving leaving;
      imbalance_leave(search->imbalance, guest, &leaving);
      for (guint t = 0; t < n_targets; t++)
        if (targets[t] != sources[s])
          try_move(search, guest, &leaving, targets[t]);
    }
  }
}

/* ---- the whole ---- */

static void note_company(struct search *search, guint guest)
{
  rules_company(search->arrangement, guest, search->candidates);
  if (search->candidates->len > 1)
    g_hash_table_insert(search->companies, GUINT_TO_POINTER(guest), g_array_copy(search->candidates));
}

static void measure_out(struct search *search)
{
  guint n, guests = 0;
  const guint *hosts = imbalance_hosts(search->imbalance, &n);
  for (guint i = 0; i < n; i++) {
    guests += arrangement_count(search->arrangement, hosts[i]);
    for (guint g = arrangement_first(search->arrangement, hosts[i]); g != NOWHERE;
         g = arrangement_next(search->arrangement, g)) {
      search->costs[g] = NAN;
      search->moved[g] = 0;
      if (search->companies)
        note_company(search, g);
    }
  }
  search->n_hosts = n;
  double questions = (double)guests * n;
  search->sites = questions <= QUESTIONS ? n : MIN(n, SITES_MIN);
  search->width = (guint)CLAMP(QUESTIONS / (questions + 1), 1, WIDTH_MAX);
}

/* The next level of nodes. Their parents are those from `first` on. */
static void deepen(struct search *search, guint first)
{
  guint end = search->nodes->len;
  g_array_set_size(search->level, 0);
  for (guint i = first; i < end; i++)
    expand(search, i);
  for (guint i = 0; i < search->level->len; i++)
    g_array_append_val(search->nodes, g_array_index(search->level, struct node, i));
}

/* The node that is the least burden. */
static guint look(struct search *search)
{
  guint best = ROOT, first = ROOT, idle = 0;
  guint patience = search->width > 1 ? PATIENCE : 0;
  guint depth_max = search->terms->moves_max ? search->terms->moves_max : G_MAXUINT;
  for (guint depth = 0; depth < depth_max && idle <= patience; depth++) {
    guint end = search->nodes->len;
    deepen(search, first);
    if (search->nodes->len == end)
      break;
    first = end;
    gboolean is_better = burden(search, node_at(search, end)) < burden(search, node_at(search, best)) - 1e-9;
    if (is_better)
      best = end;
    idle = is_better ? 0 : idle + 1;
  }
  return best;
}

static GHashTable *companies_new(void)
{
  return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
}

static void prepend_steps(const struct search *search, const struct node *node, GArray *steps)
{
  guint n;
  const guint *all = movers(search, &node->guest, &n);
  for (guint i = 0; i < n; i++) {
    const struct step step = {all[i], node->from, node->to};
    g_array_prepend_val(steps, step);
  }
}

GArray *search_balance(struct arrangement *arrangement, guint cluster, const struct search_terms *terms)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct search search = {.arrangement = arrangement,
                          .imbalance = imbalance_new(arrangement, cluster),
                          .snapshot = snapshot,
                          .terms = terms,
                          .companies = snapshot_rules(snapshot) ? companies_new() : NULL,
                          .candidates = g_array_new(FALSE, FALSE, sizeof(guint)),
                          .together = g_array_new(FALSE, FALSE, sizeof(guint)),
                          .nodes = g_array_new(FALSE, FALSE, sizeof(struct node)),
                          .level = g_array_new(FALSE, FALSE, sizeof(struct node)),
                          .costs = g_new(double, snapshot_n_guests(snapshot)),
                          .moved = g_new(guchar, snapshot_n_guests(snapshot))};
  measure_out(&search);
  struct node root = {.parent = ROOT, .guest = NOWHERE, .value = imbalance_value(search.imbalance)};
  g_array_append_val(search.nodes, root);
  GArray *moves = g_array_new(FALSE, FALSE, sizeof(struct step));
  if (search.n_hosts > 1)
    seek(&search, look(&search));
  for (guint i = search.at; i != ROOT; i = node_at(&search, i)->parent)
    prepend_steps(&search, node_at(&search, i), moves);
  imbalance_free(search.imbalance);
  g_array_unref(search.nodes);
  g_array_unref(search.level);
  g_array_unref(search.candidates);
  g_array_unref(search.together);
  g_clear_pointer(&search.companies, g_hash_table_unref);
  g_free(search.costs);
  g_free(search.moved);
  return moves;
}
