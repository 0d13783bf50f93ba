#pragma once
/*
 * How fast guests write to their memory, measured on demand by provost-virt (virDomainStartDirtyRateCalc): what a live
 * move will cost, and whether it can end at all. A question lives until it is answered, the role or provostd ends, or
 * DIRTY_RATES_PATIENCE_SEC are over. Core's thread; never blocks.
 */
#include "base/clock.h"
#include "model/fleet.h"
#include "wire/channel.h"

#define DIRTY_RATES_PATIENCE_SEC 15
#define DIRTY_RATES_MAX 32 /* questions at a time */

struct dirty_rates;

/* What is measured the fleet remembers, too. `bytes_per_sec` is good where `error` is NULL; UNAVAILABLE where nobody could measure, REFUSED with libvirt's reason.
 * Exactly once, at once or later. */
typedef void (*dirty_rate_done)(gint64 bytes_per_sec, const GError *error, gpointer user);

struct dirty_rates *dirty_rates_new(const struct clock *clock, struct fleet *fleet, struct channel *virt);
void dirty_rates_free(struct dirty_rates *rates); /* all questions end */

/* Measures for `seconds`, LIMIT_DIRTY_RATE_SEC at most. */
void dirty_rates_ask(struct dirty_rates *rates, const struct guest *guest, guint seconds, dirty_rate_done done,
                     gpointer user);

void dirty_rates_take_message(struct dirty_rates *rates, GVariant *body); /* DIRTY_RATE_MEASURED */
void dirty_rates_tick(struct dirty_rates *rates);                         /* once a second */
void dirty_rates_role_is_up(struct dirty_rates *rates);
void dirty_rates_role_is_down(struct dirty_rates *rates);
