#include "placement/reserve.h"

#include "base/quantity.h"
#include "model/names.h"
#include "placement/reserve_state.h"

static const char *const outcome_names[RESERVE_OUTCOMES] = {
    [RESERVE_NOT_ASKED] = "not-asked",
    [RESERVE_HOLDS] = "holds",
    [RESERVE_FAILS] = "fails",
    [RESERVE_NOT_PROVEN] = "not-proven",
};

const char *reserve_outcome_name(enum reserve_outcome outcome)
{
  return name_of(outcome_names, RESERVE_OUTCOMES, outcome);
}

struct reserve *reserve_new(const struct placement_snapshot *snapshot, const struct reserve_terms *terms)
{
  struct reserve *reserve = g_new0(struct reserve, 1);
  guint n_guests = snapshot_n_guests(snapshot);
  reserve->owners = 1;
  reserve->snapshot = snapshot;
  if (terms)
    reserve->terms = *terms;
  reserve->clusters = g_new0(struct reserve_cluster *, snapshot_n_clusters(snapshot) + 1);
  reserve->rows = g_new0(guint64 *, n_guests + 1);
  reserve->row_cluster = g_new0(guint, n_guests + 1);
  return reserve;
}

struct reserve *reserve_share(struct reserve *reserve)
{
  if (reserve)
    reserve->owners++;
  return reserve;
}

void reserve_free(struct reserve *reserve)
{
  if (!reserve || --reserve->owners > 0)
    return;
  for (guint c = 0; c < snapshot_n_clusters(reserve->snapshot); c++)
    reserve_cluster_free(reserve->clusters[c]);
  for (guint g = 0; g < snapshot_n_guests(reserve->snapshot); g++)
    g_free(reserve->rows[g]);
  arrangement_free(reserve->scratch);
  g_free(reserve->is_bound);
  g_free(reserve->clusters);
  g_free(reserve->rows);
  g_free(reserve->row_cluster);
  g_free(reserve);
}

/* ---- the verdict --------------------------------------------------------------------------------- */

static gboolean is_worse(const struct failure *failure, const struct failure *worst)
{
  if (!worst || failure->outcome != worst->outcome)
    return !worst || failure->outcome == RESERVE_FAILS;
  if (failure->outcome != RESERVE_FAILS)
    return FALSE;
  return failure->without_bytes != worst->without_bytes ? failure->without_bytes > worst->without_bytes
                                                        : failure->lacking > worst->lacking;
}

static void tell(const struct reserve_cluster *cluster, const struct failure *failure, struct reserve_verdict *verdict)
{
  verdict->n_hosts = cluster->n_failing;
  for (guint i = 0; i < cluster->n_failing; i++)
    verdict->hosts[i] = cluster->hosts[failure->at[i]];
  verdict->n_without = failure->n_without;
  verdict->without_bytes = failure->without_bytes;
  verdict->lacks = failure->lacks;
  verdict->lacking = failure->lacking;
  verdict->guest = failure->guest;
}

void reserve_check(struct reserve *reserve, const struct arrangement *arrangement, guint index,
                   struct reserve_verdict *verdict)
{
  const struct reserve_cluster *cluster = reserve_refresh(reserve, arrangement, index);
  const struct failure *worst = NULL;
  *verdict = (struct reserve_verdict){.guest = NOWHERE};
  if (!cluster)
    return;
  for (guint f = 0; f < cluster->n_failures; f++) {
    const struct failure *failure = &cluster->failures[f];
    verdict->n_hold += failure->outcome == RESERVE_HOLDS;
    verdict->n_fail += failure->outcome == RESERVE_FAILS;
    if (failure->outcome != RESERVE_HOLDS && is_worse(failure, worst))
      worst = failure;
  }
  verdict->failures = snapshot_cluster(reserve->snapshot, index)->host_failures;
  verdict->n_combinations = (guint)MIN(cluster->n_combinations, G_MAXUINT);
  verdict->n_open = verdict->n_combinations - verdict->n_hold - verdict->n_fail;
  verdict->outcome = verdict->n_fail ? RESERVE_FAILS : verdict->n_open ? RESERVE_NOT_PROVEN : RESERVE_HOLDS;
  if (cluster->n_hosts == 0) {
    verdict->outcome = RESERVE_NOT_PROVEN;
    verdict->n_hold = 0;
    verdict->n_open = verdict->n_combinations;
  }
  if (worst)
    tell(cluster, worst, verdict);
}

