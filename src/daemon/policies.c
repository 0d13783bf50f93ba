#include "daemon/policies.h"

#include "base/error.h"
#include "daemon/configure.h"
#include "daemon/core.h"
#include "daemon/policy_json.h"
#include "wire/catalogue.h"
#include "wire/policy_row.h"

#include <string.h>

/* How often provost-policy may end before nothing is tried in it any more. */
#define DEATHS_MAX 3

/* What provost-policy was told, and who waits for its answer. */
struct order {
  policies_done done; /* NULL: nobody */
  gpointer call;
  char *policy;      /* the one that is switched; NULL: a reload */
  GPtrArray *former; /* of a reload: the packs that were in force */
};

struct policies {
  struct core *core;
  GPtrArray *packs, *declared; /* struct pack */
  GHashTable *refusals;        /* folder -> why its newer version does not run */
  GQueue *orders;              /* struct order, each of which is answered by a PACKS */
  GVariant *canary, *unjudged; /* CANARY, UNJUDGED; NULL: not heard yet */
  guint deaths;                /* of provost-policy since the packs were read */
  gboolean again;              /* the configuration was changed while packs were read */
};

static void order_free(struct order *order)
{
  g_clear_pointer(&order->former, g_ptr_array_unref);
  g_free(order->policy);
  g_free(order);
}

static GPtrArray *read_packs(struct policies *policies)
{
  g_autoptr(GPtrArray) folders = packs_folders(policies->core->config);
  GPtrArray *packs = packs_load(folders, policies->declared);
  policies->deaths = 0;
  packs_add_canaries(packs, policies->core->config->canaries);
  return packs;
}

struct policies *policies_new(struct core *core)
{
  struct policies *policies = g_new0(struct policies, 1);
  policies->core = core;
  policies->declared = packs_new();
  policies->refusals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  policies->orders = g_queue_new();
  policies->packs = read_packs(policies);
  return policies;
}

static void answer(const struct order *order, json_t *json, const GError *error)
{
  if (order->done)
    order->done(json, error, order->call);
  else
    json_decref(json);
}

static void fail_orders(struct policies *policies, const char *why)
{
  struct order *order;
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, why);
  while ((order = g_queue_pop_head(policies->orders))) {
    answer(order, NULL, error);
    order_free(order);
  }
}

void policies_free(struct policies *policies)
{
  if (!policies)
    return;
  fail_orders(policies, "provostd is stopping");
  g_queue_free(policies->orders);
  g_clear_pointer(&policies->canary, g_variant_unref);
  g_clear_pointer(&policies->unjudged, g_variant_unref);
  g_hash_table_unref(policies->refusals);
  g_ptr_array_unref(policies->packs);
  g_ptr_array_unref(policies->declared);
  g_free(policies);
}

const GPtrArray *policies_packs(const struct policies *policies)
{
  return policies->packs;
}

void policies_take_report(struct policies *policies, enum message_kind kind, GVariant *body)
{
  GVariant **last = kind == MESSAGE_CANARY ? &policies->canary : &policies->unjudged;
  g_clear_pointer(last, g_variant_unref);
  *last = g_variant_ref(body);
}

GVariant *policies_canary(const struct policies *policies)
{
  return policies->canary;
}

GVariant *policies_unjudged(const struct policies *policies)
{
  return policies->unjudged;
}

const struct capabilities *policies_capabilities(const struct policies *policies, const char *name)
{
  const struct pack *pack = packs_named(policies->packs, name);
  return pack ? pack->manifest->capabilities : NULL;
}

const char *policies_refusal(const struct policies *policies, const char *folder)
{
  return g_hash_table_lookup(policies->refusals, folder);
}

/* ---- orders ---- */

static gboolean role_is_there(struct policies *policies, GError **error)
{
  if (policies->core->is_up[ROLE_POLICY])
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
              "provost-policy is being started: ask again in a few seconds (provost status says how it does)");
  return FALSE;
}

static void send_order(struct policies *policies, struct order *order)
{
  struct core *core = policies->core;
  g_queue_push_tail(policies->orders, order);
  configure_policy(core->config, policies->packs, supervisor_channels(core->supervisor)[ROLE_POLICY],
                   held_body(pipeline_held(core->pipeline)));
}

static void tell_role(struct policies *policies, struct order *order)
{
  send_order(policies, order);
  pipeline_policy_is_reconfigured(policies->core->pipeline);
}

static struct order *order_new(policies_done done, gpointer call, const char *policy)
{
  struct order *order = g_new0(struct order, 1);
  order->done = done;
  order->call = call;
  order->policy = g_strdup(policy);
  return order;
}

