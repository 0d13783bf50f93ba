#include "pipeline/downtimes.h"

#include <math.h>

struct downtimes {
  gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user);
  gpointer user;
  guint outlets;
  GHashTable *begun; /* ids of actions whose downtime was asked for */
};

struct downtimes *downtimes_new(gboolean (*send)(enum message_kind kind, GVariant *body, gpointer user), gpointer user)
{
  struct downtimes *downtimes = g_new0(struct downtimes, 1);
  downtimes->send = send;
  downtimes->user = user;
  downtimes->begun = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  return downtimes;
}

void downtimes_free(struct downtimes *downtimes)
{
  if (!downtimes)
    return;
  g_hash_table_unref(downtimes->begun);
  g_free(downtimes);
}

void downtimes_set_outlets(struct downtimes *downtimes, guint outlets)
{
  downtimes->outlets = outlets;
}

static gint64 length_sec(const struct action *action)
{
  double expected = action->kind == ACTION_MOVE ? action->move->duration_sec : 0;
  if (isnan(expected))
    expected = DOWNTIME_MAX_SEC;
  return (gint64)MIN(ceil(expected) + DOWNTIME_MARGIN_SEC, DOWNTIME_MAX_SEC);
}

static void tell(const struct downtimes *downtimes, const struct action *action, gboolean begins)
{
  gint64 from_sec = action->started_us / G_USEC_PER_SEC;
  g_autofree char *what = action_describe(action);
  g_autofree char *comment = g_strdup_printf("provost action %" G_GUINT64_FORMAT ": %s", action->id, what);
  downtimes->send(MESSAGE_DOWNTIME,
                  g_variant_new("(ytbsxxs)", (guchar)downtimes->outlets, action->id, begins, action->move->guest_name, from_sec,
                                from_sec + length_sec(action), comment),
                  downtimes->user);
}

/* One that an earlier life of ours asked for is taken back, too. */
void downtimes_take_action(struct downtimes *downtimes, const struct action *action)
{
  gboolean is_over = action_is_finished(action);
  if (!downtimes->outlets || !action->move || (action->kind != ACTION_MOVE && action->kind != ACTION_RESIZE))
    return;
  if (is_over) {
    g_hash_table_remove(downtimes->begun, &action->id);
    tell(downtimes, action, FALSE);
  } else if (!g_hash_table_contains(downtimes->begun, &action->id)) {
    g_hash_table_add(downtimes->begun, g_memdup2(&action->id, sizeof action->id));
    tell(downtimes, action, TRUE);
  }
}
