#include "notify/outlets.h"

#include "base/text.h"
#include "notify/icinga.h"
#include "notify/icinga_events.h"
#include "notify/icinga_objects.h"
#include "notify/nagios.h"
#include "notify/webhook.h"

#include <string.h>

#define TELL_MS 1000
#define REMOVAL_SEC 10              /* after the end of a move: the guest's services recover meanwhile */
#define CORE_IS_SLOW (1u << 20)     /* bytes that wait for it */
#define EVENTS_HELD 128             /* of a webhook: it that has more is not waited for */

struct outlets {
  struct channel *channel;
  struct http *http;
  char *mark; /* this provost's UUID */
  GVariant *targets; /* NULL: none yet */
  struct nagios *nagios; /* these are NULL where they are not configured */
  struct icinga_api api;
  struct icinga *icinga;
  struct icinga_events *icinga_events;
  struct icinga_objects *icinga_objects;
  GVariant *objects;    /* the last OBJECTS; NULL: none */
  GPtrArray *webhooks;  /* struct webhook, in the order of the configuration */
  guint64 newest, taken; /* numbers of events */
  guint64 reports;
  GPtrArray *removals; /* struct removal */
  GVariant *told;      /* the last OUTLETS; NULL: none */
};

/* A downtime that ends in a moment. */
struct removal {
  struct outlets *outlets;
  GVariant *body;
  guint timer;
};

static const char *or_null(const char *text)
{
  return text[0] ? text : NULL;
}

/* ---- Nagios and Icinga --------------------------------------------------------------------------- */

static gboolean say_report(const char *report, gpointer user)
{
  struct outlets *outlets = user;
  return channel_waiting(outlets->channel) < CORE_IS_SLOW &&
         channel_send(outlets->channel, MESSAGE_ALERT, g_variant_new("(ts)", ++outlets->reports, report));
}

static void close_icinga(struct outlets *outlets)
{
  g_clear_pointer(&outlets->icinga, icinga_free);
  g_clear_pointer(&outlets->icinga_events, icinga_events_free);
  g_clear_pointer(&outlets->icinga_objects, icinga_objects_free);
  icinga_api_clear(&outlets->api);
  outlets->api = (struct icinga_api){0};
}

static void open_icinga(struct outlets *outlets, GVariant *target)
{
  const char *url, *user, *password, *ca_file, *public_key;
  gboolean has_objects, has_events;
  g_variant_get(target, "(&s&s&s&s&sbb)", &url, &user, &password, &ca_file, &public_key, &has_objects, &has_events);
  if (!url[0])
    return;
  outlets->api = (struct icinga_api){outlets->http, g_strdup(url), g_strdup(user), g_strdup(password), g_strdup(or_null(ca_file)),
                                     g_strdup(or_null(public_key)), g_strdup(outlets->mark)};
  outlets->icinga = icinga_new(&outlets->api);
  if (has_events)
    outlets->icinga_events = icinga_events_new(&outlets->api, say_report, outlets);
  if (has_objects)
    outlets->icinga_objects = icinga_objects_new(&outlets->api);
  if (has_objects && outlets->objects)
    icinga_objects_take(outlets->icinga_objects, outlets->objects);
}

static void take_result(struct outlets *outlets, GVariant *body)
{
  struct result result;
  guchar to, status;
  g_variant_get(body, "(y&s&sy&s&su)", &to, &result.host, &result.service, &status, &result.output, &result.perfdata, &result.ttl_sec);
  result.status = status;
  if (to & OUTLET_NAGIOS && outlets->nagios)
    nagios_take_result(outlets->nagios, &result);
  if (to & OUTLET_ICINGA && outlets->icinga)
    icinga_take_result(outlets->icinga, &result);
}

static void tell_downtime(struct outlets *outlets, GVariant *body)
{
  struct downtime downtime;
  guchar to;
  g_variant_get(body, "(ytb&sxx&s)", &to, &downtime.action, &downtime.begins, &downtime.host, &downtime.from_sec, &downtime.to_sec,
                &downtime.comment);
  if (to & OUTLET_NAGIOS && outlets->nagios)
    nagios_take_downtime(outlets->nagios, &downtime);
  if (to & OUTLET_ICINGA && outlets->icinga)
    icinga_take_downtime(outlets->icinga, &downtime);
}

