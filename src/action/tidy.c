/* What a move leaves behind once it is settled where the guest is: definitions, images, a flag. */
#include "action/run.h"

/* A definition that was left behind on the host the guest is not on. Only ours: the destination had none
 * before we copied it there, the source's is the one we copied, or that libvirt was to remove and did not,
 * because it died. */
static gboolean has_remnant(const struct run *run, enum place place)
{
  enum place home = place == ON_SOURCE ? ON_DESTINATION : ON_SOURCE;
  enum answer answer = run_answer(run, place);
  gboolean is_ours = place == ON_SOURCE || run_last_intent(run, DEED_COPY_DEFINITION);
  return is_ours && (answer == ANSWER_OFF || answer == ANSWER_MIGRATED) &&
         run->round.inspections[home].is_persistent;
}

/* The image is of no use once the guest is somewhere, and of harm if ever restored again. No intent is open by now. */
static gboolean has_image(const struct run *run)
{
  const struct intent *save = run_last_intent(run, DEED_SAVE);
  const struct intent *removal = run_last_intent(run, DEED_REMOVE_IMAGE);
  gboolean is_gone = removal && removal->result == DEED_DONE;
  return save && save->result != DEED_FAILED && !is_gone;
}

/* libvirt's peer to peer migration leaves the flag behind, and a copied definition has it from now on only. */
static gboolean lacks_autostart(const struct run *run)
{
  const struct intent *copy = run_last_intent(run, DEED_COPY_DEFINITION);
  const struct intent *first = copy ? copy : run_last_intent(run, DEED_MIGRATE);
  const struct inspection *there = &run->round.inspections[ON_DESTINATION];
  gboolean had = FALSE;
  if (first)
    g_variant_lookup(first->arguments, "autostart", "b", &had);
  return run->end == ACTION_DONE && had && there->is_persistent && !there->starts_with_host;
}

/* Each is tried once in a life of the core: what was cut off by its end is tried again. */
static gboolean next_remnant(const struct run *run, enum deed_kind *deed, enum place *on)
{
  enum place abandoned = run->end == ACTION_DONE ? ON_SOURCE : ON_DESTINATION;
  const struct {
    enum deed_kind deed;
    enum place on;
    gboolean is_due;
  } remnants[] = {
      {DEED_UNDEFINE, abandoned, has_remnant(run, abandoned)},
      {DEED_SET_AUTOSTART, ON_DESTINATION, lacks_autostart(run)},
      {DEED_REMOVE_IMAGE, ON_SOURCE, has_image(run)},
  };
  for (guint i = 0; i < G_N_ELEMENTS(remnants); i++) {
    *deed = remnants[i].deed;
    *on = remnants[i].on;
    if (remnants[i].is_due && !(run->tried & 1u << *deed))
      return TRUE;
  }
  return FALSE;
}

void run_leave_deed(struct run *run, enum deed_kind deed, const char *host, const char *why)
{
  run_leave(run, g_strdup_printf("to %s on %s is left to you: %s", deed_kind_name(deed), host, why));
}

/* Where provost-virt is away for a moment, the remnants of a move that is done are tried once more after the last look. */
void run_tidy(struct run *run)
{
  gboolean is_healthy = journal_is_healthy(run->actions->journal, NULL);
  gboolean is_possible = is_healthy && run->actions->role_is_up;
  enum deed_kind deed;
  enum place on;
  while (next_remnant(run, &deed, &on)) {
    if (!is_possible && run->end == ACTION_DONE && !run->looking.is_over)
      break;
    run->tried |= 1u << deed;
    if (is_possible) {
      run_begin_deed(run, deed, on);
      return;
    }
    run_leave_deed(run, deed, run_host(run, on),
                   is_healthy ? "provost-virt was not running" : "the journal has failed");
  }
  if (run->end == ACTION_DONE && !run->looking.is_over)
    run_look_begin(run);
  else
    run_end(run, run->end, run->end_error);
}
