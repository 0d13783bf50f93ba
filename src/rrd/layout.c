#include "rrd/layout.h"

#define RRD_EXPORT_DEPRECATED /* for the file's structures only */
#include <rrd.h>

#define MINUTE ((guint64)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct {
  guint64 step_sec, span_sec;
  gboolean with_max;
} wanted[] = {
    {0, 6 * HOUR, FALSE}, /* the interval itself */
    {MINUTE, DAY, TRUE},
    {5 * MINUTE, 14 * DAY, TRUE},
    {30 * MINUTE, 60 * DAY, TRUE},
    {6 * HOUR, 730 * DAY, TRUE},
};

/* The multiple of the interval nearest to the wanted step. */
static guint64 adapted_step(gsize i, guint interval_sec)
{
  guint64 intervals = (wanted[i].step_sec + interval_sec / 2) / interval_sec;
  return MAX(intervals, 1) * interval_sec;
}

static void layout_add_archives(struct layout *layout, gsize i)
{
  guint64 step = adapted_step(i, layout->step_sec);
  struct archive archive = {FALSE, step, (wanted[i].span_sec + step - 1) / step};
  layout->archive[layout->n_archives++] = archive;
  if (!wanted[i].with_max)
    return;
  archive.is_max = TRUE;
  layout->archive[layout->n_archives++] = archive;
}

void layout_init(struct layout *layout, enum object_class class, guint interval_sec)
{
  *layout = (struct layout){.step_sec = interval_sec, .heartbeat_sec = 2 * interval_sec};
  guint count = metric_count();
  for (enum metric_id id = 0; id < count; id++)
    if (metric_get(id)->class == class)
      layout->source[layout->n_sources++] = metric_get(id);
  for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
    if (i + 1 == G_N_ELEMENTS(wanted) ||
        adapted_step(i, interval_sec) != adapted_step(i + 1, interval_sec))
      layout_add_archives(layout, i);
}

int layout_source(const struct layout *layout, const struct metric *metric)
{
  for (guint i = 0; i < layout->n_sources; i++)
    if (layout->source[i] == metric)
      return (int)i;
  return -1;
}

char **layout_arguments(const struct layout *layout)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  char min[G_ASCII_DTOSTR_BUF_SIZE], max[G_ASCII_DTOSTR_BUF_SIZE];
  for (guint i = 0; i < layout->n_sources; i++) {
    const struct metric *metric = layout->source[i];
    g_autofree char *argument =
        g_strdup_printf("DS:%s:GAUGE:%u:%s:%s", metric->rrd_name, layout->heartbeat_sec,
                        g_ascii_dtostr(min, sizeof min, metric->min),
                        g_ascii_dtostr(max, sizeof max, metric->max));
    g_strv_builder_add(arguments, argument);
  }
  for (guint i = 0; i < layout->n_archives; i++) {
    const struct archive *archive = &layout->archive[i];
    g_autofree char *argument =
        g_strdup_printf("RRA:%s:0.5:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                        archive->is_max ? "MAX" : "AVERAGE", archive->step_sec / layout->step_sec,
                        archive->rows);
    g_strv_builder_add(arguments, argument);
  }
  return g_strv_builder_end(arguments);
}

gsize layout_bytes(const struct layout *layout)
{
  gsize rows = 0;
  for (guint i = 0; i < layout->n_archives; i++)
    rows += layout->archive[i].rows;
  return layout_header_bytes(layout->n_sources, layout->n_archives) +
         rows * layout->n_sources * sizeof(rrd_value_t);
}

gsize layout_header_bytes(gsize n_sources, gsize n_archives)
{
  return sizeof(stat_head_t) + n_sources * sizeof(ds_def_t) + n_archives * sizeof(rra_def_t) +
         sizeof(live_head_t) + n_sources * sizeof(pdp_prep_t) +
         n_sources * n_archives * sizeof(cdp_prep_t) + n_archives * sizeof(rra_ptr_t);
}
