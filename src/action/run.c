#include "action/run.h"

#include "action/admission.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

struct action *actions_make(const struct actions *actions, const struct beginning *beginning)
{
  struct action *action = action_new();
  action->id = journal_next_action_id(actions->journal);
  action->kind = beginning->kind;
  action->tip_id = beginning->tip_id;
  action->started_us = clock_wall_us(actions->clock);
  text_replace(&action->by, beginning->by);
  text_replace(&action->phase, beginning->phase);
  return action;
}

struct run *run_new(struct actions *actions, struct action *action)
{
  struct run *run = g_new0(struct run, 1);
  run->actions = actions;
  run->action = action;
  run->intents = g_ptr_array_new_with_free_func((GDestroyNotify)intent_free);
  run->mode = RUN_OVER;
  run->decision = DECISIONS;
  run->end_error = g_strdup("");
  run->failure = g_strdup("");
  run->left = g_strdup("");
  run->since_us = clock_monotonic_us(actions->clock);
  g_ptr_array_add(actions->runs, run);
  return run;
}

void run_free(struct run *run)
{
  action_free(run->action);
  g_ptr_array_unref(run->intents);
  g_free(run->end_error);
  g_free(run->failure);
  g_free(run->left);
  g_free(run->looking.processors);
  g_free(run->looking.agent.trouble);
  examination_clear(&run->examination);
  g_free(run);
}

struct run *run_find(const struct actions *actions, guint64 action_id)
{
  for (guint i = 0; i < actions->runs->len; i++) {
    struct run *run = actions->runs->pdata[i];
    if (run->action->id == action_id)
      return run;
  }
  return NULL;
}

const struct cluster *run_cluster(const struct run *run)
{
  return fleet_cluster_of(run->actions->fleet, run->action->move->from);
}

const struct move_terms *run_terms(const struct run *run)
{
  static const struct move_terms none = {.limit_ms = 0};
  const struct cluster *cluster = run_cluster(run);
  return cluster ? &cluster->terms : &none;
}

gboolean run_is_cancelled(const struct run *run)
{
  return run->action->cancelled_by[0] != '\0';
}

void run_set_failure(struct run *run, char *failure)
{
  g_free(run->failure);
  run->failure = failure;
}

void run_tell(const struct run *run)
{
  run->actions->events->changed(run->action, run->actions->user);
}

void run_say(struct run *run, const char *phase)
{
  if (strcmp(run->action->phase, phase) == 0)
    return;
  text_replace(&run->action->phase, phase);
  run_tell(run);
}

gint64 run_waited_us(struct run *run, enum decision decision)
{
  gint64 now_us = clock_monotonic_us(run->actions->clock);
  if (run->decision != decision) {
    run->decision = decision;
    run->decision_since_us = now_us;
  }
  return now_us - run->decision_since_us;
}

void run_enter(struct run *run, enum action_state state, const char *phase)
{
  struct action *action = run->action;
  run_follow_name(run);
  action->state = state;
  text_replace(&action->phase, phase);
  const char *why = action->error[0] ? action->error : action->phase;
  journal_put_action(run->actions->journal, action,
                     &(struct audit){"provostd", action_state_name(state), why});
  run_tell(run);
}

char *run_join(const char *first, const char *second)
{
  return g_strconcat(first, first[0] && second[0] ? "; " : "", second, NULL);
}

void run_leave(struct run *run, char *what)
{
  char *left = run_join(run->left, what);
  g_free(run->left);
  g_free(what);
  run->left = left;
}

void run_end(struct run *run, enum action_state state, const char *error)
{
  struct action *action = run->action;
  for (guint i = 0; i < run->intents->len; i++)
    run_close(run, run->intents->pdata[i], DEED_UNKNOWN, "the action ended without it");
  run->mode = RUN_OVER;
  run->deed = run->abort = NULL;
  char *whole = run_join(error, run->left);
  g_free(action->error);
  action->error = whole;
  action->ended_us = clock_wall_us(run->actions->clock);
  action->dirty_bytes_per_sec = 0;
  action->remaining_sec = NAN;
  g_autofree char *what = action_describe(action);
  if (state == ACTION_AMBIGUOUS)
    g_critical("action %" G_GUINT64_FORMAT ", %s: %s. Nothing more is done with this guest until you have looked and "
               "released it with: provost cancel %" G_GUINT64_FORMAT,
               action->id, what, error, action->id);
  else
    g_message("action %" G_GUINT64_FORMAT ", %s by %s, is %s%s%s", action->id, what, action->by,
              action_state_name(state), error[0] ? ": " : "", error);
  if (state == ACTION_DONE)
    action->progress_pct = 100;
  run_enter(run, state, "");
}
