#pragma once
/*
 * What provost-virt says of what guests need and hosts have, checked and given to the fleet: HOST_OFFERS, GUEST_NEEDS,
 * CPU_VERDICTS. Lists are sorted here, whatever came, because placement compares them so.
 */
#include "model/fleet.h"
#include "wire/messages.h"

/* Returns how many things in it made no sense or belong to unknown hosts, and were left out. */
guint collect_needs(struct fleet *fleet, enum message_kind kind, GVariant *body);
