#include "model/resource.h"

#include "model/names.h"

static const char *const resource_names[RESOURCES] = {
    [RESOURCE_CPU] = "cpu",
    [RESOURCE_MEMORY] = "memory",
    [RESOURCE_DISK] = "disk",
    [RESOURCE_NETWORK] = "network",
};

const char *resource_name(enum resource resource)
{
  return name_of(resource_names, RESOURCES, resource);
}

gboolean resource_parse(const char *name, enum resource *resource)
{
  return name_find(resource_names, RESOURCES, name, resource);
}
