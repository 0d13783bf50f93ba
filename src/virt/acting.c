#include "virt/acting.h"

#include "virt/claims.h"
#include "virt/deeds.h"
#include "virt/outbox.h"

struct acting {
  GHashTable *endpoints;
  struct channel *channel;
  GHashTable *seen;   /* intent ids as gint64 */
  GPtrArray *running; /* struct deed_call whose threads have not come back */
};

/* A deed's thread and what it needs on the way back. */
struct errand {
  struct acting *acting;
  struct deed_call *call;
};

struct acting *acting_new(GHashTable *endpoints, struct channel *channel)
{
  struct acting *acting = g_new0(struct acting, 1);
  acting->endpoints = endpoints;
  acting->channel = channel;
  acting->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  acting->running = g_ptr_array_new_with_free_func((GDestroyNotify)deed_call_unref);
  return acting;
}

static GVariant *facts_variant(const struct job_facts *facts)
{
  GVariantDict dict;
  g_variant_dict_init(&dict, NULL);
  if (facts->has_downtime)
    g_variant_dict_insert(&dict, "downtime_ms", "t", facts->downtime_ms);
  if (facts->has_elapsed)
    g_variant_dict_insert(&dict, "elapsed_ms", "t", facts->elapsed_ms);
  if (facts->has_transferred)
    g_variant_dict_insert(&dict, "transferred_bytes", "t", facts->transferred_bytes);
  return g_variant_dict_end(&dict);
}

static void answer(struct acting *acting, guint64 id, enum deed_result result, const char *error)
{
  const struct job_facts none = {0};
  channel_send(acting->channel, MESSAGE_DEED_ENDED,
               g_variant_new("(tys@a{sv})", id, (guchar)result, error, facts_variant(&none)));
}

static void on_returned(gpointer user)
{
  struct errand *errand = user;
  struct deed_call *call = errand->call;
  if (!call->answered)
    channel_send(call->channel, MESSAGE_DEED_ENDED,
                 g_variant_new("(tys@a{sv})", call->id, (guchar)call->result, call->error,
                               facts_variant(&call->facts)));
  g_ptr_array_remove_fast(errand->acting->running, call);
  g_free(errand);
}

static gpointer carry_out(gpointer user)
{
  struct errand *errand = user;
  struct deed_call *call = errand->call;
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(call->host, &error);
  g_autofree char *refusal = connection ? claims_refusal(call->host, connection) : g_strdup(error->message);
  if (refusal)
    deed_call_failed(call, "%s", refusal);
  else
    deed_row(call->kind)->run(call, connection);
  endpoint_return(call->host, connection);
  outbox_call(on_returned, errand);
  return NULL;
}

/* Why the host cannot take the deed now, or NULL. */
static char *obstacle(const struct acting *acting, const struct deed_call *call)
{
  guint hanging = 0, under_way = 0;
  for (guint i = 0; i < acting->running->len; i++) {
    const struct deed_call *other = acting->running->pdata[i];
    if (other->host != call->host)
      continue;
    hanging += other->answered ? 1 : 0;
    under_way += other->answered ? 0 : 1;
    if (g_ascii_strcasecmp(other->uuid, call->uuid) == 0 && !other->answered && !deed_row(call->kind)->beside && !deed_row(other->kind)->beside)
      return g_strdup_printf("%s is busy with %s of %s (intent %" G_GUINT64_FORMAT ")",
                             endpoint_name(call->host), deed_kind_name(other->kind), other->uuid, other->id);
  }
  if (under_way >= ACTING_AT_ONCE_MAX && !deed_row(call->kind)->beside)
    return g_strdup_printf("%s is busy with %u deeds already", endpoint_name(call->host), under_way);
  return hanging >= ACTING_HANGING_MAX
             ? g_strdup_printf("%s has not answered %u earlier deeds yet", endpoint_name(call->host), hanging)
             : NULL;
}

static void start(struct acting *acting, struct deed_call *call)
{
  struct errand *errand = g_new(struct errand, 1);
  *errand = (struct errand){acting, call};
  g_ptr_array_add(acting->running, call);
  g_thread_unref(g_thread_new("deed", carry_out, errand));
}

static gboolean is_running(const struct acting *acting, guint64 id)
{
  for (guint i = 0; i < acting->running->len; i++) {
    const struct deed_call *call = acting->running->pdata[i];
    if (call->id == id && !call->answered)
      return TRUE;
  }
  return FALSE;
}

static void take_again(struct acting *acting, guint64 id)
{
  g_warning("intent %" G_GUINT64_FORMAT " was sent twice and is not carried out again", id);
  if (!is_running(acting, id))
    answer(acting, id, DEED_UNKNOWN, "this intent was taken up before; look how the guest is");
}

void acting_take(struct acting *acting, GVariant *body)
{
  gint64 id;
  g_variant_get_child(body, 0, "t", &id);
  if (!g_hash_table_add(acting->seen, g_memdup2(&id, sizeof id))) {
    take_again(acting, (guint64)id);
    return;
  }
  g_autoptr(GError) error = NULL;
  struct deed_call *call = deed_call_new(body, acting->endpoints, acting->channel, &error);
  if (!call) {
    answer(acting, (guint64)id, DEED_FAILED, error->message);
    return;
  }
  g_autofree char *reason = obstacle(acting, call);
  if (!reason) {
    start(acting, call);
    return;
  }
  answer(acting, call->id, DEED_FAILED, reason);
  deed_call_unref(call);
}

static void answer_early(struct acting *acting, struct deed_call *call, enum deed_result result, const char *reason)
{
  answer(acting, call->id, result, reason);
  call->answered = TRUE;
}

/* Why a deed that has begun is not waited for any longer; NULL: it is. */
static char *hang(const struct deed_call *call)
{
  gint since_sec = g_atomic_int_get(&call->broken_sec);
  if (since_sec == 0 || g_get_monotonic_time() / G_USEC_PER_SEC - since_sec < ACTING_BROKEN_SEC)
    return NULL;
  return g_strdup_printf("the post-copy migration broke off, and libvirt has not ended it within %d s: the guest waits on "
                         "both hosts, and must be neither started nor destroyed until it is resumed",
                         ACTING_BROKEN_SEC);
}

void acting_check(struct acting *acting)
{
  gint64 oldest_us = g_get_monotonic_time() - ACTING_PREPARE_SEC * G_USEC_PER_SEC;
  for (guint i = 0; i < acting->running->len; i++) {
    struct deed_call *call = acting->running->pdata[i];
    if (call->answered)
      continue;
    g_autofree char *hanging = hang(call);
    g_autofree char *silence =
        g_strdup_printf("%s did not answer within %d s; nothing was done", endpoint_name(call->host),
                        ACTING_PREPARE_SEC);
    if (hanging)
      answer_early(acting, call, DEED_UNKNOWN, hanging);
    else if (call->accepted_us <= oldest_us && deed_call_give_up(call))
      answer_early(acting, call, DEED_FAILED, silence);
  }
}

guint acting_count(const struct acting *acting)
{
  return g_hash_table_size(acting->seen);
}
