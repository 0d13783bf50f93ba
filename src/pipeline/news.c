#include "pipeline/news.h"

#include "json/json.h"

/* What cannot be written as JSON (no valid UTF-8) is told of as nothing. Takes the event. */
static void tell(struct event_book *events, const struct clock *clock, struct news *news, json_t *event)
{
  json_auto_t *data = event;
  json_object_set_new(data, "time", time_to_json(clock_wall_us(clock)));
  news->data = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(15));
  if (!news->data)
    news->data = g_strdup("{}");
  event_book_add(events, news);
}

void news_tell_tip(struct event_book *events, const struct clock *clock, const struct tip *tip)
{
  struct news news = {.kind = "tip", .id = tip->id, .state = tip_state_name(tip->state)};
  tell(events, clock, &news, json_pack("{s:o}", "tip", tip_to_json(tip)));
}

void news_tell_action(struct event_book *events, const struct clock *clock, const struct action *action)
{
  struct news news = {.kind = "action", .id = action->id, .state = action_state_name(action->state)};
  tell(events, clock, &news, json_pack("{s:o}", "action", action_to_json(action)));
}

/* Each is a thing of its own in the book, so that none takes the place of another. */
static void tell_once(struct event_book *events, const struct clock *clock, const char *kind, const char *what, json_t *event)
{
  struct news news = {.kind = kind, .id = event_book_last(events) + 1, .state = what};
  json_object_set_new(event, "what", json_string(what));
  tell(events, clock, &news, event);
}

void news_tell_guest_created(struct event_book *events, const struct clock *clock, const struct fleet *fleet,
                             const struct guest *guest)
{
  tell_once(events, clock, "guest", "created", json_pack("{s:o}", "guest", guest_to_json(fleet, guest)));
}

void news_tell_guest_moved(struct event_book *events, const struct clock *clock, const struct fleet *fleet,
                           const struct guest *guest, const char *from)
{
  tell_once(events, clock, "guest", "moved", json_pack("{s:o, s:s}", "guest", guest_to_json(fleet, guest), "from", from));
}

void news_tell_guest_removed(struct event_book *events, const struct clock *clock, const struct gone_guest *guest)
{
  tell_once(events, clock, "guest", "removed",
            json_pack("{s:{s:s, s:s, s:s}}", "guest", "name", guest->name, "uuid", guest->uuid, "host", guest->host));
}

void news_tell_host(struct event_book *events, const struct clock *clock, const struct fleet *fleet, const struct host *host,
                    const char *what)
{
  tell_once(events, clock, "host", what, json_pack("{s:o}", "host", host_to_json(fleet, host)));
}

void news_tell_provost(struct event_book *events, const struct clock *clock, const char *what)
{
  struct news news = {.kind = "provost", .state = what};
  tell(events, clock, &news, json_pack("{s:{s:s}, s:s}", "provost", "version", PROVOST_VERSION, "what", what));
}

void news_tell_alert(struct event_book *events, const struct fleet *fleet, const struct clock *clock, const struct alert *alert)
{
  /* One in downtime or acknowledged is in another state, to who reads of it. */
  g_autofree char *state = g_strdup_printf("%s %u", alert_state_name(alert->state), alert->marks);
  struct news news = {.kind = "alert", .id = alert->id, .state = state};
  tell(events, clock, &news, json_pack("{s:o}", "alert", alert_to_json(fleet, alert)));
}
