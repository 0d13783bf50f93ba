#pragma once
/*
 * What others say of subjects, as ALERTS tells it: for each subject a list by name. Owns all it returns, until it is
 * changed.
 */
#include "model/alert.h"

struct outside;

struct outside *outside_new(void);
void outside_free(struct outside *outside);

/* Takes a copy in the place of what was said of the same. FALSE: that is what was said. */
gboolean outside_take(struct outside *outside, const struct alert *alert);
/* It is said no more. FALSE: it was not. */
gboolean outside_drop(struct outside *outside, const char *subject, const char *name);

/* const struct alert *, by name; NULL: nothing is said. */
const GPtrArray *outside_of(const struct outside *outside, const char *subject);

const struct alert *outside_find(const struct outside *outside, const char *subject, const char *name); /* or NULL */

/* All of it; `take` must not change it. */
void outside_each(const struct outside *outside, void (*take)(const struct alert *alert, gpointer user), gpointer user);
