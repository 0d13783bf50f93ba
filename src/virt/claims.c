#include "virt/claims.h"

#include "base/limits.h"
#include "base/text.h"
#include "virt/claimant.h"
#include "virt/library.h"
#include "virt/outbox.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#define USAGE "provost-owner"
#define RETRIES 4 /* in the time of a renewal, where the host does not answer */
#define RELEASE_US (700 * 1000) /* a role is killed a second after it was asked to stop */

struct claims {
  struct channel *channel;
  char *uuid, *who, *since; /* of this instance; NULL: hosts are not claimed */
  guint takeover_sec;
  GPtrArray *hosts; /* struct host_claim */
  GMutex lock;
  GCond news;
  gboolean is_released; /* under the lock, as is_held of each */
};

struct host_claim {
  struct claims *claims;
  struct endpoint *endpoint;
  gboolean is_held;
  GMutex lock; /* of the rest, while it is read and renewed */
  struct claimant *claimant;
  char *why_none; /* why there can be no claim; NULL */
};

struct claims *claims_new(struct channel *channel)
{
  struct claims *claims = g_new0(struct claims, 1);
  claims->channel = channel;
  claims->hosts = g_ptr_array_new();
  g_mutex_init(&claims->lock);
  g_cond_init(&claims->news);
  return claims;
}

/* ---- what lies there ----------------------------------------------------------------------------- */

struct description {
  gboolean is_inside;
  GString *text;
};

static void on_start(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                     gpointer user, GError **error)
{
  (void)context, (void)names, (void)values, (void)error;
  ((struct description *)user)->is_inside = strcmp(element, "description") == 0;
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  (void)context, (void)element, (void)error;
  ((struct description *)user)->is_inside = FALSE;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct description *description = user;
  if (description->is_inside && description->text->len + length <= LIMIT_TEXT)
    g_string_append_len(description->text, text, (gssize)length);
}

static char *description_read(const char *xml)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end, .text = on_text};
  struct description description = {FALSE, g_string_new(NULL)};
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &description, NULL);
  g_markup_parse_context_parse(context, xml, -1, NULL);
  return g_string_free(description.text, FALSE);
}

/* FALSE: libvirt does not say. `uuid` is "" where no claim lies there. */
static gboolean read_claim(virConnectPtr connection, char uuid[VIR_UUID_STRING_BUFLEN], char **text)
{
  uuid[0] = '\0';
  virSecretPtr secret = virSecretLookupByUsage(connection, VIR_SECRET_USAGE_TYPE_TLS, USAGE);
  if (!secret)
    return library_error_is(VIR_ERR_NO_SECRET);
  char *xml = virSecretGetUUIDString(secret, uuid) == 0 ? virSecretGetXMLDesc(secret, 0) : NULL;
  *text = xml ? description_read(xml) : NULL;
  free(xml);
  virSecretFree(secret);
  return *text != NULL;
}

static gboolean define(virConnectPtr connection, const char *uuid, const char *text)
{
  g_autofree char *xml = g_markup_printf_escaped("<secret ephemeral='yes' private='no'><uuid>%s</uuid>"
                                                 "<description>%s</description>"
                                                 "<usage type='tls'><name>" USAGE "</name></usage></secret>",
                                                 uuid, text);
  virSecretPtr secret = virSecretDefineXML(connection, xml, 0);
  if (secret)
    virSecretFree(secret);
  return secret != NULL;
}

static void undefine(virConnectPtr connection, const char *uuid)
{
  virSecretPtr secret = virSecretLookupByUUIDString(connection, uuid);
  if (!secret)
    return;
  virSecretUndefine(secret);
  virSecretFree(secret);
}

/* ---- one round ----------------------------------------------------------------------------------- */

/* Where libvirt answers, but nobody was ever seen to have a claim, it keeps none. */
static gboolean fail(struct host_claim *claim, virConnectPtr connection)
{
  if (virConnectIsAlive(connection) != 1 || claim->claimant->state == CLAIM_OURS || claim->claimant->other)
    return FALSE;
  claim->claimant->state = CLAIM_NONE;
  g_free(claim->why_none);
  claim->why_none = library_error();
  return TRUE;
}

/* Once more where another was quicker: then his is read. FALSE: whose the host is could not be learnt now. */
static gboolean renew(struct host_claim *claim, virConnectPtr connection)
{
  struct claimant *claimant = claim->claimant;
  for (guint attempt = 0; attempt < 2; attempt++) {
    char uuid[VIR_UUID_STRING_BUFLEN];
    g_autofree char *text = NULL;
    if (!read_claim(connection, uuid, &text))
      return fail(claim, connection);
    const struct claim_seen seen = {uuid[0] ? uuid : NULL, uuid[0] ? text : NULL};
    enum claim_step step = claimant_read(claimant, &seen, g_get_monotonic_time());
    if (step == CLAIM_STEP_LEAVE)
      return TRUE;
    if (step == CLAIM_STEP_REPLACE)
      undefine(connection, uuid);
    gboolean is_done = define(connection, claimant->uuid, claimant_write(claimant));
    claimant_has_written(claimant, is_done);
    if (is_done)
      return TRUE;
  }
  return fail(claim, connection);
}

