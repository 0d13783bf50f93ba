#include "model/action.h"

#include "model/names.h"

static const char *const state_names[ACTION_STATES] = {
    [ACTION_PREPARING] = "preparing", [ACTION_ACTING] = "acting",       [ACTION_VERIFYING] = "verifying",
    [ACTION_DONE] = "done",           [ACTION_FAILED] = "failed",       [ACTION_CANCELLED] = "cancelled",
    [ACTION_AMBIGUOUS] = "ambiguous",
};

struct action *action_new(void)
{
  struct action *action = g_new0(struct action, 1);
  action->phase = g_strdup("");
  action->by = g_strdup("");
  action->error = g_strdup("");
  action->downtime_ms = -1;
  return action;
}

void action_free(struct action *action)
{
  if (!action)
    return;
  move_free(action->move);
  g_free(action->phase);
  g_free(action->by);
  g_free(action->error);
  g_free(action);
}

gboolean action_is_finished(const struct action *action)
{
  return action->state >= ACTION_DONE;
}

struct intent *intent_new(void)
{
  return g_new0(struct intent, 1);
}

void intent_free(struct intent *intent)
{
  if (!intent)
    return;
  g_free(intent->host);
  g_free(intent->guest_uuid);
  if (intent->arguments)
    g_variant_unref(intent->arguments);
  g_free(intent->error);
  g_free(intent);
}

const char *action_state_name(enum action_state state)
{
  return name_of(state_names, ACTION_STATES, state);
}

gboolean action_state_parse(const char *name, enum action_state *state)
{
  return name_find(state_names, ACTION_STATES, name, state);
}
