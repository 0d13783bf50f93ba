#pragma once
/*
 * What a guest agent answered, as values of ours. Source: virDomainGetGuestInfo with GUEST_INFO_TYPES
 * ("fs.N.mountpoint", "fs.N.total-bytes", "fs.N.used-bytes", "os.pretty-name", "hostname", "if.N.addr.M.addr" ...).
 * All of it is the guest's word: texts are made harmless, numbers checked against the metrics' bounds, file systems
 * that are full by nature (images, compact discs) or no disk are left out, LIMIT_INSTANCES file systems and
 * GUEST_ADDRESSES_MAX addresses taken. Pure.
 */
#include "virt/batch.h"

#include <libvirt/libvirt.h>

#define GUEST_INFO_TYPES                                                                           \
  (VIR_DOMAIN_GUEST_INFO_FILESYSTEM | VIR_DOMAIN_GUEST_INFO_OS | VIR_DOMAIN_GUEST_INFO_HOSTNAME |  \
   VIR_DOMAIN_GUEST_INFO_INTERFACES)

struct guest_info;

/* The answer of the guest with that UUID; copies all it needs. */
struct guest_info *guest_info_new(const char *uuid, const virTypedParameter *params, int n);
void guest_info_free(struct guest_info *info);

/* Adds its file systems, as they were `age_ms` ago. */
void guest_info_add(const struct guest_info *info, struct batch *batch, guint32 age_ms);

/* Adds the same file systems as unknown. */
void guest_info_add_unknown(const struct guest_info *info, struct batch *batch, enum reading_state why);

/* A floating GUEST_FACTS body. */
GVariant *guest_info_message(const struct guest_info *info);
