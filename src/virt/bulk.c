#include "virt/bulk.h"

#include "virt/errand.h"
#include "virt/library.h"

struct task {
  struct bulk bulk; /* with a reference to the connection */
  virDomainStatsRecordPtr *list;
  int n;
  char *problem;
};

static void run(gpointer user)
{
  struct task *task = user;
  task->n = virConnectGetAllDomainStats(task->bulk.connection->libvirt, task->bulk.groups, &task->list,
                                        VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  if (task->n < 0)
    task->problem = library_error();
}

static void task_free(struct task *task)
{
  connection_unref(task->bulk.connection);
  g_free(task->problem);
  g_free(task);
}

static void drop(gpointer user)
{
  struct task *task = user;
  struct endpoint *endpoint = task->bulk.endpoint;
  if (task->n >= 0)
    virDomainStatsRecordListFree(task->list);
  task_free(task);
  g_atomic_int_dec_and_test(&endpoint->left_calls);
}

static const struct errand_kind kind = {"bulk", run, drop};

/* Counted before, so that the thread that comes back late finds it counted. */
static gboolean run_within(struct task *task)
{
  struct endpoint *endpoint = task->bulk.endpoint;
  gboolean may_leave = g_atomic_int_add(&endpoint->left_calls, 1) < BULK_LEFT_MAX;
  gboolean ended = errand_run(&kind, task, may_leave ? task->bulk.patience_us : ERRAND_FOR_EVER);
  if (ended)
    g_atomic_int_dec_and_test(&endpoint->left_calls);
  return ended;
}

int bulk_read(const struct bulk *bulk, virDomainStatsRecordPtr **list, char **problem)
{
  struct task *task = g_new0(struct task, 1);
  task->bulk = *bulk;
  connection_ref(task->bulk.connection);
  if (!run_within(task)) {
    *problem = g_strdup_printf("no answer in %" G_GINT64_FORMAT " s; the host, the way to it or a guest's QEMU may hang",
                               bulk->patience_us / G_USEC_PER_SEC);
    return -1;
  }
  int n = task->n;
  *list = task->list;
  *problem = g_steal_pointer(&task->problem);
  task_free(task);
  return n;
}
