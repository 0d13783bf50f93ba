#include "action/budgets.h"

#define HOUR_US (3600 * (gint64)G_USEC_PER_SEC)

static gboolean in_cluster(const struct counted_move *move, const struct counted_move *other)
{
  return g_strcmp0(move->cluster, other->cluster) == 0;
}

static gboolean touches(const struct counted_move *other, const char *host)
{
  return g_strcmp0(other->from, host) == 0 || g_strcmp0(other->to, host) == 0;
}

static gboolean at_source(const struct counted_move *move, const struct counted_move *other)
{
  return touches(other, move->from);
}

static gboolean at_destination(const struct counted_move *move, const struct counted_move *other)
{
  return touches(other, move->to);
}

static gboolean on_link(const struct counted_move *move, const struct counted_move *other)
{
  return touches(other, move->from) && touches(other, move->to);
}

static gboolean of_guest(const struct counted_move *move, const struct counted_move *other)
{
  return g_strcmp0(move->guest_uuid, other->guest_uuid) == 0;
}

static char *name_cluster(const struct counted_move *move)
{
  return g_strdup_printf("in %s", move->cluster);
}

static char *name_source(const struct counted_move *move)
{
  return g_strdup_printf("from and to %s", move->from);
}

static char *name_destination(const struct counted_move *move)
{
  return g_strdup_printf("from and to %s", move->to);
}

static char *name_link(const struct counted_move *move)
{
  return g_strdup_printf("between %s and %s", move->from, move->to);
}

static char *name_guest(const struct counted_move *move)
{
  return g_strdup_printf("of %s", move->guest_name);
}

/* In the order in which they are told: what is over soonest comes last. */
static const struct budget {
  const char *setting; /* of the cluster in provost.yaml */
  gsize limit;         /* offset of the guint in struct cluster; 0 there: no limit */
  gboolean is_hourly;  /* holds automation back; else everybody */
  gboolean (*counts)(const struct counted_move *move, const struct counted_move *other);
  char *(*name)(const struct counted_move *move); /* completes "so many moves ..." */
} table[] = {
    {"automation.moves_per_guest", offsetof(struct cluster, budgets.per_guest), TRUE, of_guest, name_guest},
    {"automation.moves_per_host", offsetof(struct cluster, budgets.per_host), TRUE, at_source, name_source},
    {"automation.moves_per_host", offsetof(struct cluster, budgets.per_host), TRUE, at_destination, name_destination},
    {"automation.moves_per_cluster", offsetof(struct cluster, budgets.per_cluster), TRUE, in_cluster, name_cluster},
    {"migration.parallel", offsetof(struct cluster, migration_parallel), FALSE, in_cluster, name_cluster},
    {"migration.parallel_per_host", offsetof(struct cluster, budgets.parallel_per_host), FALSE, at_source, name_source},
    {"migration.parallel_per_host", offsetof(struct cluster, budgets.parallel_per_host), FALSE, at_destination,
     name_destination},
    {"migration.parallel_per_link", offsetof(struct cluster, budgets.parallel_per_link), FALSE, on_link, name_link},
};

static guint count(const struct budget *budget, const struct counted_move *move, const GArray *others)
{
  guint n = 0;
  for (guint i = 0; i < others->len; i++) {
    const struct counted_move *other = &g_array_index(others, struct counted_move, i);
    gboolean is_due = other->is_under_way || (budget->is_hourly && other->age_us < HOUR_US);
    n += is_due && budget->counts(move, other);
  }
  return n;
}

static char *explain(const struct budget *budget, const struct counted_move *move, guint limit, guint n)
{
  g_autofree char *whose = budget->name(move);
  const char *moves = limit == 1 ? "move" : "moves";
  if (budget->is_hourly)
    return g_strdup_printf("%s lets automation move on after fewer than %u %s %s in an hour, and there were %u; it tries "
                           "again later",
                           budget->setting, limit, moves, whose, n);
  return g_strdup_printf("%s allows %u %s %s at the same time, and %u %s under way; try again when one has ended: provost "
                         "actions",
                         budget->setting, limit, moves, whose, n, n == 1 ? "is" : "are");
}

char *budgets_refuse(const struct cluster *cluster, const struct counted_move *move, const GArray *others,
                     gboolean is_automatic)
{
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
    guint limit = *(const guint *)(const void *)((const char *)cluster + table[i].limit);
    if (limit == 0 || (table[i].is_hourly && !is_automatic))
      continue;
    guint n = count(&table[i], move, others);
    if (n >= limit)
      return explain(&table[i], move, limit, n);
  }
  return NULL;
}
