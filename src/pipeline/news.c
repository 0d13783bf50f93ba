#include "pipeline/news.h"

#include "json/json.h"

/* What cannot be written as JSON (no valid UTF-8) is told of as nothing. */
static void tell(struct event_book *events, const struct clock *clock, struct news *news, json_t *thing)
{
  json_auto_t *data = json_pack("{s:o, s:o}", "time", time_to_json(clock_wall_us(clock)), news->kind, thing);
  news->data = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(15));
  if (!news->data)
    news->data = g_strdup("{}");
  event_book_add(events, news);
}

void news_tell_tip(struct event_book *events, const struct clock *clock, const struct tip *tip)
{
  struct news news = {.kind = "tip", .id = tip->id, .state = tip_state_name(tip->state)};
  tell(events, clock, &news, tip_to_json(tip));
}

void news_tell_action(struct event_book *events, const struct clock *clock, const struct action *action)
{
  struct news news = {.kind = "action", .id = action->id, .state = action_state_name(action->state)};
  tell(events, clock, &news, action_to_json(action));
}
