#pragma once
/* What becomes of tips and actions, as events (model/event_book.h): "time", and the thing under the name of its kind in the
 * shape of json/json.h. */
#include "base/clock.h"
#include "model/action.h"
#include "model/event_book.h"
#include "model/tip.h"

void news_tell_tip(struct event_book *events, const struct clock *clock, const struct tip *tip);
void news_tell_action(struct event_book *events, const struct clock *clock, const struct action *action);
