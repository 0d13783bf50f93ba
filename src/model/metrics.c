#include "model/metrics.h"

#include <string.h>

static const struct metric metrics[METRIC_COUNT] = {
#define METRIC(identifier, name, rrd_name, class, unit, kind, min, max, help)                            \
  [METRIC_##identifier] = {name, rrd_name, CLASS_##class, unit, METRIC_##kind, min, max, help},
#include "model/metrics.def"
#undef METRIC
};

static const struct {
  const char *name, *label, *only;
  enum object_class whole;
} classes[CLASS_COUNT] = {
    [CLASS_HOST] = {"host", NULL, NULL, CLASS_HOST},
    [CLASS_HOST_STORAGE] = {"host-storage", "fs", NULL, CLASS_HOST},
    [CLASS_HOST_NET] = {"host-net", "if", NULL, CLASS_HOST},
    [CLASS_HOST_DISK] = {"host-disk", "dev", NULL, CLASS_HOST},
    [CLASS_HOST_SENSOR] = {"host-sensor", "sensor", NULL, CLASS_HOST},
    [CLASS_GUEST] = {"guest", NULL, NULL, CLASS_GUEST},
    [CLASS_GUEST_DISK] = {"guest-disk", "dev", NULL, CLASS_GUEST},
    [CLASS_GUEST_NET] = {"guest-net", "if", NULL, CLASS_GUEST},
    [CLASS_GUEST_INSIDE] = {"guest-inside", "view", "inside", CLASS_GUEST},
    [CLASS_GUEST_STORAGE] = {"guest-storage", "fs", NULL, CLASS_GUEST},
    [CLASS_GUEST_NIC] = {"guest-nic", "nic", NULL, CLASS_GUEST},
    [CLASS_DEVICE] = {"device", NULL, NULL, CLASS_DEVICE},
    [CLASS_DEVICE_NET] = {"device-net", "if", NULL, CLASS_DEVICE},
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

guint metric_place(enum metric_id id)
{
  guint place = 0;
  for (enum metric_id before = 0; before < id; before++)
    if (metrics[before].class == metrics[id].class)
      place++;
  g_assert(place < CLASS_METRICS_MAX);
  return place;
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

const char *object_class_only(enum object_class class)
{
  return classes[class].only;
}

enum object_class object_class_whole(enum object_class class)
{
  return classes[class].whole;
}
