#include "pipeline/parts.h"
#include "placement/constraints.h"
#include "placement/from_fleet.h"
#include "placement/placement.h"

#include <gio/gio.h>
#include <string.h>

/* Whether a move that is about to begin is still allowed where it goes, by all constraints of placement over the fleet as it
 * is now. In a worker thread, as plans are. */
struct asking {
  struct placement_snapshot *snapshot;
  char *guest_uuid, *to;
  struct placement_step step;
  guint64 action_id;
  struct pipeline *pipeline;
  gboolean *alive;
};

static void asking_free(gpointer data)
{
  struct asking *asking = data;
  snapshot_free(asking->snapshot);
  g_free(asking->guest_uuid);
  g_free(asking->to);
  g_free(asking);
}

/* A person decides about load himself, and a plan has weighed it; what automation does alone must hold without either. */
static guint pardons_of(const struct action *action, const struct action *parent)
{
  if (parent)
    return parent->kind == ACTION_EVACUATE ? PARDON_LOAD | PARDON_RESERVE : PARDON_LOAD;
  return strcmp(action->by, BY_AUTOMATION) == 0 ? 0 : PARDON_LOAD | PARDON_IGNORED;
}

static void compute(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source;
  (void)cancellable;
  const struct asking *asking = data;
  GError *error = NULL;
  if (placement_admits(asking->snapshot, &asking->step, &error))
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

static void finished(GObject *source, GAsyncResult *result, gpointer user)
{
  (void)source;
  (void)user;
  const struct asking *asking = g_task_get_task_data(G_TASK(result));
  g_autoptr(GError) error = NULL;
  g_task_propagate_boolean(G_TASK(result), &error);
  if (*asking->alive)
    actions_take_room(asking->pipeline->actions, asking->action_id, error);
  g_rc_box_release(asking->alive); /* here, not by asking_free: that may be in the worker */
}

void pipeline_ask_room(const struct action *action, gpointer user)
{
  struct pipeline *pipeline = user;
  const struct action *parent = action->parent_id ? actions_action(pipeline->actions, action->parent_id) : NULL;
  const struct plan_question question = {.kind = PLAN_MOVE, .action_id = action->id};
  struct asking *asking = g_new(struct asking, 1);
  *asking = (struct asking){.snapshot = snapshot_from_fleet(pipeline->options.fleet, &question),
                            .guest_uuid = g_strdup(action->move->guest_uuid),
                            .to = g_strdup(action->move->to),
                            .action_id = action->id,
                            .pipeline = pipeline,
                            .alive = g_rc_box_acquire(pipeline->alive)};
  asking->step = (struct placement_step){.guest_uuid = asking->guest_uuid, .to = asking->to,
                                         .pardons = pardons_of(action, parent), .is_part = action->parent_id != 0};
  g_autoptr(GTask) task = g_task_new(NULL, NULL, finished, NULL);
  g_task_set_task_data(task, asking, asking_free);
  g_task_run_in_thread(task, compute);
}
