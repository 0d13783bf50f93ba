#pragma once
/*
 * What others forbid: another provost that manages a host, whoever has just acted on a guest or planned a downtime of it, and
 * who paused automation. Pure, over what the fleet knows now.
 */
#include "model/fleet.h"

/* Why nothing may be begun with a guest from or to these hosts, in a sentence; NULL: it may. `to` may be NULL. Caller
 * frees. */
char *others_forbid(const struct fleet *fleet, const char *from, const char *to);

/* The same of a deed that goes on with what was begun: where it is only not known whose the host is, provost-virt asks
 * there before it does anything. */
char *others_forbid_to_go_on(const struct fleet *fleet, const char *host);

/* Whether automation (`by`) may do something with the guest; people always may. REFUSED where the guest is not for it; BUSY,
 * which passes, where it is paused, somebody has planned a downtime there or somebody else has just acted on the guest. */
gboolean others_let_automation(const struct fleet *fleet, const char *guest_uuid, const char *by, GError **error);
