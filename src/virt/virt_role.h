#pragma once
/*
 * The role program provost-virt: messages in, messages out. Threads: the main loop, which owns the channel
 * and never calls libvirt; libvirt's event loop; one watching thread per host, and one that asks its guests'
 * agents; one thread per opening of a connection, per bulk call, per deed (and one that follows its job) and
 * per question. VIRT_CONFIGURE comes once: a changed configuration is a restarted role, which costs a reconnect and no job, since jobs run in libvirtd.
 */
#include "wire/role.h"

/* Runs the program until its socket closes and returns its exit status. */
int virt_role_run(int argc, char **argv);
