#pragma once
/*
 * Who this provost is, beside others on the same hosts: a UUID that is made once and kept in the state directory, and in
 * words "provost 1f2e3d4c (/var/lib/provost) on machine m1". provost-virt claims hosts by it (virt/claims.h).
 */
#include "config/config.h"
#include "wire/channel.h"

/* Reads the UUID, or makes it, durably. NULL with STORAGE. Caller frees. */
char *instance_open(const char *state_dir, GError **error);

/* Tells provost-virt or provost-notify, before its configuration. */
void instance_tell(const char *uuid, const struct config *config, struct channel *channel);
/* An orderly stop: the claims are given up. */
void instance_retire(struct channel *virt);
