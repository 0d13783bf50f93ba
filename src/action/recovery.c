#include "action/recovery.h"

#include "model/names.h"

#include <string.h>

/* Sets of answers and stages. */
enum {
  NONE = 1 << ANSWER_NONE,
  ABSENT = 1 << ANSWER_ABSENT,
  OFF = 1 << ANSWER_OFF,
  MIGRATED = 1 << ANSWER_MIGRATED,
  CRASHED = 1 << ANSWER_CRASHED,
  RUNNING = 1 << ANSWER_RUNNING,
  BUSY = 1 << ANSWER_BUSY,
  PAUSED_MIGRATION = 1 << ANSWER_PAUSED_MIGRATION,
  PAUSED_TRANSIENT = 1 << ANSWER_PAUSED_TRANSIENT,
  PAUSED_SAVING = 1 << ANSWER_PAUSED_SAVING,
  PAUSED = 1 << ANSWER_PAUSED,
  POSTCOPY_FAILED = 1 << ANSWER_POSTCOPY_FAILED,
  ANY = (1 << ANSWERS) - 1,
  INCOMING = PAUSED_MIGRATION | PAUSED_TRANSIENT,
  AT_REST = ABSENT | OFF,
  ACTIVE = RUNNING | PAUSED | INCOMING,
  INACTIVE = ABSENT | OFF | MIGRATED, /* on the destination: at most a definition that was left there */
};

#define IN(stage) (1 << STAGE_##stage)
#define MIGRATION (IN(MIGRATE) | IN(POSTCOPY))
#define ALL ((1 << STAGES) - 1)

/* The first row that holds decides. */
static const struct {
  int stages, source, destination;
  enum decision decision;
} rules[] = {
    {IN(NOTHING), ANY, ANY, DECISION_NOT_MOVED},

    /* Its memory is on both hosts: as long as both have their part, and answer, it can be brought together. */
    {IN(POSTCOPY), POSTCOPY_FAILED | BUSY | NONE, NONE, DECISION_WAIT},
    {IN(POSTCOPY), NONE, POSTCOPY_FAILED, DECISION_WAIT},
    {IN(POSTCOPY), BUSY, POSTCOPY_FAILED, DECISION_WAIT},
    {IN(POSTCOPY), POSTCOPY_FAILED, POSTCOPY_FAILED | BUSY | ACTIVE, DECISION_RESUME_POSTCOPY},
    {IN(POSTCOPY), PAUSED | PAUSED_MIGRATION, POSTCOPY_FAILED, DECISION_RESUME_POSTCOPY},

    /* Only a person may touch these. */
    {ALL, POSTCOPY_FAILED, ANY, DECISION_AMBIGUOUS},
    {ALL, ANY, POSTCOPY_FAILED, DECISION_AMBIGUOUS},
    {ALL, RUNNING, RUNNING, DECISION_SPLIT_BRAIN},

    /* The migration is over on the source. A libvirtd that was killed while it started the destination's QEMU waits
     * for ever for that process once it is back (libvirt 9.0). */
    {MIGRATION, RUNNING, BUSY, DECISION_WAIT_BRIEFLY},

    /* Still in progress, or unknown: unknown is never absent. */
    {ALL, BUSY, ANY, DECISION_WAIT},
    {ALL, ANY, BUSY, DECISION_WAIT},
    {ALL, NONE, ANY, DECISION_WAIT},
    {ALL, ANY, NONE, DECISION_WAIT},

    /* A migration. A destination that has the definition but is off may have finished, run and stopped:
     * then the paused source is old, and must not be resumed. A guest without a definition leaves no trace
     * where it stopped, so that for it absent does not say that it never ran there. */
    {MIGRATION, INACTIVE, RUNNING, DECISION_DONE},
    {MIGRATION, INCOMING, RUNNING, DECISION_DONE_SOURCE_PAUSED},
    {IN(MIGRATE), PAUSED_MIGRATION, ABSENT | MIGRATED, DECISION_RESUME_SOURCE},
    {MIGRATION, RUNNING | PAUSED | OFF | CRASHED, INACTIVE, DECISION_NOT_MOVED},
    {MIGRATION, RUNNING, INCOMING, DECISION_WAIT_BRIEFLY},

    /* Through an image. At every stage it is known whether it may have been restored; once it may have,
     * it never is again. */
    {IN(DEFINE), RUNNING | PAUSED | OFF | CRASHED, INACTIVE, DECISION_NOT_MOVED},
    {IN(SAVE), RUNNING | PAUSED | CRASHED, INACTIVE, DECISION_NOT_MOVED},
    {IN(SAVE), PAUSED_SAVING, INACTIVE, DECISION_RESUME_SOURCE},
    {IN(SAVE), AT_REST, INACTIVE, DECISION_CHECK_IMAGE},
    {IN(SAVED), AT_REST, INACTIVE, DECISION_RESTORE_DESTINATION},
    {IN(REFUSED), AT_REST, INACTIVE, DECISION_RESTORE_SOURCE},
    {IN(RESTORE_DESTINATION), AT_REST, RUNNING, DECISION_DONE},
    {IN(RESTORE_DESTINATION), AT_REST, PAUSED | INCOMING, DECISION_WAIT_BRIEFLY},
    {IN(RESTORE_SOURCE), RUNNING, INACTIVE, DECISION_NOT_MOVED},
    {IN(RESTORE_SOURCE), PAUSED | INCOMING, INACTIVE, DECISION_WAIT_BRIEFLY},

    {IN(RESUME), RUNNING, INACTIVE, DECISION_NOT_MOVED},

    /* Cold. That it is off is our doing, by a durable intent. Once a start may have happened on the destination, and
     * nothing runs there, it may yet happen: nobody is started. A definition that is not our copy is not started. */
    {IN(SHUTDOWN), RUNNING, INACTIVE, DECISION_STILL_RUNNING},
    {IN(SHUTDOWN), PAUSED | CRASHED, INACTIVE, DECISION_NOT_MOVED},
    {IN(SHUTDOWN) | IN(OFF), OFF, ABSENT, DECISION_COPY_DEFINITION},
    {IN(DEFINED), OFF, OFF, DECISION_START_DESTINATION},
    {IN(SHUTDOWN) | IN(OFF) | IN(DEFINED) | IN(TURN_BACK), OFF, INACTIVE, DECISION_START_SOURCE},
    {IN(OFF) | IN(DEFINED) | IN(TURN_BACK) | IN(START_SOURCE) | IN(UNSTARTABLE), RUNNING, INACTIVE, DECISION_NOT_MOVED},
    {IN(DEFINED) | IN(TURN_BACK), OFF, RUNNING, DECISION_DONE},
    {IN(START_DESTINATION), AT_REST, RUNNING, DECISION_DONE},
    {IN(START_DESTINATION), OFF, PAUSED | INCOMING, DECISION_WAIT_BRIEFLY},
    {IN(START_SOURCE), PAUSED | INCOMING, INACTIVE, DECISION_WAIT_BRIEFLY},
};

