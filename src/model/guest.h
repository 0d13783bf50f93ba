#pragma once
/*
 * What libvirt says of a guest on one host: a sighting. The same guest can be sighted on two hosts while
 * it moves (running on one, paused as incoming on the other) or when something went wrong. Source:
 * virConnectGetAllDomainStats (state.*, vcpu.*, balloon.*), virDomainIsPersistent, virDomainGetAutostart.
 */
#include "base/limits.h"

#include <glib.h>

enum guest_state {
  GUEST_UNKNOWN, /* the host does not answer: it may run or not */
  GUEST_RUNNING,
  GUEST_PAUSED,
  GUEST_OFF,     /* shut off: defined, not active */
  GUEST_CRASHED,
  GUEST_STATES
};

/* Why a guest is in its state, as far as recovery after a broken migration must tell. */
enum guest_reason {
  REASON_OTHER,
  REASON_MIGRATION,        /* paused: incoming or outgoing migration (VIR_DOMAIN_PAUSED_MIGRATION) */
  REASON_MIGRATED,         /* off: moved away (VIR_DOMAIN_SHUTOFF_MIGRATED) */
  REASON_SAVED,            /* off: saved to a file (VIR_DOMAIN_SHUTOFF_SAVED) */
  REASON_POSTCOPY,         /* running or paused in post-copy */
  REASON_POSTCOPY_FAILED,
  REASON_SAVING,           /* paused: while being saved */
  REASON_IO_ERROR,
  REASON_ENDED,            /* off: shut down or destroyed, by its user or somebody; only INSPECTED tells it apart */
  GUEST_REASONS
};

#define GUEST_UUID_LENGTH 36

struct sighting {
  char uuid[GUEST_UUID_LENGTH + 1]; /* lower case */
  char name[LIMIT_NAME + 1];
  enum guest_state state;
  enum guest_reason reason;
  guint vcpus, vcpus_max;
  guint64 memory_bytes, memory_max_bytes;
  gboolean persistent, autostart;
};

const char *guest_state_name(enum guest_state state);
const char *guest_reason_name(enum guest_reason reason);