static void removal_free(gpointer data)
{
  struct removal *removal = data;
  g_clear_handle_id(&removal->timer, g_source_remove);
  g_variant_unref(removal->body);
  g_free(removal);
}

static gboolean on_removal(gpointer user)
{
  struct removal *removal = user;
  removal->timer = 0;
  tell_downtime(removal->outlets, removal->body);
  g_ptr_array_remove_fast(removal->outlets->removals, removal);
  return G_SOURCE_REMOVE;
}

static void take_downtime(struct outlets *outlets, GVariant *body)
{
  gboolean begins;
  g_variant_get_child(body, 2, "b", &begins);
  if (begins) {
    tell_downtime(outlets, body);
    return;
  }
  struct removal *removal = g_new0(struct removal, 1);
  *removal = (struct removal){outlets, g_variant_ref(body), 0};
  removal->timer = g_timeout_add_seconds(REMOVAL_SEC, on_removal, removal);
  g_ptr_array_add(outlets->removals, removal);
}

static void take_objects(struct outlets *outlets, GVariant *body)
{
  g_clear_pointer(&outlets->objects, g_variant_unref);
  outlets->objects = g_variant_ref(body);
  if (outlets->icinga_objects)
    icinga_objects_take(outlets->icinga_objects, body);
}

/* ---- webhooks ------------------------------------------------------------------------------------ */

/* The core tells of more only once earlier ones are off our hands; a webhook that hangs keeps its own. */
static void say_taken(struct outlets *outlets)
{
  guint64 taken = outlets->newest;
  for (guint i = 0; i < outlets->webhooks->len; i++) {
    guint waits;
    guint64 oldest = webhook_oldest(outlets->webhooks->pdata[i], &waits);
    if (oldest && waits <= EVENTS_HELD)
      taken = MIN(taken, oldest - 1);
  }
  if (taken <= outlets->taken)
    return;
  outlets->taken = taken;
  channel_send(outlets->channel, MESSAGE_EVENT_TAKEN, g_variant_new("(t)", taken));
}

static void on_settled(gpointer user)
{
  say_taken(user);
}

static void take_event(struct outlets *outlets, GVariant *body)
{
  const char *kind, *event;
  guint64 number;
  g_variant_get(body, "(t&s&s)", &number, &kind, &event);
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, event, -1);
  g_autofree char *key = g_strdup_printf("%s-%" G_GUINT64_FORMAT "-%.16s", outlets->mark, number, digest);
  outlets->newest = number;
  for (guint i = 0; i < outlets->webhooks->len; i++)
    webhook_take(outlets->webhooks->pdata[i], number, kind, event, key);
  say_taken(outlets);
}

static struct webhook *open_webhook(struct outlets *outlets, GVariant *target)
{
  struct webhook_options options;
  const char *template, *ca_file;
  g_autofree const char **on = NULL, **headers = NULL;
  guchar severity;
  g_variant_get(target, "(&s&s^a&sy&s^a&s&s&su)", &options.name, &options.url, &on, &severity, &options.method, &headers, &template,
                &ca_file, &options.timeout_ms);
  options.on = on;
  options.headers = headers;
  options.min_severity = severity;
  options.template = or_null(template);
  options.ca_file = or_null(ca_file);
  return webhook_new(outlets->http, &options, on_settled, outlets);
}

/* ---- configuration ------------------------------------------------------------------------------- */

/* The one that was told the same before; taken from there, NULL: none was. */
static struct webhook *kept_webhook(GPtrArray *former, GVariant *targets, GVariant *target)
{
  for (gsize i = 0; targets && i < g_variant_n_children(targets); i++) {
    g_autoptr(GVariant) each = g_variant_get_child_value(targets, i);
    if (g_variant_equal(each, target))
      return g_steal_pointer(&former->pdata[i]);
  }
  return NULL;
}

static void webhook_free_if(gpointer webhook)
{
  if (webhook)
    webhook_free(webhook);
}

/* One that stays as it is keeps what waits for it. */
static void configure_webhooks(struct outlets *outlets, GVariant *before, GVariant *after)
{
  g_autoptr(GPtrArray) former = g_steal_pointer(&outlets->webhooks);
  outlets->webhooks = g_ptr_array_new_with_free_func(webhook_free_if);
  for (gsize i = 0; i < g_variant_n_children(after); i++) {
    g_autoptr(GVariant) target = g_variant_get_child_value(after, i);
    struct webhook *kept = kept_webhook(former, before, target);
    g_ptr_array_add(outlets->webhooks, kept ? kept : open_webhook(outlets, target));
  }
}

