#pragma once
/* EXAMINE: what stands in the way of a guest's move (virt/examination.h), answered within EXAMINING_DEADLINE_SEC. */
#include "virt/questions.h"

#define EXAMINING_DEADLINE_SEC 20

void examining_take(struct questions *questions, GVariant *body);
