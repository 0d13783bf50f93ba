#pragma once
/*
 * The smallest change that would make another host the best for a guest. Private to placement/. Pure.
 */
#include "placement/rank.h"

/* Of what rank_hosts() gave, in a sentence; "" where fewer than two hosts can take the guest. New. */
char *flip_in_words(const struct arrangement *arrangement, guint guest, const GArray *ranked);