void policies_tell(struct policies *policies)
{
  send_order(policies, order_new(NULL, NULL, NULL));
}

static gboolean is_reloading(const struct policies *policies)
{
  for (const GList *link = policies->orders->head; link; link = link->next)
    if (((const struct order *)link->data)->former)
      return TRUE;
  return FALSE;
}

/* What is to be polled: of a pack that is refused as a whole that which its former version brings, since that goes on. */
static GVariant *tables_in_force(const GPtrArray *packs, const GPtrArray *former)
{
  g_autoptr(GPtrArray) polled = packs_new();
  for (guint i = 0; i < packs->len; i++) {
    struct pack *pack = packs->pdata[i], *kept = pack->text->fault[0] ? packs_find(former, pack->text->folder) : NULL;
    g_ptr_array_add(polled, g_rc_box_acquire(kept ? kept : pack));
  }
  return packs_tables(polled);
}

/* What packs have declared anew goes to all programs. Two learn it only once in their life: provost-snmp its tables, and the
 * writer of history what belongs into the file of an object; what it has not written yet waits here. */
static void tell_catalogue(struct policies *policies, const GPtrArray *former)
{
  struct core *core = policies->core;
  g_autoptr(GVariant) before = g_variant_ref_sink(packs_tables(former));
  g_autoptr(GVariant) now = g_variant_ref_sink(tables_in_force(policies->packs, former));
  if (g_variant_equal(before, now))
    return;
  struct channel **channels = supervisor_channels(core->supervisor);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    channel_send(channels[role], MESSAGE_CATALOGUE, catalogue_body());
  g_message("packs bring other SNMP objects than before: provost-snmp and the writer of provost-rrd are started anew");
  supervisor_renew(core->supervisor, ROLE_SNMP);
  supervisor_renew(core->supervisor, ROLE_RRD_WRITER);
}

static void reload(struct policies *policies, struct order *order)
{
  order->former = g_steal_pointer(&policies->packs);
  policies->packs = read_packs(policies);
  tell_catalogue(policies, order->former);
  tell_role(policies, order);
}

void policies_follow(struct policies *policies, gboolean is_ending, const char *by, policies_done done, gpointer call)
{
  journal_put_audit(policies->core->journal, "policies", &(struct audit){by, "reloaded", ""});
  if (policies->core->is_up[ROLE_POLICY] && !is_ending && !is_reloading(policies)) {
    reload(policies, order_new(done, call, NULL));
    return;
  }
  if (is_reloading(policies) && !is_ending) {
    policies->again = TRUE;
  } else {
    fail_orders(policies, "provost-policy is started anew with another configuration: ask again");
    g_autoptr(GPtrArray) former = g_steal_pointer(&policies->packs);
    policies->packs = read_packs(policies);
    tell_catalogue(policies, former);
  }
  done(NULL, NULL, call);
}

void policies_reload(struct policies *policies, const char *by, policies_done done, gpointer call)
{
  g_autoptr(GError) error = NULL;
  if (role_is_there(policies, &error) && is_reloading(policies))
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the packs are being read anew already: ask again");
  if (error) {
    done(NULL, error, call);
    return;
  }
  journal_put_audit(policies->core->journal, "policies", &(struct audit){by, "reloaded", ""});
  reload(policies, order_new(done, call, NULL));
}

static gboolean switch_hold(struct policies *policies, const struct policy_order *order, GError **error)
{
  struct held *held = pipeline_held(policies->core->pipeline);
  gsize i;
  if (!policy_row_find(pipeline_policies(policies->core->pipeline), order->policy, &i) && !held_has(held, order->policy)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "there is no policy %s: provost policy list names them all", order->policy);
    return FALSE;
  }
  if (order->enable)
    return held_release(held, order->policy, error);
  g_autofree char *why = order->why[0] ? g_strdup_printf("by %s: %s", order->by, order->why)
                                       : g_strdup_printf("by %s", order->by);
  return held_disable(held, order->policy, why, error);
}

void policies_switch(struct policies *policies, const struct policy_order *order, policies_done done, gpointer call)
{
  g_autoptr(GError) error = NULL;
  if (!role_is_there(policies, &error) || !switch_hold(policies, order, &error)) {
    done(NULL, error, call);
    return;
  }
  g_autofree char *what = g_strdup_printf("policy %s", order->policy);
  g_message("%s is %s by %s", what, order->enable ? "enabled" : "disabled", order->by);
  journal_put_audit(policies->core->journal, what,
                    &(struct audit){order->by, order->enable ? "enabled" : "disabled", order->why});
  tell_role(policies, order_new(done, call, order->policy));
}

