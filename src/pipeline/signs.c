#include "pipeline/signs.h"

#include "model/object.h"

struct signs {
  struct actions *actions;
  const struct fleet *fleet;
  const struct clock *clock;
  GHashTable *answered; /* ids of the actions whose guests answered as they began */
};

struct signs *signs_new(struct actions *actions, const struct fleet *fleet, const struct clock *clock)
{
  struct signs *signs = g_new0(struct signs, 1);
  *signs = (struct signs){.actions = actions, .fleet = fleet, .clock = clock};
  signs->answered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  return signs;
}

void signs_free(struct signs *signs)
{
  if (!signs)
    return;
  g_hash_table_unref(signs->answered);
  g_free(signs);
}

static gboolean agent_is(const struct signs *signs, const struct action *action, enum link_state state)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, action->move->guest_uuid);
  const struct link *link = fleet_agent_link(signs->fleet, subject);
  return link && link->state == state;
}

void signs_take_begun(struct signs *signs, const struct action *action)
{
  if (agent_is(signs, action, LINK_UP))
    g_hash_table_add(signs->answered, g_memdup2(&action->id, sizeof action->id));
}

/* Of an action that went on, or has been over for long, nothing more is told. */
static gboolean look(gpointer id, gpointer value, gpointer user)
{
  (void)value;
  const struct signs *signs = user;
  const struct action *action = actions_action(signs->actions, *(guint64 *)id);
  if (action && !action_is_finished(action))
    return FALSE;
  gint64 age_us = action ? clock_wall_us(signs->clock) - action->ended_us : G_MAXINT64;
  gint64 limit_us = (gint64)SIGNS_INTERVALS * fleet_interval_ms(signs->fleet) * 1000;
  if (age_us > limit_us || action->state != ACTION_DONE || action_is_doubted(action))
    return TRUE;
  gboolean is_silent = agent_is(signs, action, LINK_DOWN);
  if (is_silent)
    actions_doubt(signs->actions, action->id, "its SNMP agent, which answered before, has fallen silent");
  return is_silent;
}

void signs_take_interval(struct signs *signs)
{
  g_hash_table_foreach_remove(signs->answered, look, signs);
}
