#include "placement/reserve_state.h"

#include <math.h>
#include <string.h>

#define CPU_PARTS 1048576.0 /* as placement/snapshot.c rounds */
#define WORK_SHARE 4        /* of what is left for one failure: one that stays open leaves some for the others */
#define CPU_NOTHING 0.01    /* as in placement/constraints.c: it may go where the processors are full */

static gint64 whole(double figure)
{
  return isnan(figure) ? PACKING_UNKNOWN : (gint64)CLAMP(figure, -(double)PACKING_LIMIT, (double)PACKING_LIMIT);
}

void reserve_size(const struct placement_guest *guest, packing_size size)
{
  size[PACKED_MEMORY] = whole(guest->high[RESOURCE_MEMORY]);
  size[PACKED_CPU] = guest->high[RESOURCE_CPU] < CPU_NOTHING ? 0 : whole(guest->high[RESOURCE_CPU] * CPU_PARTS);
}

static double room_of(const struct arrangement *arrangement, guint host, enum resource resource)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  return known->capacity[resource] - known->reserve[resource] - arrangement_high(arrangement, host)[resource];
}

static void raw_room(const struct arrangement *arrangement, guint host, packing_size room)
{
  room[PACKED_MEMORY] = whole(floor(room_of(arrangement, host, RESOURCE_MEMORY)));
  room[PACKED_CPU] = whole(floor(room_of(arrangement, host, RESOURCE_CPU) * CPU_PARTS));
}

/* Where the processors are beyond what may be used of them guests may still go that do nothing; memory all need. */
static void settle_room(const struct arrangement *arrangement, guint host, packing_size room)
{
  gboolean is_ready = snapshot_host(arrangement_snapshot(arrangement), host)->state == HOST_READY;
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (!is_ready || (room[k] < 0 && room[k] != PACKING_UNKNOWN))
      room[k] = 0;
}

void reserve_room(const struct arrangement *arrangement, guint host, packing_size room)
{
  raw_room(arrangement, host, room);
  settle_room(arrangement, host, room);
}

gboolean reserve_has_failed(const struct reserve_cluster *cluster, const struct failure *failure, guint position)
{
  for (guint i = 0; i < cluster->n_failing; i++)
    if (failure->at[i] == position)
      return TRUE;
  return FALSE;
}

/* ---- one combination ----------------------------------------------------------------------------- */

struct gathering {
  struct reserve *reserve;
  const struct arrangement *arrangement;
  const struct reserve_cluster *cluster;
  const struct supposition *supposition;
  GArray *guests; /* guint: those that need a place */
  GArray *lost;   /* guint: all of the failed hosts */
};

static guint host_of(const struct gathering *gathering, guint guest)
{
  return guest == gathering->supposition->guest ? gathering->supposition->host
                                                : arrangement_host_of(gathering->arrangement, guest);
}

static void gather(struct gathering *gathering, guint guest)
{
  const struct placement_snapshot *snapshot = gathering->reserve->snapshot;
  gboolean ha_only = snapshot_cluster(snapshot, gathering->cluster->cluster)->reserve_ha_only;
  g_array_append_val(gathering->lost, guest);
  if (!ha_only || snapshot_guest(snapshot, guest)->is_ha)
    g_array_append_val(gathering->guests, guest);
}

static void gather_host(struct gathering *gathering, guint host)
{
  for (guint g = arrangement_first(gathering->arrangement, host); g != NOWHERE;
       g = arrangement_next(gathering->arrangement, g))
    if (host_of(gathering, g) == host)
      gather(gathering, g);
  guint supposed = gathering->supposition->guest;
  if (supposed != NOWHERE && gathering->supposition->host == host &&
      arrangement_host_of(gathering->arrangement, supposed) != host)
    gather(gathering, supposed);
}

/* As things are, not as they came to be so: in an order of their own. */
static int compare_guests(const void *one, const void *other)
{
  guint a = *(const guint *)one, b = *(const guint *)other;
  return a < b ? -1 : a > b;
}

static const guint64 *row_of(const struct gathering *gathering, guint guest)
{
  struct reserve *reserve = gathering->reserve;
  const struct reserve_cluster *cluster = gathering->cluster;
  gsize words = cluster->n_hosts / 64 + 1;
  if (reserve->rows[guest] && reserve->row_cluster[guest] == cluster->cluster)
    return reserve->rows[guest];
  g_free(reserve->rows[guest]);
  guint64 *row = reserve->rows[guest] = g_new0(guint64, words);
  reserve->row_cluster[guest] = cluster->cluster;
  for (guint i = 0; i < cluster->n_hosts; i++)
    if (!reserve->terms.never || !reserve->terms.never(gathering->arrangement, guest, cluster->hosts[i]))
      row[i / 64] |= (guint64)1 << (i % 64);
  return row;
}

static gboolean allows(void *context, guint item, guint bin)
{
  const struct gathering *gathering = context;
  return !gathering->reserve->terms.not_now(gathering->reserve->scratch, g_array_index(gathering->guests, guint, item),
                                            gathering->cluster->hosts[bin]);
}

