#pragma once
/*
 * Who asks, and whether he may: the kernel says it of who comes to the Unix socket, a token of who comes over TCP. Root, the user
 * that provostd runs as and, where no groups are configured, whoever the mode of the Unix socket lets in are admins. Over TCP on loopback one
 * may look without a token as long as there is no file with tokens. What is refused is counted and audited (serve/refusals.h).
 * Core's thread; asks the user database for the names of those who are refused or change something.
 */
#include "serve/routes.h"

struct caller {
  enum access access;
  gboolean is_user; /* at the Unix socket: then `by` is found by his number when it is asked for */
  guint uid;
  char *by; /* "operator alice", "token ci"; NULL: not known yet */
};

/* The role of who has just connected, as far as that can be known before he speaks. */
enum access gate_access(const struct door *door, struct MHD_Connection *connection);

/* Whether who asked on that connection may look by the rules of now. */
gboolean gate_may_look(const struct door *door, struct MHD_Connection *connection);

/* Whether the call may have what the route answers. FALSE: it is answered with 401 or 403, or will be after a while. */
gboolean gate_admit(struct call *call, const struct route *route, const char *path);

/* "operator alice". */
const char *gate_name(struct caller *caller, struct peer_names *names);
