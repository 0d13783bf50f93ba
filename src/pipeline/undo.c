#include "pipeline/undo.h"

#include "action/others.h"
#include "base/text.h"
#include "pipeline/terms.h"

#define HOUR_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)
#define BY BY_AUTOMATION ", taking back action "

static guint undone_lately(const struct undo *undo)
{
  g_autoptr(GPtrArray) actions = actions_list(undo->actions);
  gint64 since_us = clock_wall_us(undo->clock) - HOUR_US;
  guint n = 0;
  for (guint i = 0; i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    n += g_str_has_prefix(action->by, BY) && action->started_us > since_us;
  }
  return n;
}

static char *order(const struct undo *undo, const struct action *action, const struct tip *tip)
{
  g_autoptr(GError) error = NULL;
  if (!others_let_automation(undo->fleet, action->move->guest_uuid, BY_AUTOMATION, &error))
    return g_strdup_printf("it is not taken back: %s", error->message);
  g_autofree char *by = g_strdup_printf(BY "%" G_GUINT64_FORMAT, action->id);
  struct move *back = move_copy(action->move);
  char *from = back->from;
  back->from = back->to;
  back->to = from;
  back->planned_us = 0; /* that was the move there */
  guint64 id = actions_start(undo->actions, back, 0, by, &error);
  char *text = id ? g_strdup_printf("action %" G_GUINT64_FORMAT " takes guest %s back to %s", id, back->guest_name, back->to)
                  : g_strdup_printf("it is not taken back: %s", error->message);
  g_message("tip %" G_GUINT64_FORMAT ": its move did harm; %s", tip->id, text);
  move_free(back);
  return text;
}

char *undo_move(const struct undo *undo, const struct tip *tip)
{
  const struct action *action = actions_action(undo->actions, tip->action_id);
  if (!action || action->kind != ACTION_MOVE || action->state != ACTION_DONE)
    return NULL;
  const struct move *move = action->move;
  enum automation_level level = fleet_automation(undo->fleet, tip->subject, tip->policy).level;
  gboolean is_ours = g_str_equal(action->by, BY_AUTOMATION) && level == AUTOMATION_APPLY;
  g_autofree char *dry = is_ours ? terms_dry_run(undo->fleet, tip) : NULL;
  g_autofree char *told = dry ? g_strconcat("that it is taken back is only told, by ", dry, NULL) : NULL;
  if (is_ours && !dry && undone_lately(undo) < undo->per_hour)
    return order(undo, action, tip);
  const char *why = is_ours ? "automation.undo_per_hour allows no further undo now" : "it is not taken back by itself";
  g_autofree char *guest = text_shell_word(move->guest_name);
  return g_strdup_printf("%s; by hand: provost move %s %s", told ? told : why, guest, move->from);
}
