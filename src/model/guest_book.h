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

/* Of a host whose list is empty. */
void guest_book_remove_host(struct guest_book *book, const char *host);

/* What a host's list has changed: sets of strings, which they own. */
struct guest_changes {
  GHashTable *gone;    /* UUIDs of guests that no host knows any more */
  GHashTable *touched; /* names and UUIDs that may mean another guest now, or one on another host or hosts; or NULL */
};

/* The full list of guests of a host that was added replaces the former one. What that changes is added. */
void guest_book_take(struct guest_book *book, const char *host, const struct sighting *sightings, gsize n,
                     struct guest_changes *changes);

/* A host that does not answer: how its guests do is unknown. */
void guest_book_set_silent(struct guest_book *book, const char *host, gboolean is_silent);

const GPtrArray *guest_book_list(struct guest_book *book); /* const struct guest *, by name */
/* Those that are on the host or were seen there last, by name; borrowed guests in a new array. */
GPtrArray *guest_book_on(const struct guest_book *book, const char *host);
const struct guest *guest_book_find(const struct guest_book *book, const char *uuid); /* or NULL */
/* The only guest of that name; NULL: there is none, or there are several. */
const struct guest *guest_book_named(const struct guest_book *book, const char *name);
/* The first host but these two that says, or said before it fell silent, that the guest runs there; NULL: none does. */
const char *guest_book_runs_elsewhere(const struct guest_book *book, const char *uuid, const char *host, const char *other);
