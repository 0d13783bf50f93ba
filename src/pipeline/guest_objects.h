#pragma once
/*
 * The guests that an Icinga is to have hosts and services for, as provost-notify is told of them (OBJECTS). Of several guests of
 * one name there is one. Core's thread.
 */
#include "model/fleet.h"

/* The body: (whether each host has told of its guests, (name, host) of each guest, `services`, taken). Floating. */
GVariant *guest_objects_body(const struct fleet *fleet, GVariant *services);
