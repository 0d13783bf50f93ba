#include "tips/lifecycle.h"

#include "model/names.h"

/* Design, section 4. A failed tip is not finished: it waits for its back-off, an operator may insist. */
static const struct {
  enum tip_state from;
  enum tip_event event;
  enum tip_state to;
} moves[] = {
    {TIP_OPEN, TIP_EVENT_REFRESH, TIP_OPEN},
    {TIP_OPEN, TIP_EVENT_ACCEPT, TIP_ACCEPTED},
    {TIP_OPEN, TIP_EVENT_APPROVE, TIP_OPEN},
    {TIP_OPEN, TIP_EVENT_CLEAR, TIP_CLEARED},
    {TIP_OPEN, TIP_EVENT_DISMISS, TIP_DISMISSED},
    {TIP_OPEN, TIP_EVENT_SUPERSEDE, TIP_SUPERSEDED},

    {TIP_ACCEPTED, TIP_EVENT_REFRESH, TIP_ACCEPTED},
    {TIP_ACCEPTED, TIP_EVENT_PLAN, TIP_PLANNED},
    {TIP_ACCEPTED, TIP_EVENT_FAIL, TIP_FAILED},
    {TIP_ACCEPTED, TIP_EVENT_CANCEL, TIP_OPEN},
    {TIP_ACCEPTED, TIP_EVENT_PUT_OFF, TIP_OPEN},
    {TIP_ACCEPTED, TIP_EVENT_CLEAR, TIP_CLEARED},
    {TIP_ACCEPTED, TIP_EVENT_DISMISS, TIP_DISMISSED},

    {TIP_PLANNED, TIP_EVENT_REFRESH, TIP_PLANNED},
    {TIP_PLANNED, TIP_EVENT_PLAN, TIP_PLANNED},
    {TIP_PLANNED, TIP_EVENT_ACT, TIP_ACTING},
    {TIP_PLANNED, TIP_EVENT_FAIL, TIP_FAILED},
    {TIP_PLANNED, TIP_EVENT_CANCEL, TIP_OPEN},
    {TIP_PLANNED, TIP_EVENT_PUT_OFF, TIP_OPEN},
    {TIP_PLANNED, TIP_EVENT_CLEAR, TIP_CLEARED},
    {TIP_PLANNED, TIP_EVENT_DISMISS, TIP_DISMISSED},

    {TIP_ACTING, TIP_EVENT_ACTED, TIP_VERIFYING},
    {TIP_ACTING, TIP_EVENT_RESOLVE, TIP_RESOLVED},
    {TIP_ACTING, TIP_EVENT_FAIL, TIP_FAILED},
    {TIP_ACTING, TIP_EVENT_CANCEL, TIP_OPEN},

    {TIP_VERIFYING, TIP_EVENT_RESOLVE, TIP_RESOLVED},
    {TIP_VERIFYING, TIP_EVENT_FAIL, TIP_FAILED},

    {TIP_FAILED, TIP_EVENT_REFRESH, TIP_FAILED},
    {TIP_FAILED, TIP_EVENT_RETRY, TIP_OPEN},
    {TIP_FAILED, TIP_EVENT_ACCEPT, TIP_ACCEPTED},
    {TIP_FAILED, TIP_EVENT_APPROVE, TIP_FAILED},
    {TIP_FAILED, TIP_EVENT_CLEAR, TIP_CLEARED},
    {TIP_FAILED, TIP_EVENT_DISMISS, TIP_DISMISSED},

    {TIP_CLEARED, TIP_EVENT_RETURN, TIP_OPEN},
};

static const char *const event_names[TIP_EVENTS] = {
    [TIP_EVENT_RAISE] = "raised",         [TIP_EVENT_REFRESH] = "refreshed",
    [TIP_EVENT_APPROVE] = "approved",
    [TIP_EVENT_ACCEPT] = "accepted",      [TIP_EVENT_PLAN] = "planned",
    [TIP_EVENT_ACT] = "acted upon",       [TIP_EVENT_ACTED] = "carried out",
    [TIP_EVENT_RESOLVE] = "resolved",     [TIP_EVENT_FAIL] = "failed",
    [TIP_EVENT_CANCEL] = "cancelled",     [TIP_EVENT_RETRY] = "reopened",
    [TIP_EVENT_PUT_OFF] = "put off",      [TIP_EVENT_RETURN] = "returned",
    [TIP_EVENT_CLEAR] = "cleared",        [TIP_EVENT_DISMISS] = "dismissed",
    [TIP_EVENT_SUPERSEDE] = "superseded",
};

/* What a person may order. */
static const struct {
  enum tip_event event;
  const char *verb;
} orders[] = {
    {TIP_EVENT_ACCEPT, "accept"},
    {TIP_EVENT_DISMISS, "dismiss"},
};

gboolean lifecycle_next(enum tip_state from, enum tip_event event, enum tip_state *to)
{
  for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
    if (moves[i].from == from && moves[i].event == event) {
      *to = moves[i].to;
      return TRUE;
    }
  return FALSE;
}

const char *tip_event_name(enum tip_event event)
{
  return name_of(event_names, TIP_EVENTS, event);
}

char *lifecycle_choices(enum tip_state from)
{
  GString *choices = g_string_new(NULL);
  enum tip_state to;
  for (guint i = 0; i < G_N_ELEMENTS(orders); i++)
    if (lifecycle_next(from, orders[i].event, &to))
      g_string_append_printf(choices, "%s%s", choices->len ? ", " : "", orders[i].verb);
  return g_string_free(choices, FALSE);
}
