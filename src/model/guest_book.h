#pragma once
/*
 * All guests, each judged from what every host says of it. What one host says costs as much as it has guests,
 * however many hosts and guests there are; only the list by name is made anew when it is asked for after a
 * change. Owns all it returns; returned pointers live until the next call that changes something. One thread.
 */
#include "model/guest.h"

/* A guest, judged from all sightings of it. */
struct guest {
  char uuid[GUEST_UUID_LENGTH + 1];
  char name[LIMIT_NAME + 1];
  char *host; /* where it runs; else where it was seen last; NULL never */
  enum guest_state state;
  enum guest_reason reason;
  guint vcpus, vcpus_max;
  guint64 memory_bytes, memory_max_bytes;
  gboolean persistent, autostart;
  guint running_copies; /* sightings in state running: more than one is a split brain */
};

struct guest_book;

struct guest_book *guest_book_new(void);
void guest_book_free(struct guest_book *book);

/* `host` must outlive the book. Of equal sightings the one of the host that was added first counts. */
void guest_book_add_host(struct guest_book *book, const char *host);

/* The full list of guests of a host that was added replaces the former one. The UUIDs of guests that no host
 * knows any more are added to the set `gone`, which frees its keys. */
void guest_book_take(struct guest_book *book, const char *host, const struct sighting *sightings, gsize n,
                     GHashTable *gone);

/* A host that does not answer: how its guests do is unknown. */
void guest_book_set_silent(struct guest_book *book, const char *host, gboolean is_silent);

const GPtrArray *guest_book_list(struct guest_book *book); /* const struct guest *, by name */
/* Those that are on the host or were seen there last, by name; borrowed guests in a new array. */
GPtrArray *guest_book_on(const struct guest_book *book, const char *host);
const struct guest *guest_book_find(const struct guest_book *book, const char *uuid); /* or NULL */
