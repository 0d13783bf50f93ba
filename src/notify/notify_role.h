#pragma once
/*
 * The role provost-notify: tells others things (notify/outlets.h), and runs programs of the administrator, at most PROGRAMS_AT_ONCE at the same time. An intent is
 * carried out at most once; one that is sent again is not. Nothing waits here: what cannot be run at once is refused.
 * When the core goes, programs that still run are ended, since nobody would look at their time.
 */
#include "wire/role.h"

const struct role_program *notify_role(void);
