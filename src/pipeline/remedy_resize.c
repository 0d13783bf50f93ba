#include "pipeline/remedy_resize.h"

#include "base/quantity.h"
#include "pipeline/remedy_state.h"

#include <math.h>
#include <string.h>

struct resize_call {
  struct remedy_call *call;
  char *uuid;
  struct resize resize; /* uuid is the one above */
};

struct resize remedy_resize(const struct remedy *remedy)
{
  const char *guest = g_hash_table_lookup(remedy->parameters, "guest");
  const char *bytes = g_hash_table_lookup(remedy->parameters, "bytes");
  const char *vcpus = g_hash_table_lookup(remedy->parameters, "vcpus");
  const char *uuid = guest ? subject_key(guest, SUBJECT_GUEST) : NULL;
  return (struct resize){.guest_uuid = uuid ? uuid : "",
                         .memory_bytes = bytes ? g_ascii_strtoull(bytes, NULL, 10) : 0,
                         .vcpus = vcpus ? (guint)MIN(g_ascii_strtoull(vcpus, NULL, 10), G_MAXINT32) : 0};
}

static struct resize_call *resize_call_new(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  struct resize_call *asked = g_new0(struct resize_call, 1);
  asked->call = remedy_call_new(remedies, tip->id);
  asked->resize = remedy_resize(remedy);
  asked->resize.guest_uuid = asked->uuid = g_strdup(asked->resize.guest_uuid);
  return asked;
}

/* Of what is free for the guest more is wanted, which a change of the guest's memory changes by as much. */
static gboolean is_free_memory(enum metric_id metric)
{
  return metric == METRIC_GUEST_MEM_UNUSED_BYTES || metric == METRIC_GUEST_MEM_USABLE_BYTES ||
         metric == METRIC_GUEST_MEM_AVAILABLE_BYTES || metric == METRIC_GUEST_INSIDE_MEM_AVAILABLE_BYTES;
}

/* Memory that a guest gives back is its host's. */
static double expected(const struct evidence *evidence, const struct guest *guest, double growth)
{
  g_autofree char *own = subject_format(SUBJECT_GUEST, guest->uuid), *host = subject_format(SUBJECT_HOST, guest->host);
  if (is_free_memory(evidence->metric) && strcmp(evidence->object, own) == 0)
    return evidence->avg + growth;
  if (evidence->metric == METRIC_HOST_MEM_AVAILABLE_BYTES && strcmp(evidence->object, host) == 0)
    return evidence->avg - growth;
  return NAN;
}

static char *describe(const struct guest *guest, const struct resize *resize)
{
  g_autofree char *before = size_format(guest->memory_bytes), *after = size_format(resize->memory_bytes);
  if (resize->memory_bytes)
    return g_strdup_printf("%s on %s is to have %s of memory instead of %s", guest->name, guest->host, after, before);
  return g_strdup_printf("%s on %s is to have %u vcpus instead of %u", guest->name, guest->host, resize->vcpus, guest->vcpus);
}

struct plan *remedy_resize_plan(const struct tip *tip, const struct guest *guest, const struct resize *resize)
{
  struct plan *plan = plan_new();
  plan->kind = PLAN_RESIZE;
  g_free(plan->why);
  plan->why = describe(guest, resize);
  double growth = resize->memory_bytes ? (double)resize->memory_bytes - (double)guest->memory_bytes : 0;
  for (guint i = 0; i < tip->evidence->len && growth != 0; i++) {
    const struct evidence *evidence = tip->evidence->pdata[i];
    double after = expected(evidence, guest, growth);
    if (!isnan(after))
      g_ptr_array_add(plan->predictions, prediction_new(evidence->object, evidence->metric, evidence->avg, after));
  }
  return plan;
}

static void carry_out(struct remedies *remedies, guint64 tip_id, const struct resize *resize)
{
  g_autoptr(GError) error = NULL;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
  if (!tip)
    return;
  if (!actions_check_resize(remedies->actions, resize, by, &error)) {
    remedy_act(remedies, tip_id, 0, error);
    return;
  }
  struct plan *plan = remedy_resize_plan(tip, fleet_guest(remedies->fleet, resize->guest_uuid), resize);
  if (!remedy_move_tip(remedies, tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = by, .plan = plan}))
    return;
  if (remedy_only_tells(remedies, tip_id, tipbook_tip(remedies->tips, tip_id)->plan->why))
    return;
  guint64 action_id = actions_resize(remedies->actions, resize, tip_id, by, &error);
  remedy_act(remedies, tip_id, action_id, error);
}

static void start(gpointer user)
{
  struct resize_call *asked = user;
  struct remedies *remedies;
  guint64 tip_id;
  if (remedy_call_end(asked->call, &remedies, &tip_id))
    carry_out(remedies, tip_id, &asked->resize);
  g_free(asked->uuid);
  g_free(asked);
}

/* Not from within the move that accepted it. */
void remedy_begin_resize(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  g_idle_add_once(start, resize_call_new(remedies, tip, remedy));
}
