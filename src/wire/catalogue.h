#pragma once
/*
 * What packs have declared, from the core to a role: CATALOGUE (messages.def). Main thread.
 */
#include <glib.h>

/* All that is declared in this process. Floating. */
GVariant *catalogue_body(void);

/* Declares what is not yet declared here. A row that breaks a rule is a warning, and nothing behind it is taken:
 * the ids would not agree. */
void catalogue_take(GVariant *body);