static void configure(struct outlets *outlets, GVariant *body)
{
  g_autoptr(GVariant) before = g_steal_pointer(&outlets->targets);
  GVariant *old[3] = {NULL}, *new[3];
  for (gsize i = 0; i < G_N_ELEMENTS(new); i++) {
    old[i] = before ? g_variant_get_child_value(before, i) : NULL;
    new[i] = g_variant_get_child_value(body, i);
  }
  outlets->targets = g_variant_ref(body);
  if (!old[0] || !g_variant_equal(old[0], new[0])) {
    g_clear_pointer(&outlets->nagios, nagios_free);
    const char *file = g_variant_get_string(new[0], NULL);
    outlets->nagios = file[0] ? nagios_new(file) : NULL;
  }
  if (!old[1] || !g_variant_equal(old[1], new[1])) {
    close_icinga(outlets);
    open_icinga(outlets, new[1]);
  }
  configure_webhooks(outlets, old[2], new[2]);
  for (gsize i = 0; i < G_N_ELEMENTS(new); i++) {
    g_clear_pointer(&old[i], g_variant_unref);
    g_variant_unref(new[i]);
  }
  say_taken(outlets);
}

/* ---- how they do --------------------------------------------------------------------------------- */

static void add_outlet(GVariantBuilder *rows, const struct outlet *outlet)
{
  g_variant_builder_add(rows, "(sysuttt)", outlet->name, (guchar)outlet->state, outlet->why, outlet->waiting, outlet->sent,
                        outlet->failed, outlet->dropped);
}

static gboolean on_tell(gpointer user)
{
  struct outlets *outlets = user;
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(sysuttt)"));
  if (outlets->nagios)
    add_outlet(&rows, nagios_outlet(outlets->nagios));
  if (outlets->icinga)
    add_outlet(&rows, icinga_outlet(outlets->icinga));
  if (outlets->icinga_events)
    add_outlet(&rows, icinga_events_outlet(outlets->icinga_events));
  if (outlets->icinga_objects)
    add_outlet(&rows, icinga_objects_outlet(outlets->icinga_objects));
  for (guint i = 0; i < outlets->webhooks->len; i++)
    add_outlet(&rows, webhook_outlet(outlets->webhooks->pdata[i]));
  g_autoptr(GVariant) told = g_variant_ref_sink(g_variant_builder_end(&rows));
  if (outlets->targets && (!outlets->told || !g_variant_equal(outlets->told, told)) &&
      channel_send(outlets->channel, MESSAGE_OUTLETS, told)) {
    g_clear_pointer(&outlets->told, g_variant_unref);
    outlets->told = g_steal_pointer(&told);
  }
  return G_SOURCE_CONTINUE;
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

struct outlets *outlets_new(struct channel *channel)
{
  struct outlets *outlets = g_new0(struct outlets, 1);
  outlets->channel = channel;
  outlets->http = http_new();
  outlets->mark = g_strdup("");
  outlets->webhooks = g_ptr_array_new_with_free_func(webhook_free_if);
  outlets->removals = g_ptr_array_new_with_free_func(removal_free);
  g_timeout_add(TELL_MS, on_tell, outlets);
  return outlets;
}

static void take_instance(struct outlets *outlets, GVariant *body)
{
  const char *mark;
  g_variant_get_child(body, 0, "&s", &mark);
  text_replace(&outlets->mark, mark);
}

gboolean outlets_take(struct outlets *outlets, enum message_kind kind, GVariant *body)
{
  static const struct {
    enum message_kind kind;
    void (*take)(struct outlets *outlets, GVariant *body);
  } takers[] = {
      {MESSAGE_INSTANCE, take_instance}, {MESSAGE_NOTIFY_TARGETS, configure}, {MESSAGE_RESULT, take_result},
      {MESSAGE_DOWNTIME, take_downtime}, {MESSAGE_OBJECTS, take_objects},     {MESSAGE_EVENT, take_event},
  };
  for (guint i = 0; i < G_N_ELEMENTS(takers); i++)
    if (takers[i].kind == kind) {
      takers[i].take(outlets, body);
      return TRUE;
    }
  return FALSE;
}
