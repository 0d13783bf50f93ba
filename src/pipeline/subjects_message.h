#pragma once
/*
 * All subjects there are, for the policies: what they are called, what they belong to, how they do and what is said of
 * them. Core's thread.
 */
#include "model/fleet.h"

/* Body of SUBJECTS, floating. */
GVariant *subjects_message(const struct fleet *fleet);
