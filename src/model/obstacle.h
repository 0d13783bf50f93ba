#pragma once
/*
 * What a guest has, or its destination lacks, that stands in the way of some or all methods of moving it: one row
 * each. Found by provost-virt before anything moves (EXAMINED), judged by action/. Pure.
 */
#include "model/plan.h"

enum obstacle {
  OBSTACLE_SNAPSHOTS,     /* virDomainSnapshotNum, or checkpoints: libvirt moves no guest that has them */
  OBSTACLE_PASSTHROUGH,   /* <hostdev>, <interface type='hostdev'>, vGPU: a device of this host */
  OBSTACLE_LOCAL_DISK,    /* a writable disk on storage that the destination does not have */
  OBSTACLE_HOST_NETWORK,  /* a network, bridge or device that the destination does not have */
  OBSTACLE_MANAGED_SAVE,  /* a managed save image on the source, which would be lost */
  OBSTACLE_CPU,           /* the destination's processors lack what the guest uses */
  OBSTACLE_MEMORY,        /* the destination has not the memory free now */
  OBSTACLE_NAME,          /* another guest of this name is defined on the destination */
  OBSTACLE_FOREIGN_JOB,   /* a job that we did not order is going on */
  OBSTACLE_TRANSIENT,     /* no definition: it cannot be started anew elsewhere */
  OBSTACLE_NVRAM,         /* firmware variables or a TPM in files of the source */
  OBSTACLE_UNPLUG,        /* it was asked to let processors go and has not been seen to: its state fits no other QEMU */
  OBSTACLES
};

/* Whether a guest with the obstacle can move by the method all the same. */
gboolean obstacle_permits(enum obstacle obstacle, enum move_method method);

/* "it has snapshots": completes "the guest cannot move: ...". */
const char *obstacle_text(enum obstacle obstacle);

/* "delete them": what a person can do about it. */
const char *obstacle_remedy(enum obstacle obstacle);
