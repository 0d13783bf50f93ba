#pragma once
/* How hosts, guests and clusters are listed. */
#include "cli/list.h"

const struct list *clusters_list(void);
const struct list *hosts_list(void);
const struct list *guests_list(void);
