#pragma once
/* What becomes of tips, actions, alerts, guests, hosts and provost itself, as events (model/event_book.h): "time", the thing under the
 * name of its kind in the shape of json/json.h, and of those that have no state of their own "what" happened to it. */
#include "base/clock.h"
#include "model/action.h"
#include "model/event_book.h"
#include "model/fleet.h"
#include "model/tip.h"

void news_tell_tip(struct event_book *events, const struct clock *clock, const struct tip *tip);
void news_tell_alert(struct event_book *events, const struct fleet *fleet, const struct clock *clock, const struct alert *alert);
void news_tell_action(struct event_book *events, const struct clock *clock, const struct action *action);

/* "created"; "moved" with "from", the host where it was; "removed" with what is still known of it: name, uuid, host. */
void news_tell_guest_created(struct event_book *events, const struct clock *clock, const struct fleet *fleet,
                             const struct guest *guest);
void news_tell_guest_moved(struct event_book *events, const struct clock *clock, const struct fleet *fleet,
                           const struct guest *guest, const char *from);
struct gone_guest {
  const char *uuid, *name, *host;
};
void news_tell_guest_removed(struct event_book *events, const struct clock *clock, const struct gone_guest *guest);

void news_tell_host(struct event_book *events, const struct clock *clock, const struct fleet *fleet, const struct host *host,
                    const char *what); /* "silent", "back" */
void news_tell_provost(struct event_book *events, const struct clock *clock, const char *what); /* "started", "stopped", "heartbeat" */
