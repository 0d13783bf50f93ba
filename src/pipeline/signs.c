#include "pipeline/signs.h"

#include "model/object.h"
#include "pipeline/news.h"

#define SILENT_INTERVALS 3 /* in a row: a lost answer is no sign of death */

struct signs {
  struct actions *actions;
  const struct fleet *fleet;
  const struct clock *clock;
  struct event_book *events;
  GHashTable *answered; /* ids of the actions whose guests answered as they began -> guint, intervals of silence in a row */
};

struct signs *signs_new(struct actions *actions, const struct fleet *fleet, const struct clock *clock, struct event_book *events)
{
  struct signs *signs = g_new0(struct signs, 1);
  *signs = (struct signs){.actions = actions, .fleet = fleet, .clock = clock, .events = events};
  signs->answered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  return signs;
}

void signs_free(struct signs *signs)
{
  if (!signs)
    return;
  g_hash_table_unref(signs->answered);
  g_free(signs);
}

static enum link_state agent_of(const struct signs *signs, const struct action *action)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, action->move->guest_uuid);
  const struct link *link = fleet_agent_link(signs->fleet, subject);
  return link ? link->state : LINK_NONE;
}

/* What boots anew has no agent for a while. */
void signs_take_begun(struct signs *signs, const struct action *action)
{
  if (action->move->method != METHOD_COLD && agent_of(signs, action) == LINK_UP)
    g_hash_table_insert(signs->answered, g_memdup2(&action->id, sizeof action->id), g_new0(guint, 1));
}

static gboolean is_silent(const struct signs *signs, const struct action *action, guint *intervals)
{
  enum link_state state = agent_of(signs, action);
  if (state == LINK_UP)
    *intervals = 0;
  *intervals += state == LINK_DOWN;
  return *intervals >= SILENT_INTERVALS;
}

/* Of an action that went on, or has been over for long, nothing more is told. */
static gboolean look(gpointer id, gpointer intervals, gpointer user)
{
  const struct signs *signs = user;
  const struct action *action = actions_action(signs->actions, *(guint64 *)id);
  if (action && !action_is_finished(action))
    return FALSE;
  gint64 age_us = action ? clock_wall_us(signs->clock) - action->ended_us : G_MAXINT64;
  gint64 limit_us = (gint64)SIGNS_INTERVALS * fleet_interval_ms(signs->fleet) * 1000;
  if (age_us > limit_us || action->state != ACTION_DONE || action_is_doubted(action))
    return TRUE;
  if (!is_silent(signs, action, intervals))
    return FALSE;
  actions_doubt(signs->actions, action->id, "its SNMP agent, which answered before, has fallen silent");
  news_tell_action(signs->events, signs->clock, action);
  return TRUE;
}

void signs_take_interval(struct signs *signs)
{
  g_hash_table_foreach_remove(signs->answered, look, signs);
}
