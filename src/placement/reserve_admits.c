#include "placement/reserve_state.h"

#define WORK 20000 /* for one failure, which gets a share of it */

/* One question: a guest that is to go to a host, by its position in the cluster. */
struct question {
  struct reserve *reserve;
  const struct arrangement *arrangement;
  const struct reserve_cluster *cluster;
  struct supposition supposition;
  guint position;
  packing_size size;
  gboolean needs_place; /* if the host fails */
  gboolean comes_in;    /* from outside the cluster */
  gboolean is_bound;    /* by who else is where */
};

static guint position_of(const struct reserve_cluster *cluster, guint host)
{
  for (guint i = 0; i < cluster->n_hosts; i++)
    if (cluster->hosts[i] == host)
      return i;
  return NOWHERE;
}

static gboolean has_room_for(const struct question *question, const packing_size taken, guint position)
{
  const gint64 *room = question->cluster->rooms[position];
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (room[k] == PACKING_UNKNOWN || taken[k] + question->size[k] > room[k])
      return FALSE;
  return TRUE;
}

/* Whether the packing known puts another guest on the host that is bound, too: the two may have to be apart. */
static gboolean meets_bound(const struct question *question, const struct failure *failure, guint host)
{
  for (guint i = 0; question->is_bound && i < failure->n_bound; i++)
    if (failure->bound[i].host == host && failure->bound[i].guest != question->supposition.guest)
      return TRUE;
  return FALSE;
}

static gboolean is_forbidden(const struct question *question, const struct failure *failure, guint host)
{
  const struct reserve_terms *terms = &question->reserve->terms;
  guint guest = question->supposition.guest;
  if (terms->never && terms->never(question->arrangement, guest, host))
    return TRUE;
  return question->is_bound &&
         (terms->not_now(question->arrangement, guest, host) || meets_bound(question, failure, host));
}

/* Whether the packing known leaves a place for the guest on another host, now that its own fails. */
static gboolean finds_place(const struct question *question, const struct failure *failure)
{
  const struct reserve_cluster *cluster = question->cluster;
  for (guint i = 0; i < cluster->n_hosts; i++)
    if (!reserve_has_failed(cluster, failure, i) && has_room_for(question, failure->taken[i], i) &&
        !is_forbidden(question, failure, cluster->hosts[i]))
      return TRUE;
  return FALSE;
}

/* Whether the failure would still be survived with the packing that is known. */
static gboolean still_holds(const struct question *question, const struct failure *failure)
{
  if (reserve_has_failed(question->cluster, failure, question->position))
    return !question->needs_place || finds_place(question, failure);
  return has_room_for(question, failure->taken[question->position], question->position) &&
         (!meets_bound(question, failure, question->supposition.host) ||
          reserve_keeps(question->reserve, question->arrangement, failure, &question->supposition));
}

static gboolean would_hold(const struct question *question, const struct failure *failure, GString *why)
{
  struct failure result = *failure;
  if (failure->outcome != RESERVE_HOLDS && !question->comes_in)
    return TRUE;
  if (failure->outcome == RESERVE_HOLDS && still_holds(question, failure))
    return TRUE;
  result.taken = NULL;
  question->reserve->work = WORK;
  reserve_decide(question->reserve, question->arrangement, question->cluster, &question->supposition, &result);
  if (result.outcome != RESERVE_HOLDS && why)
    reserve_describe_failure(question->reserve, question->cluster, &result, why);
  return result.outcome == RESERVE_HOLDS;
}

/* All failures in which the host is left, at once. */
static gboolean has_room_whoever_fails(const struct question *question)
{
  return has_room_for(question, question->cluster->most_taken[question->position], question->position);
}

static gboolean holds_after(const struct question *question, GString *why)
{
  const struct reserve_cluster *cluster = question->cluster;
  gboolean has_room = has_room_whoever_fails(question);
  for (guint f = 0; f < cluster->n_failures; f++) {
    const struct failure *failure = &cluster->failures[f];
    gboolean is_known = has_room && failure->outcome == RESERVE_HOLDS &&
                        !reserve_has_failed(cluster, failure, question->position) &&
                        !meets_bound(question, failure, question->supposition.host);
    if (!is_known && !would_hold(question, failure, why))
      return FALSE;
  }
  return TRUE;
}

gboolean reserve_admits(struct reserve *reserve, const struct arrangement *arrangement, guint guest, guint host,
                        GString *why)
{
  const struct placement_snapshot *snapshot = reserve->snapshot;
  guint from = arrangement_host_of(arrangement, guest), index = snapshot_host(snapshot, host)->cluster;
  const struct placement_guest *known = snapshot_guest(snapshot, guest);
  const struct reserve_cluster *cluster = from == host ? NULL : reserve_refresh(reserve, arrangement, index);
  if (!cluster)
    return TRUE;
  struct question question = {.reserve = reserve, .arrangement = arrangement, .cluster = cluster,
                              .supposition = {guest, host}, .position = position_of(cluster, host)};
  if (question.position == NOWHERE)
    return TRUE; /* it is down, which others say */
  reserve_size(known, question.size);
  question.needs_place = known->is_ha || !snapshot_cluster(snapshot, index)->reserve_ha_only;
  question.is_bound = reserve_binds(reserve, guest);
  question.comes_in = from == NOWHERE || snapshot_host(snapshot, from)->cluster != index;
  if (question.size[PACKED_MEMORY] == PACKING_UNKNOWN || question.size[PACKED_CPU] == PACKING_UNKNOWN) {
    if (why)
      g_string_append_printf(why, "what %s needs is unknown", known->name);
    return FALSE;
  }
  return holds_after(&question, why);
}
