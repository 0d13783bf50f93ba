#include "virt/owner.h"

#include <string.h>

/* By how the name of their XML namespace begins: versions follow. */
static const struct {
  const char *namespace, *name;
} managers[] = {
    {"http://openstack.org/xmlns/libvirt/nova/", "OpenStack"},
    {"http://ovirt.org/vm/", "oVirt"},
    {"http://kubevirt.io", "KubeVirt"},
    {"http://opennebula.org/", "OpenNebula"},
    {"http://clusterlabs.org/", "Pacemaker"},
};

struct search {
  guint depth;       /* of the element being read; the root's is 1 */
  guint in_metadata; /* depth of <metadata>; 0: not in it */
  const char *found;
};

static const char *manager_of(const char *namespace)
{
  for (gsize i = 0; i < G_N_ELEMENTS(managers); i++)
    if (g_str_has_prefix(namespace, managers[i].namespace))
      return managers[i].name;
  return NULL;
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                     gpointer user, GError **error)
{
  (void)context, (void)error;
  struct search *search = user;
  search->depth++;
  if (search->depth == 2 && strcmp(element, "metadata") == 0)
    search->in_metadata = search->depth;
  for (guint i = 0; search->in_metadata && !search->found && names[i]; i++)
    if (strcmp(names[i], "xmlns") == 0 || g_str_has_prefix(names[i], "xmlns:"))
      search->found = manager_of(values[i]);
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  (void)context, (void)element, (void)error;
  struct search *search = user;
  if (search->depth == search->in_metadata)
    search->in_metadata = 0;
  search->depth--;
}

const char *owner_read(const char *xml)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end};
  struct search search = {.found = NULL};
  g_autoptr(GMarkupParseContext) context =
      g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &search, NULL);
  gboolean is_sound = g_markup_parse_context_parse(context, xml, -1, NULL) &&
                      g_markup_parse_context_end_parse(context, NULL);
  return is_sound && search.found ? search.found : "";
}