static const char *const answer_names[ANSWERS] = {
    [ANSWER_NONE] = "not known",
    [ANSWER_ABSENT] = "absent",
    [ANSWER_OFF] = "off",
    [ANSWER_MIGRATED] = "off, moved away",
    [ANSWER_CRASHED] = "crashed",
    [ANSWER_RUNNING] = "running",
    [ANSWER_BUSY] = "being moved or saved",
    [ANSWER_PAUSED_MIGRATION] = "paused by a migration",
    [ANSWER_PAUSED_TRANSIENT] = "paused by a migration",
    [ANSWER_PAUSED_SAVING] = "paused by a save",
    [ANSWER_PAUSED] = "paused",
    [ANSWER_POSTCOPY_FAILED] = "paused by a failed post-copy migration",
};

enum decision recovery_decide(enum stage stage, enum answer source, enum answer destination)
{
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
    if ((rules[i].stages & 1 << stage) && (rules[i].source & 1 << source) &&
        (rules[i].destination & 1 << destination))
      return rules[i].decision;
  return DECISION_AMBIGUOUS;
}

const char *answer_name(enum answer answer)
{
  return name_of(answer_names, ANSWERS, answer);
}

enum decision recovery_turn_back(enum decision decision)
{
  switch (decision) {
  case DECISION_RESTORE_DESTINATION:
    return DECISION_RESTORE_SOURCE;
  case DECISION_COPY_DEFINITION:
  case DECISION_START_DESTINATION:
    return DECISION_START_SOURCE;
  default:
    return decision;
  }
}

enum decision recovery_respect_end(enum decision decision, const struct inspection *source)
{
  gboolean is_of_image = decision == DECISION_CHECK_IMAGE || decision == DECISION_RESTORE_DESTINATION ||
                         decision == DECISION_RESTORE_SOURCE;
  return is_of_image && source->reason == REASON_ENDED ? DECISION_NOT_MOVED : decision;
}

static enum answer answer_of_paused(const struct inspection *inspection)
{
  if (inspection->reason == REASON_MIGRATION)
    return inspection->is_persistent ? ANSWER_PAUSED_MIGRATION : ANSWER_PAUSED_TRANSIENT;
  return inspection->reason == REASON_SAVING ? ANSWER_PAUSED_SAVING : ANSWER_PAUSED;
}

