#pragma once
/*
 * One configured host as libvirt knows it, and the connections to it. Everything but the spare connection
 * is immutable; endpoints live as long as the program. Opening and using a connection may block for ever,
 * so only worker threads do it. Every connection has keepalive: a host that stops answering ends each
 * call on it within KEEPALIVE_SEC x (KEEPALIVE_COUNT + 1) seconds. libvirt knows no end for the opening
 * itself, so a thread of its own makes it, and is left behind in the handshake when OPENING_PATIENCE_SEC are
 * over; OPENINGS_MAX such threads per host, then a further opening is tried every OPENING_RETRY_SEC only: a host that
 * was switched off in the middle of its handshakes never ends them.
 */
#include <glib.h>
#include <libvirt/libvirt.h>

#define KEEPALIVE_SEC 5
#define KEEPALIVE_COUNT 3
#define OPENING_PATIENCE_SEC 8
#define OPENINGS_MAX 8
#define OPENING_RETRY_SEC 600

struct endpoint {
  char *subject; /* host:h1 */
  char *uri;
  gboolean node_metrics; /* whether the node's own processors and memory are sampled through libvirt */
  GMutex lock;
  virConnectPtr spare; /* an idle acting connection, or NULL; under the lock */
  gboolean is_listed;  /* whether the core has been told of its guests; under the lock */
  GCond listed;        /* it has */
  guint openings;       /* threads that are opening a connection, or hang in that; under the lock */
  gint64 opened_us;     /* monotonic, when the last of them began; under the lock */
  struct host_claim *claim; /* virt/claims.h; NULL: hosts are not claimed. Set before anything is done there */
  gint left_calls;      /* atomic: bulk calls under way or left behind (virt/bulk.h) */
};

struct endpoint *endpoint_new(const char *subject, const char *uri, gboolean node_metrics);
void endpoint_free(struct endpoint *endpoint);

/* "h1". */
const char *endpoint_name(const struct endpoint *endpoint);

/* The read-only watching connection. NULL with UNAVAILABLE. The caller closes it. */
virConnectPtr endpoint_watch(struct endpoint *endpoint, GError **error);

/* An acting (read-write) connection, for one thread at a time: the spare one where it is alive, else a
 * new one. NULL with UNAVAILABLE. */
virConnectPtr endpoint_borrow(struct endpoint *endpoint, GError **error);

/* Gives it back; `connection` may be NULL. No domain of it may be used afterwards. */
void endpoint_return(struct endpoint *endpoint, virConnectPtr connection);

/* The core has been told of the host's guests; and waiting until it has, for as long as that takes. */
void endpoint_set_listed(struct endpoint *endpoint);
void endpoint_await_list(struct endpoint *endpoint);

/* Whether another host can use the URI to reach this one: false for "qemu:///system". */
gboolean endpoint_is_remote(const struct endpoint *endpoint);