/* ---- answers ---- */

static void note_refusal(struct policies *policies, const char *folder, const char *why, GPtrArray *former)
{
  struct pack *offered = packs_find(policies->packs, folder), *kept = packs_find(former, folder);
  guint at;
  if (!offered || !kept || !g_ptr_array_find(policies->packs, offered, &at))
    return;
  g_hash_table_insert(policies->refusals, g_strdup(folder), g_strdup(why));
  g_ptr_array_remove_index(policies->packs, at);
  g_ptr_array_insert(policies->packs, (gint)at, g_rc_box_acquire(kept));
}

/* What is wrong with a pack that is in force: with all of it, or with the first policy of it that is refused; "" nothing.
 * Caller frees. */
static char *fault_of(const struct policies *policies, const char *folder, const char *pack)
{
  const struct pack *offered = packs_find(policies->packs, folder);
  if (offered && offered->text->fault[0])
    return g_strdup(offered->text->fault);
  GVariant *all = pipeline_policies(policies->core->pipeline);
  for (gsize i = 0; i < policy_rows(all); i++) {
    struct policy_row row;
    policy_row_read(all, i, &row);
    if (row.state == POLICY_REFUSED && strcmp(row.pack, pack) == 0)
      return g_strdup(row.reason);
  }
  return g_strdup("");
}

/* What was there before a reload, and is in no folder any more. */
static void add_gone(json_t *list, const GPtrArray *packs, const GPtrArray *former)
{
  for (guint i = 0; former && i < former->len; i++) {
    const struct pack_text *pack = ((const struct pack *)former->pdata[i])->text;
    if (!packs_find(packs, pack->folder))
      json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", pack->name, "version", pack->version,
                                            "folder", pack->folder, "refused", "", "gone", TRUE));
  }
}

/* Of a reload, what was refused stays as it was: that is what the role is told in its next life. */
static json_t *packs_taken(struct policies *policies, GVariant *body, GPtrArray *former)
{
  json_t *list = json_array();
  GVariantIter iter;
  const char *folder, *name, *version, *refused;
  if (former)
    g_hash_table_remove_all(policies->refusals);
  g_variant_iter_init(&iter, body);
  while (g_variant_iter_next(&iter, "(&s&s&s&s)", &folder, &name, &version, &refused)) {
    if (former && refused[0])
      note_refusal(policies, folder, refused, former);
    g_autofree char *fault = refused[0] ? g_strdup("") : fault_of(policies, folder, name);
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", name, "version", version, "folder", folder,
                                          "refused", refused, "fault", fault));
  }
  add_gone(list, policies->packs, former);
  return json_pack("{s:o}", "packs", list);
}

void policies_take_packs(struct policies *policies, GVariant *body)
{
  struct order *order = g_queue_pop_head(policies->orders);
  if (!order)
    return;
  json_t *json = packs_taken(policies, body, order->former);
  if (order->policy) {
    json_decref(json);
    json = policy_to_json(policies->core, order->policy);
  }
  g_autoptr(GError) error = NULL;
  if (!json)
    error = g_error_new(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                        "policy %s may run again, but no pack has it any more", order->policy);
  answer(order, json, error);
  order_free(order);
  if (policies->again && !is_reloading(policies)) {
    policies->again = FALSE;
    reload(policies, order_new(NULL, NULL, NULL));
  }
}

/* Who brings it down is not known of canaries, since nobody waits for them: they must not be able to do so for ever. */
static void end_trials(struct policies *policies)
{
  if (++policies->deaths != DEATHS_MAX)
    return;
  for (guint i = 0; i < policies->packs->len; i++) {
    const struct pack *pack = policies->packs->pdata[i];
    if (!pack->is_canary || pack->text->fault[0])
      continue;
    g_warning("provost-policy ended %d times: %s is not tried any more until the packs are read anew", DEATHS_MAX,
              pack->text->folder);
    pack_text_refuse(pack->text, "provost-policy ended three times while it was tried; provost policy reload tries it again");
  }
}

void policies_role_is_down(struct policies *policies)
{
  policies->again = FALSE;
  g_clear_pointer(&policies->unjudged, g_variant_unref);
  for (const GList *link = policies->orders->head; link; link = link->next) {
    struct order *order = link->data;
    if (!order->former)
      continue;
    g_ptr_array_unref(policies->packs);
    policies->packs = g_steal_pointer(&order->former);
    g_warning("provost-policy ended while it took new packs; it is started again with the former ones");
  }
  end_trials(policies);
  fail_orders(policies, "provost-policy ended while it was told; it is started again with the former packs");
}
