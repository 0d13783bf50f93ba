#pragma once
/*
 * What virDomainGetInfo says of a running guest, for drivers whose bulk statistics have neither
 * processor times nor memory (test, lxc). Blocks.
 */
#include <glib.h>
#include <libvirt/libvirt.h>

#define PLAIN_INFO_FIELDS 4

/* The fields that plain_info_read() adds to a record's; they live as long as those do. */
struct plain_info {
  virTypedParameter fields[PLAIN_INFO_FIELDS];
};

/* Adds "cpu.time", "info.cpu_time", "vcpu.current" and "balloon.current" to `fields`, which borrows
 * them from `info`. A time or a size of 0 is a driver's way to say that it does not know, and is
 * left out. */
void plain_info_read(struct plain_info *info, virDomainPtr domain, GHashTable *fields);
