#include "model/metrics.h"

#include <string.h>

static const struct metric metrics[METRIC_COUNT] = {
#define METRIC(identifier, name, rrd_name, class, unit, kind, min, max, help)                            \
  [METRIC_##identifier] = {name, rrd_name, CLASS_##class, unit, METRIC_##kind, min, max, help},
#include "model/metrics.def"
#undef METRIC
};

static const struct {
  const char *name, *label;
} classes[CLASS_COUNT] = {
    [CLASS_HOST] = {"host", NULL},
    [CLASS_HOST_STORAGE] = {"host-storage", "fs"},
    [CLASS_HOST_NET] = {"host-net", "if"},
    [CLASS_GUEST] = {"guest", NULL},
    [CLASS_GUEST_DISK] = {"guest-disk", "dev"},
    [CLASS_GUEST_NET] = {"guest-net", "if"},
};

const struct metric *metric_get(enum metric_id id)
{
  g_assert(id < METRIC_COUNT);
  return &metrics[id];
}

enum metric_id metric_find(const char *name)
{
  enum metric_id id = 0;
  while (id < METRIC_COUNT && strcmp(metrics[id].name, name) != 0)
    id++;
  return id;
}

const char **metric_names(void)
{
  const char **names = g_new0(const char *, METRIC_COUNT + 1);
  for (enum metric_id id = 0; id < METRIC_COUNT; id++)
    names[id] = metrics[id].name;
  return names;
}

const char *object_class_label(enum object_class class)
{
  return classes[class].label;
}

const char *object_class_name(enum object_class class)
{
  return classes[class].name;
}
