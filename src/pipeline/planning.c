#include "pipeline/planning.h"

#include "placement/from_fleet.h"
#include "placement/placement.h"

#include <gio/gio.h>

struct planning {
  struct placement_snapshot *snapshot;
  struct plan_question question; /* what it points to is owned; without what only the snapshot is made by */
  gint64 since_us; /* when the fleet was so */
  planning_done done;
  gpointer user;
};

static void planning_free(gpointer data)
{
  struct planning *planning = data;
  snapshot_free(planning->snapshot);
  g_free((char *)planning->question.guest_uuid);
  g_free((char *)planning->question.to);
  g_free((char *)planning->question.host);
  g_free((char *)planning->question.cluster);
  g_free((double *)planning->question.weights);
  g_free(planning);
}

static void compute(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source;
  (void)cancellable;
  const struct planning *planning = data;
  GError *error = NULL;
  struct plan *plan = placement_answer(planning->snapshot, &planning->question, &error);
  if (plan)
    g_task_return_pointer(task, plan, (GDestroyNotify)plan_free);
  else
    g_task_return_error(task, error);
}

static void finished(GObject *source, GAsyncResult *result, gpointer user)
{
  (void)source;
  (void)user;
  const struct planning *planning = g_task_get_task_data(G_TASK(result));
  g_autoptr(GError) error = NULL;
  struct plan *plan = g_task_propagate_pointer(G_TASK(result), &error);
  for (guint i = 0; plan && i < plan->moves->len; i++)
    ((struct move *)plan->moves->pdata[i])->planned_us = planning->since_us;
  planning->done(plan, error, planning->user);
}

static struct plan_question question_copy(const struct plan_question *question)
{
  struct plan_question copy = *question;
  copy.guest_uuid = g_strdup(question->guest_uuid);
  copy.to = g_strdup(question->to);
  copy.host = g_strdup(question->host);
  copy.cluster = g_strdup(question->cluster);
  copy.weights = question->weights ? g_memdup2(question->weights, RESOURCES * sizeof *question->weights) : NULL;
  copy.goal = NULL;
  copy.excluded = NULL;
  copy.profile = NULL;
  return copy;
}

void planning_start(const struct fleet *fleet, const struct plan_question *question, planning_done done, gpointer user)
{
  struct planning *planning = g_new(struct planning, 1);
  *planning = (struct planning){snapshot_from_fleet(fleet, question), question_copy(question), fleet_monotonic_us(fleet),
                                done, user};
  g_autoptr(GTask) task = g_task_new(NULL, NULL, finished, NULL);
  g_task_set_task_data(task, planning, planning_free);
  g_task_run_in_thread(task, compute);
}
