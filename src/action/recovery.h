#pragma once
/*
 * What is safe to do next with a guest whose move ended, failed, or was cut off: a pure function of how
 * far the deeds came (stage) and of what both hosts answer now. The law is the table of the libvirt notes
 * (who dies when, and what the third party does then), keyed by UUID on both hosts; here it is a const
 * table read from top to bottom, and whatever it does not name is ambiguous. Unknown is never absent.
 */
#include "model/action.h"
#include "model/guest.h"
#include "wire/messages.h"

/* INSPECTED, as read. */
struct inspection {
  enum presence presence;
  enum guest_state state;
  enum guest_reason reason;
  gboolean has_job, is_persistent, starts_with_host;
  guint vcpus;           /* as all below: 0 where not known */
  guint64 memory_bytes;
  guint64 cpu_ns;        /* processor time it has used */
};

/* What one host says of the guest, as far as the decision needs it. */
enum answer {
  ANSWER_NONE,             /* no answer, or none that says a state */
  ANSWER_ABSENT,           /* the host does not know the guest */
  ANSWER_OFF,              /* defined, not active */
  ANSWER_MIGRATED,         /* not active: moved away from here */
  ANSWER_CRASHED,
  ANSWER_RUNNING,          /* and no job */
  ANSWER_BUSY,             /* a migration, save or restore of it is going on here */
  ANSWER_PAUSED_MIGRATION, /* paused by a migration that is no longer going on */
  ANSWER_PAUSED_TRANSIENT, /* the same, of a guest without a definition */
  ANSWER_PAUSED_SAVING,    /* paused by a save that is no longer going on */
  ANSWER_PAUSED,           /* for another reason */
  ANSWER_POSTCOPY_FAILED,
  ANSWERS
};

/* How far the deeds came. A deed whose outcome is unknown counts as one that may have happened. */
enum stage {
  STAGE_NOTHING,             /* nothing was ordered */
  STAGE_MIGRATE,             /* a migration */
  STAGE_POSTCOPY,            /* one that may turn into post-copy, or the resuming of it */
  STAGE_DEFINE,              /* nothing that the guest would notice: its definition was copied, a shut down refused */
  STAGE_SAVE,                /* saving; not known to be whole */
  STAGE_SAVED,               /* the image is whole, nobody restored it */
  STAGE_REFUSED,             /* the same, but not for the destination: it refused or cannot read it */
  STAGE_UNREADABLE,          /* there is no image, or nobody can restore it */
  STAGE_RESTORE_DESTINATION, /* restoring there; it may have happened */
  STAGE_RESTORE_SOURCE,
  STAGE_RESUME,              /* resuming on the source */
  STAGE_SHUTDOWN,            /* it was asked to shut down, and may do so late */
  STAGE_OFF,                 /* it has, as we asked it to */
  STAGE_DEFINED,             /* the same, and the destination has its definition */
  STAGE_TURN_BACK,           /* the same, but not for the destination: that has no definition, or refused to start it */
  STAGE_START_DESTINATION,   /* starting there; it may have happened */
  STAGE_START_SOURCE,
  STAGE_UNSTARTABLE,         /* the source refused to start it again */
  STAGES
};

enum decision {
  DECISION_WAIT,                /* going on, or a host is silent: ask again, however long it takes */
  DECISION_WAIT_BRIEFLY,        /* passes by itself; where it does not, ambiguous */
  DECISION_DONE,                /* exactly one copy, running on the destination */
  DECISION_DONE_SOURCE_PAUSED,  /* the same, with a dead copy paused on the source: never resume it */
  DECISION_NOT_MOVED,           /* the guest is on the source as if nothing had been ordered */
  DECISION_RESUME_SOURCE,
  DECISION_CHECK_IMAGE,         /* read the image's header on the source: was it saved? */
  DECISION_RESTORE_DESTINATION,
  DECISION_RESTORE_SOURCE,
  DECISION_COPY_DEFINITION,     /* what was begun cold goes on ... */
  DECISION_START_DESTINATION,   /* ... and on: the guest is off since we shut it down */
  DECISION_START_SOURCE,
  DECISION_STILL_RUNNING,       /* it does not shut down; where that goes on: NOT_MOVED, with a word of warning */
  DECISION_RESUME_POSTCOPY,     /* the only thing that helps a broken post-copy */
  DECISION_SPLIT_BRAIN,         /* two running copies */
  DECISION_AMBIGUOUS,           /* a person must look */
  DECISIONS
};

enum answer answer_of(const struct inspection *inspection);
const char *answer_name(enum answer answer); /* completes "the guest is ..." */

/* From the intents of one action, oldest first. `source` is the name of the host it was to leave. */
enum stage stage_of(const GPtrArray *intents, const char *source);

enum decision recovery_decide(enum stage stage, enum answer source, enum answer destination);

/* The same where the source says that the guest was shut down or destroyed there: it has run since it was saved, or was never
 * saved, so that no image of it is of any use, and its disks would suffer from it. */
enum decision recovery_respect_end(enum decision decision, const struct inspection *source);

/* The same for a move that somebody wants stopped: what would go on to the destination goes back to the source. */
enum decision recovery_turn_back(enum decision decision);