static void put(void *context, guint item, guint bin)
{
  const struct gathering *gathering = context;
  arrangement_move(gathering->reserve->scratch, g_array_index(gathering->guests, guint, item),
                   gathering->cluster->hosts[bin]);
}

static void take(void *context, guint item, guint bin)
{
  const struct gathering *gathering = context;
  (void)bin;
  arrangement_move(gathering->reserve->scratch, g_array_index(gathering->guests, guint, item), NOWHERE);
}

/* Before packing none that is bound is on the failed hosts, after it all are back. The others are not asked about. */
static void clear_scratch(const struct gathering *gathering, gboolean is_before)
{
  struct arrangement *scratch = gathering->reserve->scratch;
  guint supposed = gathering->supposition->guest;
  if (!scratch)
    return;
  if (supposed != NOWHERE && reserve_binds(gathering->reserve, supposed))
    arrangement_move(scratch, supposed,
                     is_before ? gathering->supposition->host : arrangement_host_of(gathering->arrangement, supposed));
  for (guint i = 0; i < gathering->lost->len; i++) {
    guint guest = g_array_index(gathering->lost, guint, i);
    if (reserve_binds(gathering->reserve, guest))
      arrangement_move(scratch, guest, is_before ? NOWHERE : arrangement_host_of(gathering->arrangement, guest));
  }
}

gboolean reserve_keeps(const struct reserve *reserve, const struct arrangement *arrangement, const struct failure *failure,
                       const struct supposition *supposition)
{
  struct arrangement *scratch = reserve->scratch;
  gboolean is_kept = TRUE;
  for (guint i = 0; i < failure->n_bound; i++)
    arrangement_move(scratch, failure->bound[i].guest, NOWHERE);
  if (supposition->guest != NOWHERE)
    arrangement_move(scratch, supposition->guest, supposition->host);
  for (guint i = 0; i < failure->n_bound && is_kept; i++) {
    const struct bound_place *place = &failure->bound[i];
    if (place->guest == supposition->guest || place->host == NOWHERE)
      continue;
    is_kept = !reserve->terms.not_now(scratch, place->guest, place->host);
    arrangement_move(scratch, place->guest, place->host);
  }
  for (guint i = 0; i < failure->n_bound; i++)
    arrangement_move(scratch, failure->bound[i].guest, arrangement_host_of(arrangement, failure->bound[i].guest));
  if (supposition->guest != NOWHERE)
    arrangement_move(scratch, supposition->guest, arrangement_host_of(arrangement, supposition->guest));
  return is_kept;
}

static void suppose_room(const struct gathering *gathering, guint position, packing_size *rooms)
{
  guint guest = gathering->supposition->guest, host = gathering->cluster->hosts[position];
  guint from = arrangement_host_of(gathering->arrangement, guest), to = gathering->supposition->host;
  packing_size size;
  if (from == to || (host != from && host != to))
    return;
  reserve_size(snapshot_guest(gathering->reserve->snapshot, guest), size);
  raw_room(gathering->arrangement, host, rooms[position]);
  for (guint k = 0; k < PACKED_KINDS; k++)
    if (rooms[position][k] != PACKING_UNKNOWN && size[k] != PACKING_UNKNOWN)
      rooms[position][k] += host == from ? size[k] : -size[k];
  settle_room(gathering->arrangement, host, rooms[position]);
}

/* Those that need a place first, as they were packed. */
static void keep_bound(const struct gathering *gathering, const struct packing_answer *answer, struct failure *result)
{
  g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct bound_place));
  gsize n;
  for (guint i = 0; i < gathering->lost->len; i++) {
    struct bound_place place = {g_array_index(gathering->lost, guint, i), NOWHERE};
    if (reserve_binds(gathering->reserve, place.guest))
      g_array_append_val(kept, place);
  }
  for (guint i = 0; i < gathering->guests->len; i++)
    for (guint k = 0; k < kept->len; k++) {
      struct bound_place *place = &g_array_index(kept, struct bound_place, k);
      if (place->guest == g_array_index(gathering->guests, guint, i) && answer->where[i] != PACKING_NOWHERE)
        place->host = gathering->cluster->hosts[answer->where[i]];
    }
  g_free(result->bound);
  result->bound = g_array_steal(kept, &n);
  result->n_bound = (guint)n;
}

static void take_result(const struct gathering *gathering, const struct packing_problem *problem,
                        const struct packing_answer *answer, struct failure *result)
{
  const guint *guests = (const guint *)(const void *)gathering->guests->data;
  static const enum reserve_outcome outcomes[] = {[PACKING_FOUND] = RESERVE_HOLDS,
                                                  [PACKING_IMPOSSIBLE] = RESERVE_FAILS,
                                                  [PACKING_OPEN] = RESERVE_NOT_PROVEN};
  result->outcome = outcomes[answer->outcome];
  result->guest = answer->item == PACKING_NOWHERE ? NOWHERE : guests[answer->item];
  result->n_without = 0;
  result->without_bytes = 0;
  result->lacks = answer->kind == PACKED_MEMORY ? RESOURCE_MEMORY : RESOURCE_CPU;
  result->lacking = (double)answer->lacking / (answer->kind == PACKED_CPU ? CPU_PARTS : 1);
  if (result->taken)
    memset(result->taken, 0, gathering->cluster->n_hosts * sizeof(packing_size));
  if (result->taken)
    keep_bound(gathering, answer, result);
  for (guint i = 0; i < problem->n_items; i++) {
    guint bin = answer->where[i];
    if (bin == PACKING_NOWHERE && problem->sizes[i][PACKED_MEMORY] != PACKING_UNKNOWN) {
      result->n_without++;
      result->without_bytes += (guint64)problem->sizes[i][PACKED_MEMORY];
    }
    for (guint k = 0; k < PACKED_KINDS && bin != PACKING_NOWHERE && result->taken; k++)
      result->taken[bin][k] += problem->sizes[i][k];
  }
}

