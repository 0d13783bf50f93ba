#pragma once
/*
 * Plans of several moves carried out: a host that is evacuated, a cluster that is balanced, repaired, consolidated. A campaign is
 * an order (action/actions.h) whose parts are moves, each begun as any other is, with all its checks and intents. It goes wave by
 * wave; after a wave in which a move failed, when its plan has grown old, and after a restart it is planned again on what the fleet
 * says by then. Nothing of a campaign but its order and its parts is stored, and nothing else is needed to go on. Core's thread, never
 * blocks: plans are made in a worker.
 */
#include "pipeline/restrict.h"

struct campaigns;

/* Owns the orders of kinds ACTION_EVACUATE and ACTION_PLAN from now on. What it takes is copied; what that points to outlives it. */
struct campaigns *campaigns_new(const struct restricting *restricting);
void campaigns_free(struct campaigns *campaigns);

struct campaign_order {
  enum plan_kind kind; /* EVACUATE, BALANCE, RULES, CONSOLIDATE */
  const char *target;  /* EVACUATE: the host; else the cluster, "": all */
  const char *reason;  /* of the host's restriction; "" */
  const char *by;
  guint64 tip_id;      /* 0: by hand */
  const struct plan *plan; /* what somebody was shown a moment ago; NULL: it is made */
};

/* The order's id; a host that is to be empty is restricted from now on. 0 with NOT_FOUND, REFUSED (the host is not up, another
 * campaign is under way there), INVALID (no kind to be carried out) or STORAGE. */
guint64 campaigns_begin(struct campaigns *campaigns, const struct campaign_order *order, GError **error);

/* An action has changed: a part may have ended. */
void campaigns_take_action(struct campaigns *campaigns, const struct action *action);

/* At start: those that are unfinished go on, once their parts are settled and the fleet has been heard. */
void campaigns_resume(struct campaigns *campaigns);

/* Once a second. */
void campaigns_tick(struct campaigns *campaigns);
