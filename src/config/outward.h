#pragma once
/*
 * What must be so of those whom provost tells things (icinga, webhooks) beyond the bounds of single keys. Private to config/.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

/* Add what is wrong to `problems`; TRUE: a secret stands in the file itself. */
gboolean icinga_check(const struct config_icinga *icinga, const struct yaml_node *root, GPtrArray *problems);
gboolean webhook_check(const struct config_webhook *webhook, const struct yaml_node *node, GPtrArray *problems);
