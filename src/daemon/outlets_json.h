#pragma once
/* Those who are told things (MESSAGE_OUTLETS; NULL: not said yet), for GET /v1/status: [{name, state ("untried", "up", "down"), why,
 * waiting, sent, failed, dropped}]. */
#include <glib.h>
#include <jansson.h>

json_t *outlets_to_json(GVariant *outlets);
