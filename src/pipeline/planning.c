#include "pipeline/planning.h"

#include "placement/from_fleet.h"

#include <gio/gio.h>

struct planning {
  struct placement_snapshot *snapshot;
  char *guest_uuid, *to, *host;
  enum resource resource;
  enum move_method method;
  planning_done done;
  gpointer user;
};

static void planning_free(gpointer data)
{
  struct planning *planning = data;
  snapshot_free(planning->snapshot);
  g_free(planning->guest_uuid);
  g_free(planning->to);
  g_free(planning->host);
  g_free(planning);
}

static void compute(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source;
  (void)cancellable;
  const struct planning *planning = data;
  GError *error = NULL;
  struct plan *plan =
      planning->guest_uuid
          ? placement_move(planning->snapshot, planning->guest_uuid, planning->to, &error)
          : placement_relieve(planning->snapshot, planning->host, planning->resource, &error);
  if (!plan) {
    g_task_return_error(task, error);
    return;
  }
  for (guint i = 0; i < plan->moves->len; i++)
    ((struct move *)plan->moves->pdata[i])->method = planning->method;
  g_task_return_pointer(task, plan, (GDestroyNotify)plan_free);
}

static void finished(GObject *source, GAsyncResult *result, gpointer user)
{
  (void)source;
  (void)user;
  const struct planning *planning = g_task_get_task_data(G_TASK(result));
  g_autoptr(GError) error = NULL;
  struct plan *plan = g_task_propagate_pointer(G_TASK(result), &error);
  planning->done(plan, error, planning->user);
}

void planning_start(const struct fleet *fleet, const struct planning_request *request, planning_done done,
                    gpointer user)
{
  struct planning *planning = g_new(struct planning, 1);
  *planning = (struct planning){
      .snapshot = snapshot_from_fleet(fleet),
      .guest_uuid = g_strdup(request->guest_uuid),
      .to = g_strdup(request->to),
      .host = g_strdup(request->host),
      .resource = request->resource,
      .method = request->method,
      .done = done,
      .user = user,
  };
  g_autoptr(GTask) task = g_task_new(NULL, NULL, finished, NULL);
  g_task_set_task_data(task, planning, planning_free);
  g_task_run_in_thread(task, compute);
}
