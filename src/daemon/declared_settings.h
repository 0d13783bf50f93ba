#pragma once
/*
 * What settings the policies declare, out of what provost-policy says, for config_check_settings(). Pure.
 */
#include "config/setting.h"

/* policy -> GPtrArray of struct setting with their defaults; NULL for a policy that is refused, of which nothing is
 * known. From the bodies of POLICIES and SETTINGS. Caller unrefs. */
GHashTable *declared_settings(GVariant *policies, GVariant *settings);