static void tell(struct host_claim *claim)
{
  const struct claimant *claimant = claim->claimant;
  g_autofree char *other = claimant_other(claimant);
  const char *who = claimant->state == CLAIM_OTHER ? other : claimant->state == CLAIM_NONE ? claim->why_none : "";
  g_mutex_lock(&claim->claims->lock);
  claim->is_held = claimant->state == CLAIM_OURS;
  g_mutex_unlock(&claim->claims->lock);
  outbox_post(claim->claims->channel, MESSAGE_CLAIM,
              g_variant_new("(sys)", claim->endpoint->subject, (guchar)claimant->state, who));
}

char *claims_refusal(const struct endpoint *endpoint, virConnectPtr connection)
{
  struct host_claim *claim = endpoint->claim;
  if (!claim)
    return NULL;
  char *refusal = NULL;
  g_mutex_lock(&claim->lock);
  if (!renew(claim, connection)) {
    g_autofree char *problem = library_error();
    refusal = g_strdup_printf("%s does not say now whose it is: %s", endpoint_name(endpoint), problem);
  } else {
    tell(claim);
    g_autofree char *other = claimant_other(claim->claimant);
    if (claim->claimant->state == CLAIM_OTHER)
      refusal = g_strdup_printf("%s is managed by %s: this one only watches", endpoint_name(endpoint), other);
  }
  g_mutex_unlock(&claim->lock);
  return refusal;
}

/* ---- its thread ---------------------------------------------------------------------------------- */

/* FALSE: the host did not answer. */
static gboolean look(struct host_claim *claim)
{
  virConnectPtr connection = endpoint_borrow(claim->endpoint, NULL);
  g_mutex_lock(&claim->lock);
  gboolean is_known = connection && renew(claim, connection);
  if (is_known)
    tell(claim);
  g_mutex_unlock(&claim->lock);
  endpoint_return(claim->endpoint, connection);
  return is_known;
}

static void release(struct host_claim *claim)
{
  virConnectPtr connection = claim->claimant->state == CLAIM_OURS ? endpoint_borrow(claim->endpoint, NULL) : NULL;
  if (connection)
    undefine(connection, claim->claimant->uuid);
  endpoint_return(claim->endpoint, connection);
  g_mutex_lock(&claim->claims->lock);
  claim->is_held = FALSE;
  g_cond_broadcast(&claim->claims->news);
  g_mutex_unlock(&claim->claims->lock);
}

/* TRUE: it is time for the next round; FALSE: for none any more. */
static gboolean wait_for_round(struct claims *claims, gboolean is_known)
{
  gint64 period_us = (gint64)claims->takeover_sec * G_USEC_PER_SEC / CLAIM_RENEWALS;
  gint64 until_us = g_get_monotonic_time() + (is_known ? period_us : period_us / RETRIES);
  g_mutex_lock(&claims->lock);
  while (!claims->is_released && g_cond_wait_until(&claims->news, &claims->lock, until_us))
    ;
  gboolean goes_on = !claims->is_released;
  g_mutex_unlock(&claims->lock);
  return goes_on;
}

static gpointer keep(gpointer user)
{
  struct host_claim *claim = user;
  gboolean is_known;
  do
    is_known = look(claim);
  while (wait_for_round(claim->claims, is_known));
  release(claim);
  return NULL;
}

void claims_add(struct claims *claims, struct endpoint *endpoint)
{
  if (!claims->uuid)
    return;
  struct host_claim *claim = g_new0(struct host_claim, 1);
  claim->claims = claims;
  claim->endpoint = endpoint;
  claim->claimant = claimant_new(claims->uuid, claims->who, claims->since, claims->takeover_sec);
  g_mutex_init(&claim->lock);
  g_ptr_array_add(claims->hosts, claim);
  endpoint->claim = claim;
  g_thread_unref(g_thread_new("claim", keep, claim));
}

/* ---- the main thread ----------------------------------------------------------------------------- */

void claims_take(struct claims *claims, GVariant *body)
{
  const char *uuid, *who;
  g_variant_get(body, "(&s&s)", &uuid, &who);
  if (!uuid[0]) {
    g_mutex_lock(&claims->lock);
    claims->is_released = TRUE;
    g_cond_broadcast(&claims->news);
    g_mutex_unlock(&claims->lock);
    return;
  }
  if (claims->uuid || !g_uuid_string_is_valid(uuid)) {
    g_warning("a second introduction, or one that makes no sense, is ignored");
    return;
  }
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  claims->uuid = g_strdup(uuid);
  claims->who = text_clean(who, LIMIT_TEXT / 2);
  claims->since = g_date_time_format(now, "%F %T UTC");
}

void claims_begin(struct claims *claims, guint takeover_sec)
{
  claims->takeover_sec = MAX(takeover_sec, CLAIM_RENEWALS);
}

static gboolean is_any_held(const struct claims *claims)
{
  for (guint i = 0; i < claims->hosts->len; i++)
    if (((const struct host_claim *)claims->hosts->pdata[i])->is_held)
      return TRUE;
  return FALSE;
}

void claims_await_release(struct claims *claims)
{
  gint64 until_us = g_get_monotonic_time() + RELEASE_US;
  g_mutex_lock(&claims->lock);
  while (claims->is_released && is_any_held(claims) && g_cond_wait_until(&claims->news, &claims->lock, until_us))
    ;
  g_mutex_unlock(&claims->lock);
}
