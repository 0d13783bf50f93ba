#pragma once
/*
 * What one move of a running guest takes by one method: how long, how long it does not run meanwhile, and how many bytes go
 * between the hosts. A live move copies the memory in rounds, each of them what was written to during the one before: a
 * geometric series of the dirty rate over the link's speed (QEMU, docs/devel/migration/main.rst). Pure: no I/O, no clock.
 */
#include "model/move_book.h"

/* What the methods need of time beside the copying, as seen on libvirt 9.0 with QEMU 7.2. */
#define FORECAST_SETUP_SEC 0.5      /* libvirt's own steps, guest running */
#define FORECAST_SWITCH_SEC 0.15    /* from the last byte to the guest running there */
#define FORECAST_DOWNTIME_SEC 0.3   /* QEMU's default: it pauses the guest when the rest takes no longer */
#define FORECAST_BOOT_SEC 60        /* shutting a guest down and booting it */
#define FORECAST_LIMIT_SEC 600      /* a move is ended then */

/* Of the link's speed: writes beyond it leave a live move no end that could be relied on; auto-converge slows the guest's
 * processors down until its writes are below. */
#define FORECAST_CONVERGES 0.8
#define FORECAST_SLOWED_MAX 0.99 /* QEMU's max-cpu-throttle */

/* Where nobody knows: reckoned with, and said so. */
#define FORECAST_LINK_BYTES_PER_SEC 125e6 /* 1 Gbit/s */
#define FORECAST_DIRTY_SHARE 0.3          /* of the link's speed */

struct forecast_case {
  double memory_bytes;        /* in use, so that it must be copied */
  double dirty_bytes_per_sec; /* NaN: unknown */
  double link_bytes_per_sec;  /* NaN or 0: unknown */
  const struct past_moves *past; /* METHODS of them, by method; NULL: none */
};

struct forecast {
  enum move_method method;
  gboolean is_possible; /* FALSE: it never ends by itself, or not in time */
  double duration_sec, downtime_sec, bytes; /* INFINITY where it never ends */
  double slowed; /* share of its processors' time that auto-converge, or waiting for pages, takes from the guest meanwhile; 0 to 1 */
  guint rounds;  /* of copying; 1: everything once */
  gboolean assumes_link, assumes_dirty; /* that was unknown: FORECAST_... was reckoned with */
};

/* Any method but METHOD_AUTO. */
void forecast_move(const struct forecast_case *given, enum move_method method, struct forecast *forecast);
