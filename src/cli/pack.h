#pragma once
/*
 * What became of a pack that was read anew, as the API says it.
 */
#include <glib.h>

#include <jansson.h>

/* It, or a newer version of it, or a policy of it. */
gboolean pack_is_refused(const json_t *pack);
gboolean pack_is_gone(const json_t *pack); /* it was there before */
void pack_print(const json_t *pack);
