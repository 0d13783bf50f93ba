#include "pipeline/guest_objects.h"

#include <string.h>

static gboolean all_is_known(const struct fleet *fleet)
{
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    if (host->links[SOURCE_LIBVIRT].state != LINK_NONE && !host->guests_are_known)
      return FALSE;
  }
  return TRUE;
}

GVariant *guest_objects_body(const struct fleet *fleet, GVariant *services)
{
  const GPtrArray *guests = fleet_guests(fleet); /* by name */
  const char *former = "";
  GVariantBuilder hosts;
  g_variant_builder_init(&hosts, G_VARIANT_TYPE("a(ss)"));
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (strcmp(guest->name, former) != 0)
      g_variant_builder_add(&hosts, "(ss)", guest->name, guest->host ? guest->host : "");
    former = guest->name;
  }
  return g_variant_new("(ba(ss)@as)", all_is_known(fleet), &hosts, services);
}
