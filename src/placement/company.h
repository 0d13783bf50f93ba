#pragma once
/*
 * Guests that move as one: those that hard affinities and groups bind together on a host (rules_company); most guests are a
 * company of one. All of them leave before the first arrives, so that a rule that holds for them is never asked in between. A
 * company is an array of guint, owned by whoever asked for it, never empty, all of its guests on one host. Pure.
 */
#include "placement/constraints.h"

/* Moves all of the company (guint), wherever they are, to the host, where nothing forbids that for any of them while the others
 * are there; else all stay where they are, and the first that is forbidden and why are appended to `why`, if not NULL. */
gboolean company_go(struct arrangement *arrangement, const GArray *company, guint host, guint pardons, GString *why);

/* Whether they could go: the same, but nobody is moved. */
gboolean company_fits(struct arrangement *arrangement, const GArray *company, guint host, guint pardons, GString *why);

/* Moves all of them there, whatever forbids it: back to where they were, as a rule. */
void company_put(struct arrangement *arrangement, const GArray *company, guint host);

/* Whether there is a method that moves each of them (method_can_move). */
gboolean company_can_move(const struct placement_snapshot *snapshot, const GArray *company);

gboolean company_has(const GArray *company, guint guest);
/* Whether the guest stands for all of them: the first in the snapshot's order. */
gboolean company_is_led_by(const GArray *company, guint guest);

/* "a, b and c"; of many the first, and how many others. */
void company_append_names(const struct placement_snapshot *snapshot, const GArray *company, GString *text);
/* Who else is in the guest's company, as in "b and c on h1 move with it, which only plans do"; nothing, where nobody is. */
void company_append_others(const struct arrangement *arrangement, guint guest, GString *text);
guint64 company_memory(const struct placement_snapshot *snapshot, const GArray *company); /* bytes */
