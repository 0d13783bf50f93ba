#pragma once
/*
 * Many selectors (model/rule.h) at once: which of them mean a guest or a host is found by looking up its name, its UUID and its
 * labels, however many selectors there are; only patterns are compared one by one. Filled first, then asked. Pure; one
 * thread at a time, any number once it is filled.
 */
#include <glib.h>

struct selector_index;

struct selector_index *selector_index_new(void);
void selector_index_free(struct selector_index *index);

/* `number` is what it stands for, several may for the same. The selector must live as long. */
void selector_index_add(struct selector_index *index, const char *selector, guint number);

/* Puts into `numbers` (guint) those for which selector_means() is true of any selector, ascending, each once; replaces what is there. */
void selector_index_find(const struct selector_index *index, const char *name, const char *uuid, const char *const *labels,
                         GArray *numbers);
