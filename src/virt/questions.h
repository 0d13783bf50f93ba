#pragma once
/*
 * The main thread's side of questions about one guest of one host, or of one host and another: each gets a thread with
 * acting connections of its own, so that it is answered while a migration or a slow sweep goes on, and an answer when its
 * patience is over at the latest.
 */
#include "virt/endpoint.h"
#include "wire/channel.h"

/* Questions to one host whose threads still hang in libvirt: with so many, further ones are refused at once. */
#define QUESTIONS_HANGING_MAX 4

struct questions;

/* What ask() gets; borrowed. */
struct question_scene {
  virConnectPtr connection, to;  /* `to`: where the order names another host */
  const char *host, *other_host; /* their names: "h1" */
  const char *uuid;
  guint seconds;
};

struct question_kind {
  const char *name; /* of the thread */
  gboolean alone;   /* one at a time about a guest */
  gpointer (*ask)(const struct question_scene *scene); /* on the thread; may block */
  void (*answer)(struct channel *channel, guint64 id, gconstpointer answer);
  void (*refuse)(struct channel *channel, guint64 id, const char *reason); /* nobody could be asked, or not in time */
  GDestroyNotify free; /* of an answer */
};

struct question_order {
  guint64 id;
  const char *host, *uuid; /* subject of the host; of the guest */
  const char *to;          /* subject of another host that is asked as well; NULL: none */
  guint seconds;           /* for ask() */
  guint patience_sec;
};

/* `endpoints` maps subjects to struct endpoint; it and `channel` live as long as the program. */
struct questions *questions_new(GHashTable *endpoints, struct channel *channel);
void questions_take(struct questions *questions, const struct question_kind *kind, const struct question_order *order);
void questions_check(struct questions *questions); /* each second */
