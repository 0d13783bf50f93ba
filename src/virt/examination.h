#pragma once
/*
 * What stands in the way of a guest's move from one host to another, asked of libvirt on both, afresh: snapshots and
 * checkpoints, devices and files of its host, storage and networks that the other lacks, processors, free memory, a guest of
 * its name, a managed save image, a job that goes on, no definition. What libvirt does not tell is no obstacle, but for the
 * guest itself: then it could not be examined. Blocks; needs acting connections.
 */
#include "virt/belongings.h"

#include <libvirt/libvirt.h>

struct examination {
  GArray *findings;  /* struct finding */
  const char *owner; /* as owner_read() */
  char *problem;     /* why the guest could not be examined, in a sentence; "" */
};

struct examined_move {
  virConnectPtr from, to; /* `to` NULL: the guest stays, only what concerns itself is looked at */
  const char *from_host, *to_host; /* names */
  const char *uuid;
};

struct examination *examination_make(const struct examined_move *move);
void examination_free(gpointer examination);
