#pragma once
/*
 * provostd --check: what can be said of a configuration beyond its own file, without starting anything that stays:
 * whether policies take the settings it gives them, and whether its rules can hold. Blocks while provost-policy reads the packs.
 */
#include "config/config.h"

/* Prints what is wrong, a line each, on standard error. FALSE: something is. */
gboolean check_settings_fit(const struct config *config);

/* The same of rules that can never hold. */
gboolean check_rules_hold(const struct config *config);
