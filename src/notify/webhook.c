#include "notify/webhook.h"

#include "base/text.h"
#include "model/tip.h"
#include "notify/template.h"

#include <string.h>

struct event {
  guint64 number;
  char *body, *key;
};

struct webhook {
  struct http *http;
  struct outlet outlet;
  char *url, *method, *template, *ca_file;
  char **on;
  GStrv headers; /* without the one that names the event */
  enum severity min_severity;
  guint timeout_ms;
  GQueue events;          /* struct event; the first one may be on its way */
  struct http_call *call; /* NULL: none is */
  guint timer;
  void (*settled)(gpointer user);
  gpointer user;
};

static void event_free(gpointer data)
{
  struct event *event = data;
  g_free(event->body);
  g_free(event->key);
  g_free(event);
}

/* ---- sending ------------------------------------------------------------------------------------- */

static void send_next(struct webhook *webhook);

static gboolean on_time(gpointer user)
{
  struct webhook *webhook = user;
  webhook->timer = 0;
  send_next(webhook);
  return G_SOURCE_REMOVE;
}

static void settle(struct webhook *webhook)
{
  event_free(g_queue_pop_head(&webhook->events));
  webhook->outlet.waiting = g_queue_get_length(&webhook->events);
  webhook->settled(webhook->user);
}

/* Whether asking again may help. */
static gboolean is_passing(guint status)
{
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

static void on_answer(const struct http_answer *answer, gpointer user)
{
  struct webhook *webhook = user;
  g_autofree char *why = answer->error ? g_strdup(answer->error)
                                       : g_strdup_printf("it answered %u: see its URL, headers and template", answer->status);
  webhook->call = NULL;
  if (answer->error || is_passing(answer->status)) {
    webhook->timer = g_timeout_add(outlet_failed(&webhook->outlet, why, WEBHOOK_MOST_MS), on_time, webhook);
    return;
  }
  if (answer->status / 100 == 2)
    outlet_went(&webhook->outlet);
  else
    outlet_refused(&webhook->outlet, why);
  settle(webhook);
  send_next(webhook);
}

static void send_next(struct webhook *webhook)
{
  const struct event *event = g_queue_peek_head(&webhook->events);
  if (!event || webhook->call || webhook->timer)
    return;
  guint n = g_strv_length(webhook->headers);
  g_autofree const char **headers = g_new0(const char *, n + 2);
  g_autofree char *key = g_strconcat("Idempotency-Key: ", event->key, NULL);
  memcpy(headers, webhook->headers, n * sizeof *headers);
  headers[n] = key;
  const struct http_request request = {.method = webhook->method, .url = webhook->url, .headers = headers, .body = event->body,
                                       .ca_file = webhook->ca_file, .timeout_ms = webhook->timeout_ms};
  webhook->call = http_send(webhook->http, &request, on_answer, webhook);
}

/* ---- events -------------------------------------------------------------------------------------- */

static gboolean is_wanted(const struct webhook *webhook, const char *kind, const json_t *json)
{
  enum severity severity;
  const char *written = json_string_value(json_object_get(json_object_get(json, "tip"), "severity"));
  if (!g_strv_contains((const char *const *)webhook->on, kind))
    return FALSE;
  return strcmp(kind, "tip") != 0 || !written || !severity_parse(written, &severity) || severity >= webhook->min_severity;
}

/* Of those that wait the oldest goes; the first is on its way. */
static void make_room(struct webhook *webhook)
{
  if (g_queue_get_length(&webhook->events) < WEBHOOK_WAITING)
    return;
  event_free(g_queue_pop_nth(&webhook->events, webhook->call ? 1 : 0));
  webhook->outlet.dropped++;
}

gboolean webhook_take(struct webhook *webhook, guint64 number, const char *kind, const char *event, const char *key)
{
  json_t *json = json_loads(event, 0, NULL);
  gboolean is_taken = json && is_wanted(webhook, kind, json);
  if (is_taken) {
    struct event *waiting = g_new0(struct event, 1);
    *waiting = (struct event){number, webhook->template ? template_fill(webhook->template, json) : g_strdup(event), g_strdup(key)};
    make_room(webhook);
    g_queue_push_tail(&webhook->events, waiting);
    webhook->outlet.waiting = g_queue_get_length(&webhook->events);
    send_next(webhook);
  }
  json_decref(json);
  return is_taken;
}

guint64 webhook_oldest(const struct webhook *webhook, guint *waits)
{
  const struct event *event = g_queue_peek_head((GQueue *)&webhook->events);
  *waits = g_queue_get_length((GQueue *)&webhook->events);
  return event ? event->number : 0;
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

static gboolean has_header(const char *const *headers, const char *name)
{
  for (; *headers; headers++)
    if (g_ascii_strncasecmp(*headers, name, strlen(name)) == 0)
      return TRUE;
  return FALSE;
}

static GStrv all_headers(const char *const *headers)
{
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  g_strv_builder_addv(all, (const char **)headers);
  if (!has_header(headers, "Content-Type:"))
    g_strv_builder_add(all, "Content-Type: application/json");
  return g_strv_builder_end(all);
}

struct webhook *webhook_new(struct http *http, const struct webhook_options *options, void (*settled)(gpointer user), gpointer user)
{
  struct webhook *webhook = g_new0(struct webhook, 1);
  g_autofree char *name = g_strconcat("webhook ", options->name, NULL);
  *webhook = (struct webhook){.http = http, .url = g_strdup(options->url), .method = g_strdup(options->method),
                              .template = g_strdup(options->template), .ca_file = g_strdup(options->ca_file),
                              .on = g_strdupv((char **)options->on), .headers = all_headers(options->headers),
                              .min_severity = options->min_severity, .timeout_ms = options->timeout_ms,
                              .settled = settled, .user = user};
  g_queue_init(&webhook->events);
  outlet_init(&webhook->outlet, name);
  return webhook;
}

void webhook_free(struct webhook *webhook)
{
  if (webhook->call)
    http_cancel(webhook->call);
  g_clear_handle_id(&webhook->timer, g_source_remove);
  g_queue_clear_full(&webhook->events, event_free);
  outlet_clear(&webhook->outlet);
  g_free(webhook->url);
  g_free(webhook->method);
  g_free(webhook->template);
  g_free(webhook->ca_file);
  g_strfreev(webhook->on);
  g_strfreev(webhook->headers);
  g_free(webhook);
}

const struct outlet *webhook_outlet(const struct webhook *webhook)
{
  return &webhook->outlet;
}
