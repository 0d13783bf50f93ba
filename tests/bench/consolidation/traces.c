#include "traces.h"

#include "sim/chance.h"

#include <math.h>
#include <string.h>

#define HOSTS  800
#define GUESTS 1052
#define STEPS  288
#define MIPS   1000.0 /* one unit of speed */
#define MIB    (1024ull * 1024)

/* Enough for all: the published figures are those of a simulator in which the memory of guests that run is not counted. */
#define HOST_MEMORY (64 * 1024 * MIB)

static const struct {
  double speed;
  double power_w[POWER_POINTS];
} host_kinds[] = {
    {1860 / MIPS, {86, 89.4, 92.6, 96, 99.5, 102, 106, 108, 112, 114, 117}},
    {2660 / MIPS, {93.7, 97, 101, 105, 110, 116, 121, 125, 129, 133, 135}},
};

static const struct {
  double speed;
  guint64 memory_bytes;
} guest_kinds[] = {
    {2500 / MIPS, 870 * MIB}, {2000 / MIPS, 1740 * MIB}, {1000 / MIPS, 1740 * MIB}, {500 / MIPS, 613 * MIB}};

enum { DRAW_MEAN, DRAW_NOISE, DRAW_SWITCH, DRAW_HEIGHT };

/* A guest has a level of its own, lognormal over the guests; it wanders about it, and now and then bursts for a while. */
static double *draw(guint64 seed)
{
  double *values = g_new(double, STEPS);
  double level = exp(1.9 + 0.9 * chance_normal(seed, DRAW_MEAN, 0)), wander = 0, burst = 0;
  for (guint i = 0; i < STEPS; i++) {
    double roll = chance_uniform(seed, DRAW_SWITCH, i);
    wander = 0.7 * wander + 0.5 * chance_normal(seed, DRAW_NOISE, i);
    if (burst > 0 && roll < 0.3)
      burst = 0;
    else if (burst <= 0 && roll < 0.02)
      burst = 10 - 25 * log(1 - chance_uniform(seed, DRAW_HEIGHT, i));
    values[i] = CLAMP(level * exp(0.4 * wander) + burst, 0, 100);
  }
  return values;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *files_of(const char *folder, GError **error)
{
  GDir *dir = g_dir_open(folder, 0, error);
  const char *name;
  if (!dir)
    return NULL;
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  while ((name = g_dir_read_name(dir)))
    g_ptr_array_add(files, g_build_filename(folder, name, NULL));
  g_dir_close(dir);
  g_ptr_array_sort(files, by_name);
  return files;
}

static void add_hosts(struct scenario *scenario)
{
  for (guint h = 0; h < HOSTS; h++) {
    guint kind = h % 2;
    struct scenario_host host = {.name = g_strdup_printf("h%u", h + 1),
                                 .cores = 2,
                                 .speed = host_kinds[kind].speed,
                                 .memory_bytes = HOST_MEMORY};
    memcpy(host.power_w, host_kinds[kind].power_w, sizeof host.power_w);
    g_array_append_val(scenario->hosts, host);
  }
}

static void add_guest(struct scenario *scenario, double *values, gsize n)
{
  guint g = scenario->guests->len, kind = g % G_N_ELEMENTS(guest_kinds);
  struct scenario_guest guest = {.name = g_strdup_printf("g%u", g + 1),
                                 .uuid = g_strdup_printf("%08x-0000-4000-8000-000000000000", g),
                                 .host = NOWHERE,
                                 .vcpus = 1,
                                 .speed = guest_kinds[kind].speed,
                                 .memory_bytes = guest_kinds[kind].memory_bytes,
                                 .downtime_cost = 1,
                                 .stops_sec = G_MAXUINT64};
  guest.curve = (struct curve){.shape = CURVE_RECORDED, .step_sec = 300, .values = values, .n_values = n};
  g_array_append_val(scenario->guests, guest);
}

/* As if each wanted all it may have, on the first host with room. */
static void place(struct scenario *scenario)
{
  double cpus[HOSTS] = {0};
  guint64 memory[HOSTS] = {0};
  for (guint g = 0; g < scenario->guests->len; g++) {
    struct scenario_guest *guest = &g_array_index(scenario->guests, struct scenario_guest, g);
    for (guint h = 0; guest->host == NOWHERE && h < HOSTS; h++) {
      const struct scenario_host *host = scenario_host(scenario, h);
      if (cpus[h] + guest->speed > 2 * host->speed || memory[h] + guest->memory_bytes > host->memory_bytes)
        continue;
      guest->host = h;
      cpus[h] += guest->speed;
      memory[h] += guest->memory_bytes;
    }
  }
}

struct scenario *traces_scenario(guint64 seed, const char *folder, GError **error)
{
  struct scenario *scenario = scenario_new();
  struct scenario_cluster cluster = {.name = g_strdup("traces"),
                                     .goal = GOAL_RESOURCE_MAXIMIZATION,
                                     .weights = {5, 5, 2, 1},
                                     .parallel = 64,
                                     .link_bytes_per_sec = 125000000};
  g_array_append_val(scenario->clusters, cluster);
  scenario->title = g_strdup("consolidation of 1,052 guests on 800 hosts");
  scenario->empty_off = TRUE;
  scenario->is_decided[DECIDE_CONSOLIDATE] = scenario->is_decided[DECIDE_RELIEVE] = TRUE;
  add_hosts(scenario);
  g_autoptr(GPtrArray) files = folder ? files_of(folder, error) : NULL;
  gboolean is_good = !folder || files;
  for (guint g = 0; is_good && g < (folder ? MIN(files->len, GUESTS) : GUESTS); g++) {
    gsize n = STEPS;
    double *values = folder ? curve_read_lines(files->pdata[g], &n, error) : draw(chance_seed(seed, g));
    is_good = values != NULL;
    if (values)
      add_guest(scenario, values, n);
  }
  place(scenario);
  if (!is_good)
    g_clear_pointer(&scenario, scenario_free);
  return scenario;
}
