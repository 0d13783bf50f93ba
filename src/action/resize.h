#pragma once
/*
 * Giving a running guest more or less memory, or processors, where it runs: an action of one guest on one host, over
 * the same durable intents as a move. What libvirt says of such a deed is not believed: afterwards the host is asked
 * what the guest has, until it has what was ordered or SETTLE is over, and that alone decides how the action ends. An
 * outcome that is not known is decided likewise; nothing is sent again. Core's thread, never blocks.
 */
#include "action/actions.h"

#define RESIZE_SETTLE_SEC 60 /* how long a guest may take to give memory back, or to take it */

/* What the guest is to have; 0: as before. One of both at least. */
struct resize {
  const char *guest_uuid;
  guint64 memory_bytes; /* of which libvirt knows whole KiB only */
  guint vcpus;
};

/* Whether the guest may be resized so now, by whom. FALSE (REFUSED, NOT_FOUND, INVALID, STORAGE) with a sentence that
 * names the rule: it does not run, or something is done with it already; nothing would change; below its floor, above
 * its ceiling or libvirt's maximum; more than its host has free behind the cluster's reserve; the journal has failed;
 * and, for automation, that it was resized within the cool-down. */
gboolean actions_check_resize(const struct actions *actions, const struct resize *resize, const char *by, GError **error);

/* Orders it: the action's id, or 0 with an error as above, and nothing has changed. Nothing is told from within. */
guint64 actions_resize(struct actions *actions, const struct resize *resize, guint64 tip_id, const char *by, GError **error);
