#pragma once
/*
 * One listening socket and the libmicrohttpd behind it, in GLib's main loop: what comes in by it goes to one handler, whichever
 * door it is. Each has limits of its own, so that a crowd at one keeps nobody out at another. Core's thread, never blocks.
 */
#include "serve/visitors.h"

#include <microhttpd.h>

/* Where a door is. */
struct door_place {
  char *address;         /* the path of the Unix socket, or "127.0.0.1:8480" */
  gboolean is_unix;      /* the kernel says who comes */
  gboolean is_loopback;  /* TCP that only this machine reaches */
  gboolean is_encrypted;
};

struct door;

/* What comes in. */
struct door_handler {
  /* See MHD_AccessHandlerCallback and MHD_RequestCompletedCallback; `cls` is the door. */
  MHD_AccessHandlerCallback request;
  MHD_RequestCompletedCallback completed;
  enum access (*access)(const struct door *door, struct MHD_Connection *connection); /* of who has just connected */
  gpointer user;
};

struct door_options {
  int fd;                 /* that listens; the door's from now on */
  struct door_place place;
  const char *certificate, *key; /* PEM, where it is encrypted; not needed any longer than by _open */
  guint idle_sec;         /* how long a connection may be silent; 0: 10 s */
};

/* Takes the strings of the place. NULL with UNAVAILABLE. */
struct door *door_open(const struct door_options *options, const struct door_handler *handler, GError **error);

/* Lets nobody in any more; what was let in is still served by door_run and door_free. */
void door_shut(struct door *door);
void door_run(struct door *door);
void door_free(struct door *door);

const struct door_place *door_place(const struct door *door);
gpointer door_user(const struct door *door);
struct visitor *door_visitor(struct MHD_Connection *connection);

/* A suspended connection goes on. */
void door_resume(struct door *door, struct MHD_Connection *connection);
