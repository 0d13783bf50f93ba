#pragma once
/*
 * What the collectors say, checked and given to the fleet: SAMPLES, LINK, HOST_FACTS, AGENT_FACTS, GUESTS,
 * GUEST_FACTS, CLAIM. Everything is range-checked: collectors pass on what the network said.
 */
#include "model/fleet.h"
#include "wire/messages.h"

/* Returns how many things in it made no sense or belong to unknown hosts, and were left out. */
guint collect(struct fleet *fleet, enum message_kind kind, GVariant *body);

/* ---- what takes other messages in (pipeline/collect_needs.c) ---- */

/* "h1" of "host:h1"; NULL for any other subject. */
const char *collect_host_of(const char *subject);

/* At most `max` of an "as", each made harmless and cut at `length`. Free with g_strfreev. */
char **collect_strings(GVariant *texts, gsize max, gsize length);
