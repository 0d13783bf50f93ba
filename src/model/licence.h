#pragma once
/*
 * A product that is licensed by what it may run on, as plain values: guests that need it (struct traits) may run on its hosts only,
 * and on so many hosts, sockets or cores at the same time. An entitlement that has been brought to a host by a move is bound to it
 * for `stay_sec`: so long the guest stays there, and the host counts even when it is empty again. Strings belong to their struct.
 * Pure; any thread.
 */
#include <glib.h>

enum licence_per { LICENCE_PER_HOST, LICENCE_PER_SOCKET, LICENCE_PER_CORE, LICENCE_PERS };

struct licence {
  char *name;
  enum licence_per per;
  GPtrArray *hosts; /* char *, selectors (model/rule.h) of the hosts that are licensed; empty: any may be, while the entitlements last */
  guint entitlements; /* how many hosts, sockets or cores may be in use for it at the same time; 0: not limited */
  guint64 stay_sec; /* 0: entitlements may be moved at any time */
};

struct licence *licence_new(const char *name, enum licence_per per);
struct licence *licence_copy(const struct licence *licence);
void licence_free(struct licence *licence);

const char *licence_per_name(enum licence_per per); /* "host", "socket", "core" */
gboolean licence_per_parse(const char *name, enum licence_per *per);

/* How many entitlements a host of so many sockets and cores takes while a guest with the product runs there; 0: it is not known,
 * since the figure that counts is 0. */
guint licence_units(enum licence_per per, guint sockets, guint cores);

/* Whether the host may be licensed at all, as `hosts` say. `labels`: "name=value", NULL-terminated, or NULL. */
gboolean licence_means_host(const struct licence *licence, const char *host, const char *const *labels);
