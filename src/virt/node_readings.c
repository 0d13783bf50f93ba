#include "virt/node_readings.h"

#include <string.h>

static gboolean cpu_field(const virNodeCPUStats *stats, int n, const char *name, guint64 *value)
{
  for (int i = 0; i < n; i++)
    if (strcmp(stats[i].field, name) == 0) {
      *value = stats[i].value;
      return TRUE;
    }
  return FALSE;
}

static gboolean memory_field(const virNodeMemoryStats *stats, int n, const char *name, guint64 *value)
{
  for (int i = 0; i < n; i++)
    if (strcmp(stats[i].field, name) == 0) {
      *value = stats[i].value;
      return TRUE;
    }
  return FALSE;
}

/* "intr" is part of "kernel" (virhostcpu.c), so it is not added; "iowait" is idle time. */
gboolean node_cpu_take(struct node_state *node, const virNodeCPUStats *stats, int n)
{
  guint64 kernel, user, idle, iowait = 0;
  if (!cpu_field(stats, n, VIR_NODE_CPU_STATS_KERNEL, &kernel) ||
      !cpu_field(stats, n, VIR_NODE_CPU_STATS_USER, &user) ||
      !cpu_field(stats, n, VIR_NODE_CPU_STATS_IDLE, &idle))
    return FALSE;
  cpu_field(stats, n, VIR_NODE_CPU_STATS_IOWAIT, &iowait);
  node->cpu_busy_ns = kernel + user;
  node->cpu_total_ns = kernel + user + idle + iowait;
  return TRUE;
}

gboolean node_memory_take(struct node_state *node, const virNodeMemoryStats *stats, int n)
{
  guint64 total, unused, buffers = 0, cached = 0;
  if (!memory_field(stats, n, VIR_NODE_MEMORY_STATS_TOTAL, &total) ||
      !memory_field(stats, n, VIR_NODE_MEMORY_STATS_FREE, &unused))
    return FALSE;
  memory_field(stats, n, VIR_NODE_MEMORY_STATS_BUFFERS, &buffers);
  memory_field(stats, n, VIR_NODE_MEMORY_STATS_CACHED, &cached);
  node->memory_total_kib = total;
  node->memory_available_kib = unused + buffers + cached;
  return TRUE;
}

static gboolean read_cpu(virConnectPtr connection, struct node_state *node)
{
  int n = 0;
  if (virNodeGetCPUStats(connection, VIR_NODE_CPU_STATS_ALL_CPUS, NULL, &n, 0) < 0 || n <= 0)
    return FALSE;
  g_autofree virNodeCPUStats *stats = g_new0(virNodeCPUStats, n);
  return virNodeGetCPUStats(connection, VIR_NODE_CPU_STATS_ALL_CPUS, stats, &n, 0) == 0 &&
         node_cpu_take(node, stats, n);
}

static gboolean read_memory(virConnectPtr connection, struct node_state *node)
{
  int n = 0;
  if (virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n, 0) < 0 || n <= 0)
    return FALSE;
  g_autofree virNodeMemoryStats *stats = g_new0(virNodeMemoryStats, n);
  return virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats, &n, 0) == 0 &&
         node_memory_take(node, stats, n);
}

void node_state_read(virConnectPtr connection, struct node_state *node)
{
  virNodeInfo info;
  *node = (struct node_state){0};
  node->has_cpu = read_cpu(connection, node);
  node->has_memory = read_memory(connection, node);
  node->has_info = virNodeGetInfo(connection, &info) == 0;
  if (!node->has_info)
    return;
  node->cpus = info.cpus;
  if (!node->has_memory)
    node->memory_total_kib = info.memory;
}

void node_readings_add(struct batch *batch, struct rates *rates, const char *host,
                       const struct node_state *node)
{
  struct rated *rated = rates_touch(rates, host, CLASS_HOST);
  gboolean has_total = node->has_memory || node->has_info;
  const struct reading readings[] = {
      node->has_cpu ? rated_ratio(rated, METRIC_HOST_CPU_BUSY_PCT, node->cpu_busy_ns, node->cpu_total_ns, 100)
                    : rated_absent(rated, METRIC_HOST_CPU_BUSY_PCT),
      node->has_info ? rated_gauge(rated, METRIC_HOST_CPU_COUNT, node->cpus)
                     : rated_absent(rated, METRIC_HOST_CPU_COUNT),
      has_total ? rated_gauge(rated, METRIC_HOST_MEM_TOTAL_BYTES, (double)node->memory_total_kib * 1024)
                : rated_absent(rated, METRIC_HOST_MEM_TOTAL_BYTES),
      node->has_memory
          ? rated_gauge(rated, METRIC_HOST_MEM_AVAILABLE_BYTES, (double)node->memory_available_kib * 1024)
          : rated_absent(rated, METRIC_HOST_MEM_AVAILABLE_BYTES),
  };
  batch_add(batch, host, readings, G_N_ELEMENTS(readings));
}
