#include "model/move_book.h"

#include "base/text.h"

#include <math.h>

struct move_book {
  GHashTable *guests; /* UUID -> struct guest_moves */
};

static void guest_moves_free(gpointer data)
{
  struct guest_moves *moves = data;
  g_free(moves->from);
  g_free(moves->leaves);
  g_free(moves->reaches);
  g_free(moves);
}

struct move_book *move_book_new(void)
{
  struct move_book *book = g_new0(struct move_book, 1);
  book->guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, guest_moves_free);
  return book;
}

void move_book_free(struct move_book *book)
{
  g_hash_table_unref(book->guests);
  g_free(book);
}

static struct guest_moves *moves_of(struct move_book *book, const char *uuid)
{
  struct guest_moves *moves = g_hash_table_lookup(book->guests, uuid);
  if (moves)
    return moves;
  moves = g_new0(struct guest_moves, 1);
  moves->dirty_bytes_per_sec = NAN;
  for (guint m = 0; m < METHODS; m++)
    moves->past[m] = (struct past_moves){0, NAN, NAN, NAN};
  g_hash_table_insert(book->guests, g_strdup(uuid), moves);
  return moves;
}

/* NaN says nothing. */
static void add(double *mean, double value, guint n)
{
  if (!isnan(value))
    *mean = isnan(*mean) ? value : *mean + (value - *mean) / n;
}

/* Where an ambiguous one left its guest nobody knows: it counts on both hosts until it is released. */
static void follow(struct move_book *book, const struct action *action)
{
  struct guest_moves *moves = g_hash_table_lookup(book->guests, action->move->guest_uuid);
  if (!action_is_finished(action) || action->state == ACTION_AMBIGUOUS) {
    moves = moves_of(book, action->move->guest_uuid);
    moves->action_id = action->id;
    text_replace(&moves->leaves, action->move->from);
    text_replace(&moves->reaches, action->move->to);
  } else if (moves && moves->action_id == action->id)
    moves->action_id = 0;
}

void move_book_take_action(struct move_book *book, const struct action *action)
{
  if (action->kind != ACTION_MOVE)
    return;
  follow(book, action);
  if (action->state != ACTION_DONE)
    return;
  struct guest_moves *moves = moves_of(book, action->move->guest_uuid);
  if (action->ended_us <= moves->moved_us)
    return; /* known already: no guest is moved twice at a time */
  struct past_moves *past = &moves->past[action->move->method];
  guint n = MIN(past->n + 1, PAST_MOVES_COUNTED);
  gint64 took_us = action->ended_us - action->started_us;
  past->n++;
  add(&past->duration_sec, took_us > 0 ? (double)took_us / G_USEC_PER_SEC : NAN, n);
  add(&past->downtime_sec, action->downtime_ms >= 0 ? (double)action->downtime_ms / 1000 : NAN, n);
  add(&past->bytes, action->bytes_done > 0 ? (double)action->bytes_done : NAN, n);
  moves->moved_us = action->ended_us;
  g_free(moves->from);
  moves->from = g_strdup(action->move->from);
}

void move_book_take_dirty_rate(struct move_book *book, const char *uuid, double bytes_per_sec, gint64 now_us)
{
  struct guest_moves *moves = moves_of(book, uuid);
  moves->dirty_bytes_per_sec = bytes_per_sec;
  moves->dirty_us = now_us;
}

const struct guest_moves *move_book_find(const struct move_book *book, const char *uuid)
{
  return g_hash_table_lookup(book->guests, uuid);
}

static gboolean is_among(gpointer uuid, gpointer moves, gpointer uuids)
{
  (void)moves;
  return g_hash_table_contains(uuids, uuid);
}

void move_book_forget(struct move_book *book, GHashTable *uuids)
{
  g_hash_table_foreach_remove(book->guests, is_among, uuids);
}
