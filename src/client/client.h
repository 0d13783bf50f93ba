#pragma once
/*
 * Asking provostd over its Unix socket, or over TCP, one request at a time, each with an end. Blocks up to its
 * time-out. Errors: UNAVAILABLE where nobody answers at the socket, or says that it cannot now (503), TIMEOUT where somebody took the
 * request and said nothing in time, INVALID where the answer is none, REFUSED with the daemon's own
 * sentence.
 */
#include "client/event_stream.h"

struct client;

/* Where provostd is reached: by its socket, or where that is NULL by a URL without path, "https://kvm1:8480". */
struct client_place {
  const char *socket_path, *url;
  const char *token;   /* over TCP; NULL: none */
  const char *ca_file; /* PEM: who signed its certificate; NULL: those whom the machine believes */
};

struct client *client_new(const char *socket_path, guint timeout_ms);
struct client *client_new_at(const struct client_place *place, guint timeout_ms);
void client_free(struct client *client);
guint client_timeout_ms(const struct client *client);
const char *client_socket(const struct client *client); /* where it asks, the socket's path or the URL */

/* All that is asked from now on ends within this time, however much it is. */
void client_end_within(struct client *client, guint ms);

/* From any thread: what is asked by then, or later, ends within a second with an error that means nothing. */
void client_stop(struct client *client);

/* The answer, or NULL with error. New reference. Bytes are of the content type `type`. */
json_t *client_get(struct client *client, const char *path, GError **error);
/* Follows the pages of the list `noun`: one answer, the array of all, "healthy" (where there is one) only if each page is. */
json_t *client_get_list(struct client *client, const char *path, const char *noun, GError **error);
GBytes *client_get_bytes(struct client *client, const char *path, const char *type, GError **error);
json_t *client_post(struct client *client, const char *path, json_t *body, GError **error); /* takes the body */

/* Has `take` told each event until it wants no more, or provostd ends the stream: TRUE. Who says nothing for LISTEN_SEC, though
 * provostd says at least that there is nothing new, is gone: UNAVAILABLE. */
#define LISTEN_SEC 60
gboolean client_listen(struct client *client, const char *path, event_taker take, gpointer user, GError **error);
