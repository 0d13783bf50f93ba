#include "model/licence.h"

#include "model/names.h"
#include "model/rule.h"

static const char *const per_names[LICENCE_PERS] = {
    [LICENCE_PER_HOST] = "host",
    [LICENCE_PER_SOCKET] = "socket",
    [LICENCE_PER_CORE] = "core",
};

struct licence *licence_new(const char *name, enum licence_per per)
{
  struct licence *licence = g_new0(struct licence, 1);
  licence->name = g_strdup(name);
  licence->per = per;
  licence->hosts = g_ptr_array_new_with_free_func(g_free);
  return licence;
}

struct licence *licence_copy(const struct licence *licence)
{
  struct licence *copy = licence_new(licence->name, licence->per);
  for (guint i = 0; i < licence->hosts->len; i++)
    g_ptr_array_add(copy->hosts, g_strdup(licence->hosts->pdata[i]));
  copy->entitlements = licence->entitlements;
  copy->stay_sec = licence->stay_sec;
  return copy;
}

void licence_free(struct licence *licence)
{
  g_free(licence->name);
  g_ptr_array_unref(licence->hosts);
  g_free(licence);
}

const char *licence_per_name(enum licence_per per)
{
  return name_of(per_names, LICENCE_PERS, per);
}

gboolean licence_per_parse(const char *name, enum licence_per *per)
{
  return name_find(per_names, LICENCE_PERS, name, per);
}

guint licence_units(enum licence_per per, guint sockets, guint cores)
{
  switch (per) {
  case LICENCE_PER_SOCKET:
    return sockets;
  case LICENCE_PER_CORE:
    return cores;
  default:
    return 1;
  }
}

gboolean licence_means_host(const struct licence *licence, const char *host, const char *const *labels)
{
  for (guint i = 0; i < licence->hosts->len; i++)
    if (selector_means(licence->hosts->pdata[i], host, NULL, labels))
      return TRUE;
  return licence->hosts->len == 0;
}
