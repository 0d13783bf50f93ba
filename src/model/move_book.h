#pragma once
/*
 * What is known of the moves of each guest: how long past ones took by each method, when it was moved last and from
 * where, how fast it wrote to its memory when that was measured, and which move is under way. Fed with actions as they
 * go on, those of the journal first; oldest first. Never blocks; one thread.
 */
#include "model/action.h"

#define DIRTY_RATE_KEPT_SEC 3600 /* then it is too old to decide upon */
#define PAST_MOVES_COUNTED 8     /* means follow the last ones */

/* Finished moves of a guest by one method: their means. All zero: none yet. */
struct past_moves {
  guint n;
  double duration_sec, downtime_sec, bytes; /* NaN where not one of them tells */
};

struct guest_moves {
  struct past_moves past[METHODS];
  gint64 moved_us; /* wall clock; 0: never seen */
  char *from;      /* the host it came from then; NULL */
  guint64 action_id; /* of its move that is under way, or ended ambiguous; 0: none */
  char *leaves, *reaches; /* the hosts of that one */
  double dirty_bytes_per_sec; /* NaN: not measured lately */
  gint64 dirty_us; /* monotonic */
};

struct move_book;

struct move_book *move_book_new(void);
void move_book_free(struct move_book *book);

/* Of moves: that it is under way, what it took where it was done (each once). */
void move_book_take_action(struct move_book *book, const struct action *action);
void move_book_take_dirty_rate(struct move_book *book, const char *uuid, double bytes_per_sec, gint64 now_us);
const struct guest_moves *move_book_find(const struct move_book *book, const char *uuid); /* or NULL */
void move_book_forget(struct move_book *book, GHashTable *uuids); /* a set of them */
