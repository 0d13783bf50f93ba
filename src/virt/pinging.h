#pragma once
/* PING_AGENT: whether the guest agent of a guest answers, within PINGING_PATIENCE_SEC. Source: virDomainGetTime. */
#include "virt/questions.h"

#define PINGING_PATIENCE_SEC 5 /* of the agent itself */
#define PINGING_DEADLINE_SEC 8

void pinging_take(struct questions *questions, GVariant *body);