enum answer answer_of(const struct inspection *inspection)
{
  if (inspection->presence == PRESENCE_ABSENT)
    return ANSWER_ABSENT;
  if (inspection->presence != PRESENCE_PRESENT || inspection->state == GUEST_UNKNOWN)
    return ANSWER_NONE;
  if (inspection->state == GUEST_OFF)
    return inspection->reason == REASON_MIGRATED ? ANSWER_MIGRATED : ANSWER_OFF;
  if (inspection->reason == REASON_POSTCOPY_FAILED)
    return ANSWER_POSTCOPY_FAILED;
  if (inspection->has_job || inspection->reason == REASON_POSTCOPY)
    return ANSWER_BUSY;
  if (inspection->state == GUEST_CRASHED)
    return ANSWER_CRASHED;
  return inspection->state == GUEST_RUNNING ? ANSWER_RUNNING : answer_of_paused(inspection);
}

/* The image is read on the destination only once it is known to be whole, on the source only while it is
 * not. */
static enum stage stage_of_check(const struct intent *intent, gboolean is_on_source)
{
  gboolean is_done = !intent->open && intent->result == DEED_DONE;
  gboolean is_failed = !intent->open && intent->result == DEED_FAILED;
  if (is_done)
    return STAGE_SAVED;
  if (is_on_source)
    return is_failed ? STAGE_UNREADABLE : STAGE_SAVE;
  return STAGE_REFUSED;
}

static enum stage stage_of_restore(const struct intent *intent, gboolean is_on_source)
{
  gboolean is_failed = !intent->open && intent->result == DEED_FAILED;
  if (is_on_source)
    return is_failed ? STAGE_UNREADABLE : STAGE_RESTORE_SOURCE;
  return is_failed ? STAGE_REFUSED : STAGE_RESTORE_DESTINATION;
}

/* A start is repeated nowhere: what is not known to have failed may have happened. */
static enum stage stage_of_start(const struct intent *intent, gboolean is_on_source)
{
  gboolean is_failed = !intent->open && intent->result == DEED_FAILED;
  if (is_on_source)
    return is_failed ? STAGE_UNSTARTABLE : STAGE_START_SOURCE;
  return is_failed ? STAGE_TURN_BACK : STAGE_START_DESTINATION;
}

static enum stage stage_of_shutdown(const struct intent *intent)
{
  if (intent->open || intent->result == DEED_UNKNOWN)
    return STAGE_SHUTDOWN;
  return intent->result == DEED_DONE ? STAGE_OFF : STAGE_DEFINE;
}

static enum stage stage_of_definition(const struct intent *intent, enum stage before)
{
  if (before != STAGE_SHUTDOWN && before != STAGE_OFF)
    return STAGE_DEFINE;
  return !intent->open && intent->result == DEED_DONE ? STAGE_DEFINED : STAGE_TURN_BACK;
}

static enum stage stage_of_migrate(const struct intent *intent)
{
  gboolean is_postcopy = FALSE;
  g_variant_lookup(intent->arguments, "postcopy", "b", &is_postcopy);
  return is_postcopy ? STAGE_POSTCOPY : STAGE_MIGRATE;
}

static enum stage stage_after(enum stage before, const struct intent *intent, gboolean is_on_source)
{
  switch (intent->deed) {
  case DEED_MIGRATE:
    return stage_of_migrate(intent);
  case DEED_RESUME_POSTCOPY:
    return STAGE_POSTCOPY;
  case DEED_COPY_DEFINITION:
    return stage_of_definition(intent, before);
  case DEED_SAVE:
    return !intent->open && intent->result == DEED_DONE ? STAGE_SAVED : STAGE_SAVE;
  case DEED_CHECK_IMAGE:
    return stage_of_check(intent, is_on_source);
  case DEED_RESTORE:
    return stage_of_restore(intent, is_on_source);
  case DEED_RESUME:
    return STAGE_RESUME;
  case DEED_SHUTDOWN:
    return stage_of_shutdown(intent);
  case DEED_START:
    return stage_of_start(intent, is_on_source);
  default:
    return before;
  }
}

enum stage stage_of(const GPtrArray *intents, const char *source)
{
  enum stage stage = STAGE_NOTHING;
  for (guint i = 0; i < intents->len; i++) {
    const struct intent *intent = intents->pdata[i];
    stage = stage_after(stage, intent, strcmp(intent->host, source) == 0);
  }
  return stage;
}
