#include "sim/tips.h"

#include "base/error.h"
#include "model/object.h"
#include "placement/placement.h"
#include "replay/judge.h"
#include "replay/tally.h"
#include "sim/decide.h"
#include "sim/look.h"
#include "sim/report.h"
#include "wire/policy_row.h"

#include <string.h>

/* When the scenario begins, by the wall clock of samples. */
#define BEGIN_SEC 1700000000
#define RETRY_SEC     60
#define RETRY_MAX_SEC 3600

/* A tip that was tried in vain. */
struct retry {
  guint64 at_sec, wait_sec;
};

struct tips {
  GPtrArray *packs, *settings;
  struct judge *judge;
  struct tally *tally;
  GHashTable *retries; /* "POLICY SUBJECT" -> struct retry */
  GError *error;
};

static void on_finding(const struct finding *finding, gpointer user)
{
  struct tips *tips = user;
  if (!tally_take(tips->tally, finding))
    return;
  enum severity severity = tally_open_severity(tips->tally, finding->policy, finding->subject);
  judge_tell(tips->judge, MESSAGE_OPEN_TIP,
             g_variant_new("(ssy)", finding->policy, finding->subject, (guchar)severity));
}

static gboolean knows(const char *policy, const char *subject, enum severity severity, gpointer user)
{
  return tally_knows(((struct tips *)user)->tally, policy, subject, severity);
}

/* A policy that is refused would silently judge nothing. */
static gboolean all_are_active(const struct tips *tips, GError **error)
{
  GVariant *policies = judge_policies(tips->judge);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.state != POLICY_REFUSED)
      continue;
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the policy %s is refused: %s", row.name, row.reason);
    return FALSE;
  }
  return TRUE;
}

struct tips *tips_new(const struct scenario *scenario, GError **error)
{
  struct tips *tips = g_new0(struct tips, 1);
  tips->packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  tips->settings = g_ptr_array_new_with_free_func(judge_setting_free);
  tips->tally = tally_new();
  tips->retries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < scenario->packs->len; i++)
    judge_read_packs(scenario->packs->pdata[i], tips->packs);
  const struct judge_options options = {.packs = tips->packs,
                                        .settings = tips->settings,
                                        .interval_sec = (guint)scenario->step_sec,
                                        .finding = on_finding,
                                        .knows = knows,
                                        .user = tips};
  tally_set_step(tips->tally, (guint)scenario->step_sec);
  tips->judge = judge_new(&options, error);
  if (!tips->judge || !all_are_active(tips, error))
    g_clear_pointer(&tips, tips_free);
  return tips;
}

void tips_free(struct tips *tips)
{
  if (!tips)
    return;
  judge_free(tips->judge);
  tally_free(tips->tally);
  g_hash_table_unref(tips->retries);
  g_ptr_array_unref(tips->packs);
  g_ptr_array_unref(tips->settings);
  g_clear_error(&tips->error);
  g_free(tips);
}

/* ---- carrying tips out ------------------------------------------------------------------------------------- */

struct acting {
  struct tips *tips;
  struct world *world;
  struct placement_snapshot *snapshot;
};

static gboolean follow(struct acting *acting, const struct plan *plan)
{
  for (guint i = 0; i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    const struct world_order order = {.guest = snapshot_find_guest(acting->snapshot, move->guest_uuid),
                                      .to = snapshot_find_host(acting->snapshot, move->to),
                                      .wave = i,
                                      .method = move->method};
    world_order(acting->world, &order);
  }
  return plan->moves->len > 0;
}

/* The plan of the tip's first remedy; NULL: it does not move, or no move helps. */
static struct plan *plan_of(const struct acting *acting, const struct tally_tip *tip)
{
  const struct remedy *remedy = tip->remedies->len ? tip->remedies->pdata[0] : NULL;
  if (!remedy || remedy->kind != REMEDY_MIGRATE)
    return NULL;
  const char *from = g_hash_table_lookup(remedy->parameters, "from");
  const char *relieve = g_hash_table_lookup(remedy->parameters, "relieve");
  struct object object;
  if (!object_parse(from ? from : tip->subject, &object) || object.kind != SUBJECT_HOST)
    return NULL;
  return placement_relieve(acting->snapshot, object.key, g_strcmp0(relieve, "memory") == 0 ? RESOURCE_MEMORY : RESOURCE_CPU,
                           NULL);
}

static void postpone(struct acting *acting, char *key, const struct retry *last)
{
  struct retry *retry = g_new(struct retry, 1);
  retry->wait_sec = last ? MIN(2 * last->wait_sec, RETRY_MAX_SEC) : RETRY_SEC;
  retry->at_sec = world_now_sec(acting->world) + retry->wait_sec;
  g_hash_table_insert(acting->tips->retries, key, retry);
}

static void carry_out(const struct tally_tip *tip, gpointer user)
{
  struct acting *acting = user;
  char *key = g_strdup_printf("%s %s", tip->policy, tip->subject);
  const struct retry *retry = g_hash_table_lookup(acting->tips->retries, key);
  if (world_is_moving(acting->world) || (retry && retry->at_sec > world_now_sec(acting->world))) {
    g_free(key);
    return;
  }
  struct plan *plan = plan_of(acting, tip);
  if (plan && follow(acting, plan)) {
    g_hash_table_remove(acting->tips->retries, key);
    g_free(key);
  } else {
    postpone(acting, key, retry);
  }
  g_clear_pointer(&plan, plan_free);
}

void tips_decide(struct world *world, gpointer data)
{
  struct tips *tips = data;
  struct judge_round round = {0};
  gint64 stamp_sec = BEGIN_SEC - BEGIN_SEC % (gint64)world_scenario(world)->step_sec + (gint64)world_now_sec(world);
  if (tips->error)
    return;
  judge_tell(tips->judge, MESSAGE_SUBJECTS, report_subjects(world));
  judge_tell(tips->judge, MESSAGE_SAMPLES, report_samples(world, stamp_sec));
  judge_begin(tips->judge, stamp_sec);
  if (!judge_await(tips->judge, &round, &tips->error))
    return;
  tally_take_round(tips->tally, round.evaluations, round.findings, round.failures);
  struct acting acting = {tips, world, world_look(world)};
  if (!world_is_moving(world))
    decide_evacuations(world, acting.snapshot);
  tally_each_open(tips->tally, carry_out, &acting);
  snapshot_free(acting.snapshot);
}

guint tips_raised(const struct tips *tips)
{
  return tally_tips(tips->tally)->len;
}

const GError *tips_error(const struct tips *tips)
{
  return tips->error;
}
