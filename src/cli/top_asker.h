#pragma once
/*
 * A thread that asks provostd for provost top, a wish at a time in their order, so that the screen never waits for an answer.
 */
#include "client/client.h"
#include "cli/top_model.h"

struct top_asker;

struct top_wanted {
  enum top_wish wish; /* TOP_LIST of the pane; TOP_EXPLAIN, TOP_ACCEPT or TOP_DISMISS of the tip */
  enum top_pane pane;
  guint64 tip;
  char *text; /* of TOP_ACCEPT the facts that were seen, of TOP_DISMISS the reason; owned; NULL */
};

/* What came of it. */
struct top_told {
  struct top_wanted wanted;
  json_t *list;  /* of TOP_LIST; NULL */
  char *text;    /* of TOP_EXPLAIN the explanation, of the others what was done; NULL */
  GError *error; /* or why not */
};

/* `told` is called in the thread's main loop that made it, whenever top_asker_take has something. Has the client for itself, which
 * outlives it. */
struct top_asker *top_asker_new(struct client *client, void (*told)(gpointer user), gpointer user);

/* What is asked right now is given up. */
void top_asker_free(struct top_asker *asker);

void top_asker_ask(struct top_asker *asker, struct top_wanted wanted); /* takes the text */
struct top_told *top_asker_take(struct top_asker *asker);              /* NULL: nothing yet */
void top_told_free(struct top_told *told);
