#pragma once
/*
 * Listening to what becomes of tips and actions for as long as somebody wants to know: goes on where it was after provostd was
 * away. Blocks.
 */
#include "client/client.h"

struct listener {
  struct client *client;
  event_taker take; /* as that of client_listen */
  gpointer user;
  char *id;              /* of the last event that was told, owned; before it: where to begin, "0": with all, NULL: with the next */
  guint begun;           /* how often listening began */
  gboolean is_caught_up; /* all that was kept has been told */
  gboolean has_enough;   /* no more is wanted */
};

#define LISTEN_ALL "0"

/* Until provostd ends the stream or no more is wanted: TRUE. */
gboolean listen_once(struct listener *listener, GError **error);

/* As often as provostd was away, until no more is wanted: TRUE. FALSE with error: nobody ever told anything, or it was no provostd. */
gboolean listen_on(struct listener *listener, GError **error);
