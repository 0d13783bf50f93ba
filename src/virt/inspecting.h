#pragma once
/*
 * INSPECT: how a guest is on a host now, asked of libvirt; the answer is PRESENCE_UNKNOWN, never absent, for a host that
 * does not answer within INSPECTING_DEADLINE_SEC.
 */
#include "virt/questions.h"

#define INSPECTING_DEADLINE_SEC 5

void inspecting_take(struct questions *questions, GVariant *body);
