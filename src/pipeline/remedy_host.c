/* Remedies that are about a host as a whole: it is given no new guests, or its guests leave it. */
#include "pipeline/remedy_state.h"

#include "base/error.h"
#include "model/object.h"

/* Begins it for the host; the action's id, or 0 with error. */
typedef guint64 (*host_remedy)(struct remedies *remedies, const struct tip *tip, const char *host, GError **error);

static guint64 order_restrict(struct remedies *remedies, const struct tip *tip, const char *host, GError **error)
{
  const struct restrict_order order = {host, tip->text, tip->state_by, tip->id};
  return restrict_host(remedies->restricting, &order, error);
}

static guint64 order_evacuate(struct remedies *remedies, const struct tip *tip, const char *host, GError **error)
{
  const struct campaign_order order = {
      .kind = PLAN_EVACUATE, .target = host, .reason = tip->text, .by = tip->state_by, .tip_id = tip->id};
  return campaigns_begin(remedies->campaigns, &order, error);
}

/* What is under way until the move that accepted the tip is over. */
struct host_call {
  struct remedy_call *call;
  char *subject; /* that the remedy names, else the tip's own */
  host_remedy begin;
};

/* NULL with error: it is no host. Caller frees. */
static char *host_of(const char *subject, GError **error)
{
  struct object object;
  if (object_parse(subject, &object) && object.kind == SUBJECT_HOST)
    return g_strdup(object.key);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the remedy names no host: %s is none", subject);
  return NULL;
}

static void carry_out(struct remedies *remedies, guint64 tip_id, const struct host_call *asked)
{
  g_autoptr(GError) error = NULL;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
  g_autofree char *host = host_of(asked->subject, &error);
  if (!remedy_move_tip(remedies, tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = by}))
    return;
  guint64 id = host ? asked->begin(remedies, tipbook_tip(remedies->tips, tip_id), host, &error) : 0;
  remedy_act(remedies, tip_id, id, error);
  if (id) /* it may be over already */
    remedies_take_action(remedies, actions_action(remedies->actions, id));
}

static void start(gpointer user)
{
  struct host_call *asked = user;
  struct remedies *remedies;
  guint64 tip_id;
  if (remedy_call_end(asked->call, &remedies, &tip_id))
    carry_out(remedies, tip_id, asked);
  g_free(asked->subject);
  g_free(asked);
}

/* Not from within the move that accepted it. */
static void start_later(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy, host_remedy begin)
{
  const char *host = g_hash_table_lookup(remedy->parameters, "host");
  struct host_call *asked = g_new(struct host_call, 1);
  *asked = (struct host_call){remedy_call_new(remedies, tip->id), g_strdup(host ? host : tip->subject), begin};
  g_idle_add_once(start, asked);
}

void remedy_begin_restrict(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  start_later(remedies, tip, remedy, order_restrict);
}

void remedy_begin_evacuate(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  start_later(remedies, tip, remedy, order_evacuate);
}
