#include "serve/visitors.h"

#include <sys/socket.h>

struct visitor {
  struct visitors *visitors;
  GList link; /* in the queue */
  int fd;
  enum access access;
  enum visiting what;
  gint64 since_us; /* monotonic, that it is so */
  gboolean must_go;
};

struct visitors {
  struct visitors_limits limits;
  GQueue queue; /* struct visitor, by since_us */
  guint staying; /* of them, those who need not go */
};

struct visitors *visitors_new(const struct visitors_limits *limits)
{
  struct visitors *visitors = g_new0(struct visitors, 1);
  visitors->limits = *limits;
  g_queue_init(&visitors->queue);
  return visitors;
}

void visitors_free(struct visitors *visitors)
{
  if (!visitors)
    return;
  g_assert(g_queue_is_empty(&visitors->queue));
  g_free(visitors);
}

static void send_away(struct visitor *visitor)
{
  if (visitor->must_go)
    return;
  visitor->must_go = TRUE;
  visitor->visitors->staying--;
  shutdown(visitor->fd, SHUT_RDWR);
}

/* The one who has been silent longest among those who may be sent away for a newcomer with that role, or NULL. */
static struct visitor *longest_silent(const struct visitors *visitors, enum access access)
{
  for (GList *each = visitors->queue.head; each; each = each->next) {
    struct visitor *visitor = each->data;
    if (visitor->what == VISITOR_ARRIVING && !visitor->must_go && visitor->access <= access)
      return visitor;
  }
  return NULL;
}

struct visitor *visitors_enter(struct visitors *visitors, int fd, enum access access)
{
  struct visitor *silent = visitors->staying >= visitors->limits.most ? longest_silent(visitors, access) : NULL;
  gboolean is_full = visitors->staying >= visitors->limits.most && !silent;
  struct visitor *visitor = g_new0(struct visitor, 1);
  *visitor = (struct visitor){.visitors = visitors, .fd = fd, .access = access, .since_us = g_get_monotonic_time()};
  visitor->link.data = visitor;
  g_queue_push_tail_link(&visitors->queue, &visitor->link);
  visitors->staying++;
  if (silent)
    send_away(silent);
  else if (is_full && access != ACCESS_ADMIN)
    send_away(visitor);
  return visitor;
}

void visitor_leave(struct visitor *visitor)
{
  if (!visitor->must_go)
    visitor->visitors->staying--;
  g_queue_unlink(&visitor->visitors->queue, &visitor->link);
  g_free(visitor);
}

void visitor_is_now(struct visitor *visitor, enum visiting what)
{
  visitor->what = what;
  visitor->since_us = g_get_monotonic_time();
  g_queue_unlink(&visitor->visitors->queue, &visitor->link);
  g_queue_push_tail_link(&visitor->visitors->queue, &visitor->link);
}

void visitors_sweep(struct visitors *visitors)
{
  const gint64 patience_us[] = {
      [VISITOR_ARRIVING] = (gint64)visitors->limits.arrive_sec * G_USEC_PER_SEC,
      [VISITOR_SERVED] = G_MAXINT64,
      [VISITOR_LEAVING] = (gint64)visitors->limits.leave_sec * G_USEC_PER_SEC,
  };
  gint64 now_us = g_get_monotonic_time();
  for (GList *each = visitors->queue.head; each; each = each->next) {
    struct visitor *visitor = each->data;
    if (now_us - visitor->since_us > patience_us[visitor->what])
      send_away(visitor);
  }
}
