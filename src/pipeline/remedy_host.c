/* Remedies that are about a host as a whole: it is given no new guests, or its guests leave it. */
#include "pipeline/remedy_state.h"

#include "base/error.h"
#include "model/object.h"

/* NULL with error: it is no host. Caller frees. */
static char *host_of(const char *subject, GError **error)
{
  struct object object;
  if (object_parse(subject, &object) && object.kind == SUBJECT_HOST)
    return g_strdup(object.key);
  error_refuse(error, PROVOST_ERROR_INVALID, "the remedy names no host: %s is none", subject);
  return NULL;
}

static guint64 order_restrict(struct remedies *remedies, const struct tip *tip, const char *subject, GError **error)
{
  g_autofree char *host = host_of(subject, error);
  const struct restrict_order order = {host, tip->text, tip->state_by, tip->id};
  return host ? restrict_host(remedies->restricting, &order, error) : 0;
}

static guint64 order_evacuate(struct remedies *remedies, const struct tip *tip, const char *subject, GError **error)
{
  g_autofree char *host = host_of(subject, error);
  const struct campaign_order order = {
      .kind = PLAN_EVACUATE, .target = host, .reason = tip->text, .by = tip->state_by, .tip_id = tip->id};
  return host ? campaigns_begin(remedies->campaigns, &order, error) : 0;
}

/* The subject that the remedy names, else the tip's own. */
static void begin(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy, remedy_order order)
{
  const char *host = g_hash_table_lookup(remedy->parameters, "host");
  remedy_order_later(remedies, tip, remedy, host ? host : tip->subject, order);
}

void remedy_begin_restrict(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  begin(remedies, tip, remedy, order_restrict);
}

void remedy_begin_evacuate(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  begin(remedies, tip, remedy, order_evacuate);
}
