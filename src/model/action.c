#include "model/action.h"

#include "model/names.h"

#include <math.h>

#define DOUBT "not seen alive: "

static const char *const kind_names[ACTION_KINDS] = {
    [ACTION_MOVE] = "move",         [ACTION_RESIZE] = "resize",     [ACTION_RESTRICT] = "restrict",
    [ACTION_RELEASE] = "release",   [ACTION_EVACUATE] = "evacuate", [ACTION_PLAN] = "plan",
    [ACTION_RUN] = "run",
};

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
  action->cancelled_by = g_strdup("");
  action->check = g_strdup("");
  action->error = g_strdup("");
  action->target = g_strdup("");
  action->downtime_ms = -1;
  action->remaining_sec = NAN;
  return action;
}

void action_free(struct action *action)
{
  if (!action)
    return;
  if (action->move)
    move_free(action->move);
  g_free(action->target);
  g_free(action->phase);
  g_free(action->by);
  g_free(action->cancelled_by);
  g_free(action->check);
  g_free(action->error);
  g_free(action);
}

gboolean action_is_finished(const struct action *action)
{
  return action->state >= ACTION_DONE;
}

gboolean action_is_doubted(const struct action *action)
{
  return g_str_has_prefix(action->check, DOUBT);
}

void action_doubt(struct action *action, const char *why)
{
  g_free(action->check);
  action->check = g_strconcat(DOUBT, why, NULL);
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

const char *action_subject_name(const struct action *action)
{
  return action->move ? action->move->guest_name : action->target;
}

char *action_describe(const struct action *action)
{
  const struct move *move = action->move;
  switch (action->kind) {
  case ACTION_MOVE:
    return g_strdup_printf("move of guest %s from %s to %s", move->guest_name, move->from, move->to);
  case ACTION_RESIZE:
    return g_strdup_printf("resize of guest %s on %s", move->guest_name, move->from);
  case ACTION_PLAN:
    return g_strdup_printf("%s of %s", plan_kind_name(action->plan), *action->target ? action->target : "all clusters");
  case ACTION_RUN:
    return g_strdup_printf("run of program %s", action->target);
  default:
    return g_strdup_printf("%s of host %s", action_kind_name(action->kind), action->target);
  }
}

const char *action_kind_name(enum action_kind kind)
{
  return name_of(kind_names, ACTION_KINDS, kind);
}

gboolean action_kind_parse(const char *name, enum action_kind *kind)
{
  return name_find(kind_names, ACTION_KINDS, name, kind);
}

const char *action_state_name(enum action_state state)
{
  return name_of(state_names, ACTION_STATES, state);
}

gboolean action_state_parse(const char *name, enum action_state *state)
{
  return name_find(state_names, ACTION_STATES, name, state);
}
