#pragma once
/*
 * The life cycle of a tip (design: section 4) as a const table {from, event, to, name}. The only place
 * that knows which move is possible. Pure; any thread.
 */
#include "model/tip.h"

enum tip_event {
  TIP_EVENT_RAISE,     /* a finding opened it: it has no state before */
  TIP_EVENT_REFRESH,   /* the same finding again: stays where it is */
  TIP_EVENT_ACCEPT,
  TIP_EVENT_APPROVE,   /* one of several people who must accept it has done so: stays where it is */
  TIP_EVENT_PLAN,      /* a plan was found */
  TIP_EVENT_ACT,       /* its action was started */
  TIP_EVENT_ACTED,     /* the action is done, its effect is to be measured */
  TIP_EVENT_RESOLVE,   /* effect measured; or, of a tip that only notifies, from acting */
  TIP_EVENT_FAIL,      /* no plan, action failed, or without effect */
  TIP_EVENT_CANCEL,    /* the action was cancelled, or the core stopped before it began: open again */
  TIP_EVENT_PUT_OFF,   /* as much as is allowed is under way, or was: open again, automation waits a while */
  TIP_EVENT_RETRY,     /* back-off is over: open again */
  TIP_EVENT_CLEAR,     /* the condition went away by itself */
  TIP_EVENT_RETURN,    /* it is back, soon after: open again */
  TIP_EVENT_DISMISS,
  TIP_EVENT_SUPERSEDE,
  TIP_EVENTS
};

/* Where `event` leads from `from`. FALSE (to untouched) where it is not possible. */
gboolean lifecycle_next(enum tip_state from, enum tip_event event, enum tip_state *to);

/* The past participle, for the audit trail and messages: "raised", "accepted", "planned" ... */
const char *tip_event_name(enum tip_event event);

/* What a person may order in a state, for a refusal: "accept, dismiss", or "". Caller frees. */
char *lifecycle_choices(enum tip_state from);
