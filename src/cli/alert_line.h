#pragma once
/* Words for an alert, as the API shows one. */
#include <jansson.h>

/* "http of web1", "web1 itself"; by what its source says where nobody of ours is meant. Caller frees. */
char *alert_title(const json_t *alert);

/* "critical, soft, downtime". Caller frees. */
char *alert_state(const json_t *alert);
