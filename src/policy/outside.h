#pragma once
/*
 * What others say of subjects, as ALERTS tells it: for each subject a list by name. Owns all it returns, until the next
 * outside_take.
 */
#include "model/alert_book.h"

struct outside;

struct outside *outside_new(void);
void outside_free(struct outside *outside);

/* The list replaces the former one; the strings are copied. `changed` is told of each subject of which another thing, state
 * or text is said than before. Lists are sorted by subject and name. */
void outside_take(struct outside *outside, const struct alert *alerts, gsize n,
                  void (*changed)(const char *subject, gpointer user), gpointer user);

/* const struct alert *, by name; NULL: nothing is said. */
const GPtrArray *outside_of(const struct outside *outside, const char *subject);

const struct alert *outside_find(const struct outside *outside, const char *subject, const char *name); /* or NULL */
