#pragma once
/*
 * Hosts and services in an Icinga 2 for our guests: made where there are none, told where the guest is, removed with it. What
 * Icinga has is read first, each time; only what carries our mark (vars.provost_instance) is ever changed or removed, and a host
 * of somebody else's gets our services only. Nothing blocks; what fails is tried again with back-off.
 */
#include "notify/icinga_api.h"
#include "notify/outlet.h"

#define ICINGA_OBJECTS_EVERY_SEC 300

struct icinga_objects;

struct icinga_objects *icinga_objects_new(const struct icinga_api *api); /* borrowed */
void icinga_objects_free(struct icinga_objects *objects);

/* What there is to be (MESSAGE_OBJECTS): (whether it is all, hosts: (name, where it is), services of each). */
void icinga_objects_take(struct icinga_objects *objects, GVariant *wanted);

const struct outlet *icinga_objects_outlet(const struct icinga_objects *objects);
