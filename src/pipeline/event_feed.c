#include "pipeline/event_feed.h"

struct event_feed {
  struct event_book *book;
  enum role role;
  event_feed_send send;
  gpointer user;
  gboolean is_wanted, is_up;
  guint64 taken, told; /* numbers of events */
  GQueue on_the_way;   /* numbers after `taken`, up to `told` */
  guint64 missed;
};

/* What the book dropped is not there to be told any more. A step of progress that another replaced is not missed. */
static void count_missed(struct event_feed *feed)
{
  guint64 lost = event_book_lost(feed->book);
  if (lost > feed->told) {
    feed->missed += lost - feed->told;
    feed->told = lost;
  }
}

static void tell(struct event_feed *feed)
{
  const struct event *event;
  if (!feed->is_wanted || !feed->is_up)
    return;
  count_missed(feed);
  while (g_queue_get_length(&feed->on_the_way) < EVENT_FEED_AHEAD && (event = event_book_next(feed->book, feed->told))) {
    if (!feed->send(feed->role, MESSAGE_EVENT, g_variant_new("(tss)", event->number, event->kind, event->data), feed->user))
      return;
    feed->told = event->number;
    g_queue_push_tail(&feed->on_the_way, g_memdup2(&event->number, sizeof event->number));
  }
}

static void on_added(gpointer user)
{
  tell(user);
}

struct event_feed *event_feed_new(struct event_book *book, enum role role, event_feed_send send, gpointer user)
{
  struct event_feed *feed = g_new0(struct event_feed, 1);
  *feed = (struct event_feed){.book = book, .role = role, .send = send, .user = user, .on_the_way = G_QUEUE_INIT};
  event_book_watch(book, on_added, feed);
  return feed;
}

static void forget_the_way(struct event_feed *feed)
{
  g_queue_clear_full(&feed->on_the_way, g_free);
}

void event_feed_free(struct event_feed *feed)
{
  if (!feed)
    return;
  event_book_unwatch(feed->book, on_added, feed);
  forget_the_way(feed);
  g_free(feed);
}

void event_feed_set_wanted(struct event_feed *feed, gboolean is_wanted)
{
  if (is_wanted && !feed->is_wanted)
    feed->taken = feed->told = event_book_last(feed->book);
  if (!is_wanted)
    forget_the_way(feed);
  feed->is_wanted = is_wanted;
  tell(feed);
}

void event_feed_role_is_up(struct event_feed *feed)
{
  feed->is_up = TRUE;
  feed->told = feed->taken;
  forget_the_way(feed);
  tell(feed);
}

void event_feed_role_is_down(struct event_feed *feed)
{
  feed->is_up = FALSE;
}

void event_feed_take_taken(struct event_feed *feed, guint64 number)
{
  const guint64 *first;
  while ((first = g_queue_peek_head(&feed->on_the_way)) && *first <= number) {
    feed->taken = *first;
    g_free(g_queue_pop_head(&feed->on_the_way));
  }
  tell(feed);
}

guint64 event_feed_missed(const struct event_feed *feed)
{
  return feed->missed;
}
