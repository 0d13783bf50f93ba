#pragma once
/*
 * What settings the policies declare, out of what provost-policy says, for config_check_settings(). Pure.
 */
#include "config/check_settings.h"

/* policy -> struct declared_policy. From the bodies of POLICIES and SETTINGS. Caller unrefs. */
GHashTable *declared_settings(GVariant *policies, GVariant *settings);
