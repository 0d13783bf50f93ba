#pragma once
/*
 * What the collectors say, checked and given to the fleet: SAMPLES, LINK, HOST_FACTS, AGENT_FACTS, GUESTS,
 * GUEST_FACTS. Everything is range-checked: collectors pass on what the network said.
 */
#include "model/fleet.h"
#include "wire/messages.h"

/* Returns how many things in it made no sense or belong to unknown hosts, and were left out. */
guint collect(struct fleet *fleet, enum message_kind kind, GVariant *body);
