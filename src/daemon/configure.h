#pragma once
/*
 * What the configuration means for the core and for each role: the fleet as configured, and the message
 * that a role gets when it has greeted. Secrets travel only here, over the role's own socket.
 */
#include "config/config.h"
#include "wire/channel.h"

struct fleet *fleet_from_config(const struct config *config, const struct clock *clock);

/* Makes the fleet that of another configuration: what is in both stays as it is known. */
void fleet_configure(struct fleet *fleet, const struct config *config);

/* Whether ROLE_SNMP, ROLE_VIRT or ROLE_AGENTX hears the same from both: a change that its rows name may be none for it.
 * For provost-virt on any thread, and without a fleet. */
gboolean configures_alike(enum role role, const struct config *before, const struct config *after,
                          const struct fleet *fleet);

/* Sends the role what packs declare, then its configuration. `packs`: packs.h. Not for provost-policy. */
void configure_role(const struct config *config, const GPtrArray *packs, const struct fleet *fleet,
                    struct channel *channel);

/* The same for provost-policy, at any time: all packs, settings, and which policies shall not run (`held`: held.h;
 * sunk). */
void configure_policy(const struct config *config, const GPtrArray *packs, struct channel *channel, GVariant *held);
