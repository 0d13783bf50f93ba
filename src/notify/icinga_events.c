#include "notify/icinga_events.h"

#include "notify/icinga_report.h"

#include <string.h>

#define LINE_MAX_BYTES (1u << 20)
#define PAUSE_MS 50
#define REPORTS_A_TURN 200

struct icinga_events {
  const struct icinga_api *api;
  struct outlet outlet;
  struct http_call *stream, *reading; /* NULL: not under way */
  gboolean reads_services;            /* what is read: else hosts */
  GString *line;                      /* the one that is coming in */
  gboolean is_too_long;
  GQueue reports; /* char * */
  guint timer, turn, opening;
  icinga_say say;
  gpointer user;
};

/* ---- reports on their way to the core ------------------------------------------------------------ */

static gboolean on_turn(gpointer user);

static void say_some(struct icinga_events *events)
{
  const char *report;
  for (guint i = 0; i < REPORTS_A_TURN && (report = g_queue_peek_head(&events->reports)); i++) {
    if (!events->say(report, events->user))
      break;
    g_free(g_queue_pop_head(&events->reports));
    events->outlet.sent++;
  }
  events->outlet.waiting = g_queue_get_length(&events->reports);
  if (events->outlet.waiting > 0 && !events->turn)
    events->turn = g_timeout_add(PAUSE_MS, on_turn, events);
}

static gboolean on_turn(gpointer user)
{
  struct icinga_events *events = user;
  events->turn = 0;
  say_some(events);
  return G_SOURCE_REMOVE;
}

/* Takes the report, NULL: nothing. */
static void put(struct icinga_events *events, json_t *report)
{
  char *text = report ? json_dumps(report, JSON_COMPACT) : NULL;
  json_decref(report);
  if (!text)
    return;
  if (g_queue_get_length(&events->reports) >= ICINGA_REPORTS) {
    g_free(g_queue_pop_head(&events->reports));
    events->outlet.dropped++;
  }
  g_queue_push_tail(&events->reports, text);
  if (!events->turn)
    say_some(events);
}

/* ---- present states ------------------------------------------------------------------------------ */

static void read_states(struct icinga_events *events, gboolean of_services);

static void on_states(const struct http_answer *answer, gpointer user)
{
  struct icinga_events *events = user;
  g_autofree char *trouble = icinga_trouble(answer);
  json_auto_t *json = trouble ? NULL : json_loads(answer->body, JSON_ALLOW_NUL, NULL);
  const json_t *results = json_object_get(json, "results");
  events->reading = NULL;
  gsize i;
  json_t *object;
  json_array_foreach (results, i, object)
    put(events, icinga_report_of_object(object));
  if (trouble)
    g_warning("%s: the present states could not be read: %s", events->outlet.name, trouble);
  else if (!events->reads_services)
    read_states(events, TRUE);
}

static void read_states(struct icinga_events *events, gboolean of_services)
{
  json_t *body = json_pack("{s:[s,s,s,s,s,s,s,s,s,s]}", "attrs", "name", "state", "state_type", "check_attempt", "downtime_depth",
                           "acknowledgement", "flapping", "last_check_result", "last_state_change",
                           of_services ? "host_name" : "display_name");
  events->reads_services = of_services;
  events->reading = icinga_send(events->api,
                                &(struct icinga_request){.method = "GET", .body = body,
                                                         .path = of_services ? "/v1/objects/services" : "/v1/objects/hosts"},
                                on_states, events);
}

/* ---- the stream ---------------------------------------------------------------------------------- */

static void take_line(struct icinga_events *events)
{
  json_t *event = events->is_too_long ? NULL : json_loads(events->line->str, JSON_ALLOW_NUL, NULL);
  if (event)
    put(events, icinga_report_of_event(event));
  else if (events->line->len > 0)
    events->outlet.dropped++;
  json_decref(event);
  events->is_too_long = FALSE;
  g_string_truncate(events->line, 0);
}

static void on_bytes(const char *bytes, gsize n, gpointer user)
{
  struct icinga_events *events = user;
  for (gsize i = 0; i < n; i++) {
    if (bytes[i] == '\n')
      take_line(events);
    else if (events->line->len < LINE_MAX_BYTES)
      g_string_append_c(events->line, bytes[i]);
    else
      events->is_too_long = TRUE;
  }
}

static void connect_stream(struct icinga_events *events);

static gboolean on_time(gpointer user)
{
  struct icinga_events *events = user;
  events->timer = 0;
  connect_stream(events);
  return G_SOURCE_REMOVE;
}

static void on_end(const struct http_answer *answer, gpointer user)
{
  struct icinga_events *events = user;
  g_autofree char *trouble = icinga_trouble(answer);
  const char *why = trouble ? trouble : answer->status == 200 ? "it ended its event stream" : "it refused its event stream: see its log";
  events->stream = NULL;
  g_clear_pointer(&events->reading, http_cancel);
  events->timer = g_timeout_add(outlet_failed(&events->outlet, why, ICINGA_MOST_MS), on_time, events);
}

/* Events are kept for us from now on: what is read now may be told twice, and nothing is missed. */
static gboolean on_opening(gpointer user)
{
  struct icinga_events *events = user;
  events->opening = 0;
  outlet_answered(&events->outlet);
  if (!events->reading)
    read_states(events, FALSE);
  return G_SOURCE_REMOVE;
}

static void on_opened(gpointer user)
{
  struct icinga_events *events = user;
  if (!events->opening)
    events->opening = g_idle_add(on_opening, events);
}

static void connect_stream(struct icinga_events *events)
{
  g_autofree char *queue = g_strconcat("provost-", events->api->mark, NULL);
  json_t *body = json_pack("{s:s, s:[s,s,s,s,s,s]}", "queue", queue, "types", "StateChange", "AcknowledgementSet",
                           "AcknowledgementCleared", "DowntimeTriggered", "DowntimeRemoved", "Flapping");
  g_string_truncate(events->line, 0);
  events->stream = icinga_send(events->api,
                               &(struct icinga_request){.method = "POST", .path = "/v1/events", .body = body, .take = on_bytes,
                                                        .opened = on_opened},
                               on_end, events);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

struct icinga_events *icinga_events_new(const struct icinga_api *api, icinga_say say, gpointer user)
{
  struct icinga_events *events = g_new0(struct icinga_events, 1);
  *events = (struct icinga_events){.api = api, .line = g_string_new(NULL), .say = say, .user = user};
  outlet_init(&events->outlet, "icinga events");
  g_queue_init(&events->reports);
  connect_stream(events);
  return events;
}

void icinga_events_free(struct icinga_events *events)
{
  if (!events)
    return;
  g_clear_pointer(&events->stream, http_cancel);
  g_clear_pointer(&events->reading, http_cancel);
  g_clear_handle_id(&events->timer, g_source_remove);
  g_clear_handle_id(&events->turn, g_source_remove);
  g_clear_handle_id(&events->opening, g_source_remove);
  g_queue_clear_full(&events->reports, g_free);
  g_string_free(events->line, TRUE);
  outlet_clear(&events->outlet);
  g_free(events);
}

const struct outlet *icinga_events_outlet(const struct icinga_events *events)
{
  return &events->outlet;
}
