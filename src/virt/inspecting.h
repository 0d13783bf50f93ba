#pragma once
/*
 * The main thread's side of INSPECT: each question gets a thread with an acting connection of its own, so
 * that it is answered while a migration or a slow sweep goes on, and an answer after
 * INSPECTING_DEADLINE_SEC at the latest: PRESENCE_UNKNOWN, never absent, for a host that does not answer.
 */
#include "wire/channel.h"

#define INSPECTING_DEADLINE_SEC 5
/* Questions to one host whose threads still hang in libvirt: with so many, the answer is unknown at once. */
#define INSPECTING_HANGING_MAX 4

struct inspecting;

struct inspecting *inspecting_new(GHashTable *endpoints, struct channel *channel);
void inspecting_take(struct inspecting *inspecting, GVariant *body); /* INSPECT */
void inspecting_check(struct inspecting *inspecting);                /* each second */
