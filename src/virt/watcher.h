#pragma once
/*
 * The watching thread of one host: connects, sweeps on the grid, follows lifecycle events, reconnects with
 * back-off. It lives as long as the program and may hang in libvirt without harm to anybody else.
 */
#include "base/clock.h"
#include "virt/endpoint.h"
#include "virt/surveyor.h"
#include "virt/tally.h"
#include "wire/channel.h"

struct watcher;

/* Starts it. `surveyor` hears of what happens to guests. All that is handed over lives as long as the program. */
struct watcher *watcher_start(struct endpoint *endpoint, struct surveyor *surveyor, struct channel *channel,
                              const struct clock *clock, guint interval_ms);

/* Main loop, each second: notices a thread that hangs and tells the core. */
void watcher_check(struct watcher *watcher);

void watcher_collect(struct watcher *watcher, guint64 totals[TALLY_KINDS]);

/* Milliseconds to wait after `failures` failed attempts in a row: the first ones quick, so that a
 * restarted libvirtd is back at once, then doubling up to 30 s, with up to a fifth of jitter (0 to 1). */
guint watcher_backoff_ms(guint failures, double jitter);
