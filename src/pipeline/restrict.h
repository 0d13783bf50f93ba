#pragma once
/*
 * Hosts that are given no new guests, and are again: done at once, as actions with their audit rows, stored and kept in the
 * fleet. Core's thread; blocks only in restrict_load.
 */
#include "action/actions.h"

/* What it takes; all outlive its use. */
struct restricting {
  struct fleet *fleet;
  struct journal *journal;
  struct actions *actions;
  const struct clock *clock;
};

/* Who wants what. `reason` is a sentence, or ""; `tip_id` 0: by hand. */
struct restrict_order {
  const char *host, *reason, *by;
  guint64 tip_id;
};

/* The id of the finished action; 0 with NOT_FOUND, with REFUSED, saying who did it, where the host is already as is wanted,
 * or with STORAGE. */
guint64 restrict_host(const struct restricting *restricting, const struct restrict_order *order, GError **error);
guint64 release_host(const struct restricting *restricting, const struct restrict_order *order, GError **error);

/* Only restricts it, as part of another action; a host that is restricted already stays so as it was. */
void restrict_impose(const struct restricting *restricting, const struct restrict_order *order);

/* At start: the fleet knows of what was stored, and an order that provostd died over has an end. Blocking. */
gboolean restrict_load(const struct restricting *restricting, GError **error);
