/* How a deed went on, and how it ended. */
#include "action/run.h"

#include "base/limits.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

static void take_facts(struct run *run, GVariant *facts)
{
  guint64 downtime_ms;
  if (g_variant_lookup(facts, "downtime_ms", "t", &downtime_ms) && downtime_ms <= G_MAXINT32)
    run->action->downtime_ms = (gint64)downtime_ms;
  guint64 bytes;
  if (g_variant_lookup(facts, "transferred_bytes", "t", &bytes))
    run->action->bytes_done = bytes;
  /* Through an image the guest is away from the begin of the save to the end of the restore. */
  if (run->deed->deed == DEED_RESTORE && run->saving_since_us)
    run->action->downtime_ms = (clock_monotonic_us(run->actions->clock) - run->saving_since_us) / 1000;
}

static void take_failed(struct run *run, struct intent *deed, const char *error)
{
  run_set_failure(run, g_strdup_printf("%s on %s failed: %s", deed_kind_name(deed->deed), deed->host, error));
  run_close(run, deed, DEED_FAILED, error);
  /* A failed stream leaves its route to run_judge, which may try through an image. */
  if (deed->deed != DEED_MIGRATE)
    run->route = NULL;
  run_enter(run, ACTION_VERIFYING, "verifying");
  run_inspect(run);
}

static void take_remnant(struct run *run, struct intent *deed, enum deed_result result, const char *error)
{
  if (result != DEED_DONE) {
    g_warning("action %" G_GUINT64_FORMAT ": to %s of guest %s on %s did not succeed and is left to you: %s",
              run->action->id, deed_kind_name(deed->deed), run->action->move->guest_name, deed->host, error);
    run_leave_deed(run, deed->deed, deed->host, error);
  }
  run_close(run, deed, result, error);
  run_tidy(run);
}

gboolean run_take_ended(struct run *run, guint64 intent_id, enum deed_result result, const char *error,
                        GVariant *facts)
{
  if (run->abort && run->abort->id == intent_id) {
    run_close(run, run->abort, result, error);
    return TRUE;
  }
  if (run->mode != RUN_DEED || run->deed->id != intent_id)
    return FALSE;
  struct intent *deed = run->deed;
  if (deed_is_remnant(deed->deed)) {
    run->deed = NULL;
    take_remnant(run, deed, result, error);
    return TRUE;
  }
  if (result == DEED_UNKNOWN) {
    run_lose_deed(run, error);
    return TRUE;
  }
  if (result == DEED_DONE)
    take_facts(run, facts);
  run->deed = NULL;
  if (result == DEED_FAILED) {
    take_failed(run, deed, error);
    return TRUE;
  }
  run_close(run, deed, DEED_DONE, "");
  if (deed->deed == DEED_MIGRATE)
    run->route = NULL;
  run_go_forward(run);
  return TRUE;
}

/* The intent stays open until it is known what came of it. */
void run_lose_deed(struct run *run, const char *why)
{
  struct intent *deed = run->deed;
  run->deed = NULL;
  if (deed_is_remnant(deed->deed)) {
    take_remnant(run, deed, DEED_UNKNOWN, why);
    return;
  }
  g_message("action %" G_GUINT64_FORMAT ": what came of %s on %s is not known (%s): asking both hosts",
            run->action->id, deed_kind_name(deed->deed), deed->host, why);
  run_set_failure(run,
              g_strdup_printf("%s on %s was cut off: %s", deed_kind_name(deed->deed), deed->host, why));
  run->route = NULL;
  run->is_unsure = TRUE;
  run_enter(run, ACTION_VERIFYING, "asking both hosts");
  run_inspect(run);
}

/* Zero is no intent: it must not match what was never followed. */
static gboolean is_progress_of(const struct run *run, guint64 id)
{
  if (run->mode == RUN_DEED)
    return run->deed->id == id;
  return run->mode == RUN_INSPECTING && id > 0 && run->followed == id;
}

gboolean run_take_progress(struct run *run, GVariant *body)
{
  guint64 id, done, total, remaining, speed, dirty;
  guchar percent;
  const char *phase;
  g_variant_get(body, "(t&sytttttt)", &id, &phase, &percent, &done, &total, NULL, &remaining, &speed, &dirty);
  if (!is_progress_of(run, id))
    return FALSE;
  struct action *action = run->action;
  run->is_told = run->followed == id;
  action->progress_pct = MIN(percent, 100);
  action->bytes_done = done;
  action->bytes_total = total;
  action->dirty_bytes_per_sec = dirty;
  action->remaining_sec = speed > dirty ? (double)remaining / (double)(speed - dirty) : NAN;
  if (phase[0]) {
    g_free(action->phase);
    action->phase = text_clean(phase, LIMIT_NAME);
    run->is_postcopy = strcmp(action->phase, PHASE_POSTCOPY) == 0;
  }
  run_tell(run);
  return TRUE;
}
