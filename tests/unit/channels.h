#pragma once
/* Two channels that talk to each other within one test, and the main loop on which they do. */
#include "wire/channel.h"

void channels_connect(struct channel *core, struct channel *role);

/* Runs the main loop until the counter, which some handler raises, is at least `value`. */
void turn_until(const guint *counter, guint value);

/* Lets everything happen that waits now. */
void turn_all(void);
