#pragma once
/*
 * The newest traps, TRAPS_KEPT of them, and the repetitions of informs that are known by them. Owns all. One thread.
 */
#include "model/trap_record.h"

#define TRAPS_KEPT 1000

struct trap_book;

struct trap_book *trap_book_new(void);
void trap_book_free(struct trap_book *book);

/* Takes the trap, whose id is higher than those before; the oldest goes where there is no room. */
void trap_book_add(struct trap_book *book, struct trap_record *trap);

/* The inform that a repetition with this key repeats; NULL: it is new, or too old. */
const struct trap_record *trap_book_find(const struct trap_book *book, const char *key);

/* The trap; NULL: it is not there any more. */
struct trap_record *trap_book_of_id(struct trap_book *book, guint64 id);

/* Forgets it: it could not be stored. */
void trap_book_drop(struct trap_book *book, guint64 id);

/* All, the newest first: borrowed const struct trap_record * in a new array, until the next _add or _drop. */
GPtrArray *trap_book_list(const struct trap_book *book);