/* ---- in words ------------------------------------------------------------------------------------ */

static void describe_hosts(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict, GString *text)
{
  for (guint i = 0; i < verdict->n_hosts; i++)
    g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == verdict->n_hosts ? " and " : ", ",
                           snapshot_host(snapshot, verdict->hosts[i])->name);
}

/* What is proven, in brackets. */
static void describe_proof(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict, GString *text)
{
  g_autofree char *bytes = size_format((guint64)MAX(verdict->lacking, 0));
  if (verdict->guest != NOWHERE)
    g_string_append_printf(text, " (%s fits on none of the others)", snapshot_guest(snapshot, verdict->guest)->name);
  else if (verdict->lacks == RESOURCE_CPU)
    g_string_append_printf(text, " (at least %.1f processors lack)", verdict->lacking);
  else
    g_string_append_printf(text, " (at least %s of memory lack)", bytes);
}

static void describe_failing(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict,
                             const char *leaves, GString *text)
{
  g_autofree char *bytes = size_format(verdict->without_bytes);
  if (verdict->n_hosts == 1)
    g_string_append_printf(text, "%s's failure %s ", snapshot_host(snapshot, verdict->hosts[0])->name, leaves);
  else
    g_string_append(text, "the failure of ");
  if (verdict->n_hosts != 1) {
    describe_hosts(snapshot, verdict, text);
    g_string_append_printf(text, " %s ", leaves);
  }
  if (verdict->n_without == 0)
    g_string_append(text, "guests");
  else
    g_string_append_printf(text, "%u %s with %s", verdict->n_without, verdict->n_without == 1 ? "guest" : "guests",
                           bytes);
  g_string_append(text, " without room");
  describe_proof(snapshot, verdict, text);
}

static void describe_doubt(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict, GString *text)
{
  if (verdict->n_hosts == 0 && verdict->n_combinations <= 1) {
    g_string_append(text, "none of its hosts is up");
  } else if (verdict->n_hosts == 0) {
    g_string_append_printf(text, "only %u of %u combinations of failing hosts are looked at",
                           verdict->n_combinations - verdict->n_open, verdict->n_combinations);
  } else if (verdict->guest != NOWHERE) {
    g_string_append_printf(text, "what %s needs is unknown", snapshot_guest(snapshot, verdict->guest)->name);
  } else {
    g_string_append(text, "for the failure of ");
    describe_hosts(snapshot, verdict, text);
    g_string_append(text, " neither room for all guests nor a proof that there is none was found");
  }
}

void reserve_describe(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict, GString *text)
{
  switch (verdict->outcome) {
  case RESERVE_HOLDS:
    g_string_append_printf(text, "survives %u host %s", verdict->failures,
                           verdict->failures == 1 ? "failure" : "failures");
    break;
  case RESERVE_FAILS:
    g_string_append(text, "over-committed: ");
    describe_failing(snapshot, verdict, "leaves", text);
    break;
  case RESERVE_NOT_PROVEN:
    g_string_append(text, "not proven: ");
    describe_doubt(snapshot, verdict, text);
    break;
  default:
    g_string_append(text, "no host failure is to be survived");
  }
}

void reserve_describe_failure(const struct reserve *reserve, const struct reserve_cluster *cluster,
                              const struct failure *failure, GString *text)
{
  struct reserve_verdict verdict = {.outcome = failure->outcome, .n_combinations = cluster->n_failures};
  tell(cluster, failure, &verdict);
  if (failure->outcome == RESERVE_FAILS)
    describe_failing(reserve->snapshot, &verdict, "would leave", text);
  else
    describe_doubt(reserve->snapshot, &verdict, text);
}
