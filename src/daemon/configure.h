#pragma once
/*
 * What the configuration means for the core and for each role: the fleet as configured, and the message
 * that a role gets when it has greeted. Secrets travel only here, over the role's own socket.
 */
#include "config/config.h"
#include "wire/channel.h"

struct fleet *fleet_from_config(const struct config *config, const struct clock *clock);

/* Sends the role what packs declare, then its configuration. `manifests`: of the packs
 * (packs.h). `suspended` (a(ss), sunk) goes to policy only. */
void configure_role(const struct config *config, const GPtrArray *manifests, const struct fleet *fleet,
                    struct channel *channel, GVariant *suspended);

/* Names of guests -> struct guest; NULL where several have the name. Borrowed; caller unrefs the table. */
GHashTable *guests_by_name(const struct fleet *fleet);

/* The guest that is meant, by UUID or by such a name, on a host of its cluster; NULL: not known, or not which. */
const struct guest *guest_configured(const struct fleet *fleet, GHashTable *by_name,
                                     const struct config_guest *configured);

/* The agents inside guests as SNMP_CONFIGURE has them, of the guests that the fleet knows now: where this
 * changes, provost-snmp must be configured again. Floating. */
GVariant *guest_agents(const struct config *config, const struct fleet *fleet);
