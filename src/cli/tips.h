#pragma once
/* How tips are listed: those that wait for somebody. */
#include "cli/list.h"

const struct list *tips_list(void);
