#include "daemon/reserves.h"

#include "placement/from_fleet.h"
#include "placement/reserve.h"

#include <gio/gio.h>

struct check {
  struct placement_snapshot *snapshot;
  serve_json_done done;
  gpointer call;
};

static void check_free(gpointer data)
{
  struct check *check = data;
  snapshot_free(check->snapshot);
  g_free(check);
}

static json_t *fatal_hosts(const struct placement_snapshot *snapshot, const struct reserve_verdict *verdict)
{
  json_t *hosts = json_array();
  for (guint i = 0; verdict->outcome == RESERVE_FAILS && i < verdict->n_hosts; i++)
    json_array_append_new(hosts, json_string(snapshot_host(snapshot, verdict->hosts[i])->name));
  return hosts;
}

static json_t *verdict_to_json(const struct placement_snapshot *snapshot, const struct placement_cluster *cluster,
                               const struct reserve_verdict *verdict)
{
  g_autoptr(GString) text = g_string_new(NULL);
  reserve_describe(snapshot, verdict, text);
  if (cluster->reserve_ha_only)
    g_string_append(text, "; only guests marked ha count");
  return json_pack("{s:i, s:b, s:s, s:s, s:i, s:i, s:i, s:o, s:i, s:I}", "host_failures", (int)verdict->failures, "ha_only",
                   cluster->reserve_ha_only, "outcome", reserve_outcome_name(verdict->outcome), "text", text->str, "combinations",
                   (int)verdict->n_combinations, "combinations_fatal", (int)verdict->n_fail, "combinations_not_proven",
                   (int)verdict->n_open, "hosts", fatal_hosts(snapshot, verdict), "guests_without_room",
                   (int)verdict->n_without, "bytes_without_room", (json_int_t)verdict->without_bytes);
}

static void compute(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  (void)source;
  (void)cancellable;
  const struct check *check = data;
  struct arrangement *arrangement = arrangement_new(check->snapshot);
  json_t *verdicts = json_object();
  for (guint c = 0; c < snapshot_n_clusters(check->snapshot); c++) {
    const struct placement_cluster *cluster = snapshot_cluster(check->snapshot, c);
    struct reserve_verdict verdict;
    if (cluster->host_failures == 0)
      continue;
    reserve_check(arrangement_reserve(arrangement), arrangement, c, &verdict);
    json_object_set_new(verdicts, cluster->name, verdict_to_json(check->snapshot, cluster, &verdict));
  }
  arrangement_free(arrangement);
  g_task_return_pointer(task, verdicts, (GDestroyNotify)json_decref);
}

static void finished(GObject *source, GAsyncResult *result, gpointer user)
{
  (void)source;
  (void)user;
  const struct check *check = g_task_get_task_data(G_TASK(result));
  json_t *verdicts = g_task_propagate_pointer(G_TASK(result), NULL);
  check->done(verdicts, NULL, check->call);
}

void reserves_check(const struct fleet *fleet, serve_json_done done, gpointer call)
{
  struct check *check = g_new(struct check, 1);
  *check = (struct check){.snapshot = snapshot_from_fleet(fleet, NULL), .done = done, .call = call};
  g_autoptr(GTask) task = g_task_new(NULL, NULL, finished, NULL);
  g_task_set_task_data(task, check, check_free);
  g_task_run_in_thread(task, compute);
}