/* Who of those that need a place is bound, and what the guests of the hosts that are left forbid them whatever comes. */
struct bonds {
  gboolean *is_bound;
  GPtrArray *rows; /* owned; NULL: nobody is bound */
};

static guint64 *narrowed_row(struct gathering *gathering, guint item, const guint64 *row)
{
  guint n_hosts = gathering->cluster->n_hosts;
  guint64 *narrowed = g_memdup2(row, (n_hosts / 64 + 1) * sizeof *row);
  for (guint b = 0; b < n_hosts; b++)
    if (((row[b / 64] >> (b % 64)) & 1) && !allows(gathering, item, b))
      narrowed[b / 64] &= ~((guint64)1 << (b % 64));
  return narrowed;
}

static void bonds_init(struct bonds *bonds, struct gathering *gathering, const guint64 **may)
{
  *bonds = (struct bonds){.is_bound = g_new0(gboolean, gathering->guests->len + 1)};
  for (guint i = 0; gathering->reserve->scratch && i < gathering->guests->len; i++) {
    guint guest = g_array_index(gathering->guests, guint, i);
    bonds->is_bound[i] = reserve_binds(gathering->reserve, guest);
    if (!bonds->is_bound[i])
      continue;
    if (!bonds->rows)
      bonds->rows = g_ptr_array_new_with_free_func(g_free);
    may[i] = narrowed_row(gathering, i, may[i]);
    g_ptr_array_add(bonds->rows, (void *)may[i]);
  }
}

static void bonds_done(struct bonds *bonds)
{
  g_free(bonds->is_bound);
  g_clear_pointer(&bonds->rows, g_ptr_array_unref);
}

static void pack(struct gathering *gathering, struct failure *result)
{
  const struct reserve_cluster *cluster = gathering->cluster;
  guint n = gathering->guests->len;
  g_autofree packing_size *sizes = g_new(packing_size, n + 1), *rooms = g_new(packing_size, cluster->n_hosts);
  g_autofree const guint64 **may = g_new(const guint64 *, n + 1);
  for (guint i = 0; i < n; i++) {
    guint guest = g_array_index(gathering->guests, guint, i);
    reserve_size(snapshot_guest(gathering->reserve->snapshot, guest), sizes[i]);
    may[i] = row_of(gathering, guest);
  }
  if (cluster->n_hosts > 0)
    memcpy(rooms, cluster->rooms, cluster->n_hosts * sizeof *rooms);
  for (guint i = 0; gathering->supposition->guest != NOWHERE && i < cluster->n_hosts; i++)
    suppose_room(gathering, i, rooms);
  for (guint i = 0; i < cluster->n_failing; i++)
    memset(rooms[result->at[i]], 0, sizeof *rooms);
  struct bonds bonds;
  bonds_init(&bonds, gathering, may);
  struct packing_terms terms = {.is_bound = bonds.is_bound, .allows = allows, .put = put, .take = take,
                                .context = gathering};
  struct packing_problem problem = {.n_items = n, .n_bins = cluster->n_hosts, .sizes = (const packing_size *)sizes,
                                    .rooms = (const packing_size *)rooms, .may = may,
                                    .terms = bonds.rows ? &terms : NULL};
  guint *work = &gathering->reserve->work, share = *work / WORK_SHARE, left = share;
  struct packing_answer *answer = packing_solve(&problem, &left);
  *work -= share - left;
  take_result(gathering, &problem, answer, result);
  packing_answer_free(answer);
  bonds_done(&bonds);
}

void reserve_decide(struct reserve *reserve, const struct arrangement *arrangement, const struct reserve_cluster *cluster,
                    const struct supposition *supposition, struct failure *result)
{
  struct gathering gathering = {.reserve = reserve, .arrangement = arrangement, .cluster = cluster,
                                .supposition = supposition};
  gathering.guests = g_array_new(FALSE, FALSE, sizeof(guint));
  gathering.lost = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < cluster->n_failing; i++)
    gather_host(&gathering, cluster->hosts[result->at[i]]);
  g_array_sort(gathering.guests, compare_guests);
  clear_scratch(&gathering, TRUE);
  pack(&gathering, result);
  clear_scratch(&gathering, FALSE);
  g_array_unref(gathering.guests);
  g_array_unref(gathering.lost);
}
