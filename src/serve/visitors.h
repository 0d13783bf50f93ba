#pragma once
/*
 * Who is connected to one listening socket, and who must go: where it becomes crowded, the one who has been silent longest makes way
 * for a newcomer of the same role or a higher one; where nobody can, the newcomer is turned away, unless he is an admin. So no
 * number of connections keeps an admin out, nor anybody else for longer than the patience. Whoever takes too long over his request
 * or over reading its answer goes as well, however busily he does it. To go means that the socket is shut down: libmicrohttpd
 * closes it. Core's thread, never blocks.
 */
#include "model/access.h"

enum visiting { VISITOR_ARRIVING, VISITOR_SERVED, VISITOR_LEAVING }; /* sends a request, waits for us, takes the answer */

struct visitor;
struct visitors;

struct visitors_limits {
  guint most;       /* connections before somebody makes way */
  guint arrive_sec; /* for a request to come, from the answer to the one before */
  guint leave_sec;  /* for an answer to be read */
};

struct visitors *visitors_new(const struct visitors_limits *limits);
void visitors_free(struct visitors *visitors); /* when all have left */

/* A connection, by its descriptor, which is borrowed until it is left. */
struct visitor *visitors_enter(struct visitors *visitors, int fd, enum access access);
void visitor_leave(struct visitor *visitor);
void visitor_is_now(struct visitor *visitor, enum visiting what);

/* Those who took too long go. To be called every few seconds. */
void visitors_sweep(struct visitors *visitors);
