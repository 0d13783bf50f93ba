#pragma once
/*
 * One guest's record of virConnectGetAllDomainStats turned into readings of the guest, its disks
 * and its interfaces. What libvirt left out becomes unknown with a reason, never zero. Pure.
 */
#include "virt/batch.h"
#include "virt/rates.h"

/* `fields` is the record (virt/fields.h, virt/records.h), `host_cpus` the processors of its host (0: unknown). At
 * most LIMIT_INSTANCES disks and as many interfaces are taken. */
void guest_readings_add(struct batch *batch, struct rates *rates, const char *uuid,
                        GHashTable *fields, guint host_cpus);
