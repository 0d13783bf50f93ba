#include "model/guest.h"

#include "model/names.h"

static const char *const state_names[GUEST_STATES] = {
    [GUEST_UNKNOWN] = "unknown", [GUEST_RUNNING] = "running", [GUEST_PAUSED] = "paused",
    [GUEST_OFF] = "off",         [GUEST_CRASHED] = "crashed",
};

static const char *const reason_names[GUEST_REASONS] = {
    [REASON_OTHER] = "",
    [REASON_MIGRATION] = "migrating",
    [REASON_MIGRATED] = "migrated away",
    [REASON_SAVED] = "saved to a file",
    [REASON_POSTCOPY] = "post-copy migration",
    [REASON_POSTCOPY_FAILED] = "post-copy migration failed",
    [REASON_SAVING] = "being saved",
    [REASON_IO_ERROR] = "I/O error",
    [REASON_ENDED] = "shut down",
};

const char *guest_state_name(enum guest_state state)
{
  return name_of(state_names, GUEST_STATES, state);
}

const char *guest_reason_name(enum guest_reason reason)
{
  return name_of(reason_names, GUEST_REASONS, reason);
}
