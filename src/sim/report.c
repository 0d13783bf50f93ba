#include "sim/report.h"

#include "model/object.h"
#include "wire/samples.h"

#include <math.h>

static void add_subject(GVariantBuilder *rows, const char *subject, const char *name, const char *parent, const char *state,
                        gboolean ha)
{
  g_variant_builder_add(rows, "(ssssba{ss}as)", subject, name, parent, state, ha, NULL, NULL);
}

GVariant *report_subjects(const struct world *world)
{
  const struct scenario *scenario = world_scenario(world);
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssssba{ss}as)"));
  for (guint c = 0; c < scenario->clusters->len; c++) {
    const char *name = g_array_index(scenario->clusters, struct scenario_cluster, c).name;
    g_autofree char *subject = subject_format(SUBJECT_CLUSTER, name);
    add_subject(&rows, subject, name, "", "up", FALSE);
  }
  for (guint h = 0; h < scenario->hosts->len; h++) {
    const struct scenario_host *host = scenario_host(scenario, h);
    g_autofree char *subject = subject_format(SUBJECT_HOST, host->name);
    g_autofree char *parent =
        subject_format(SUBJECT_CLUSTER, g_array_index(scenario->clusters, struct scenario_cluster, host->cluster).name);
    add_subject(&rows, subject, host->name, parent, world_host(world, h).is_up ? "up" : "down", FALSE);
  }
  for (guint g = 0; g < scenario->guests->len; g++) {
    const struct scenario_guest *guest = scenario_guest(scenario, g);
    const struct world_guest_view view = world_guest(world, g);
    g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
    g_autofree char *parent =
        view.host == NOWHERE ? g_strdup("") : subject_format(SUBJECT_HOST, scenario_host(scenario, view.host)->name);
    add_subject(&rows, subject, guest->name, parent, view.is_running ? "running" : "off", guest->is_ha);
  }
  return g_variant_builder_end(&rows);
}

static void add_host(const struct world *world, struct samples_builder *samples, guint index)
{
  const struct scenario_host *host = scenario_host(world_scenario(world), index);
  const struct world_host_view view = world_host(world, index);
  double memory = (double)host->memory_bytes, used = (double)view.memory_used_bytes;
  if (!view.is_up || isnan(view.now))
    return;
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  const struct reading readings[] = {
      reading_known(METRIC_HOST_CPU_BUSY_PCT, 100 * view.now / (host->cores * host->speed)),
      reading_known(METRIC_HOST_CPU_COUNT, host->cores),
      reading_known(METRIC_HOST_MEM_TOTAL_BYTES, memory),
      reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, MAX(0, memory - used)),
  };
  samples_builder_add(samples, object, readings, G_N_ELEMENTS(readings));
}

static void add_guest(const struct world *world, struct samples_builder *samples, guint index)
{
  const struct scenario_guest *guest = scenario_guest(world_scenario(world), index);
  const struct world_guest_view view = world_guest(world, index);
  if (!view.is_running || isnan(view.now))
    return;
  const struct scenario_host *host = scenario_host(world_scenario(world), view.host);
  g_autofree char *object = subject_format(SUBJECT_GUEST, guest->uuid);
  double may_use = guest->vcpus * MIN(guest->speed, host->speed);
  const struct reading readings[] = {
      reading_known(METRIC_GUEST_CPU_USED_PCT, MIN(100, 100 * view.now / may_use)),
      reading_known(METRIC_GUEST_CPU_HOST_PCT, 100 * view.now / (host->cores * host->speed)),
      reading_known(METRIC_GUEST_CPU_WAIT_PCT, MIN(100, 100 * view.waits / may_use)),
      reading_known(METRIC_GUEST_CPU_COUNT, guest->vcpus),
      reading_known(METRIC_GUEST_MEM_CURRENT_BYTES, (double)guest->memory_bytes),
      reading_known(METRIC_GUEST_MEM_RSS_BYTES, (double)guest->memory_bytes),
  };
  samples_builder_add(samples, object, readings, G_N_ELEMENTS(readings));
}

GVariant *report_samples(const struct world *world, gint64 stamp_sec)
{
  struct samples_builder *samples = samples_builder_new();
  for (guint h = 0; h < world_scenario(world)->hosts->len; h++)
    add_host(world, samples, h);
  for (guint g = 0; g < world_scenario(world)->guests->len; g++)
    add_guest(world, samples, g);
  GVariant *body = samples_builder_end(samples, stamp_sec, SOURCE_LIBVIRT);
  samples_builder_free(samples);
  return body;
}
