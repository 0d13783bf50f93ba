#include "virt/traits.h"

#include "virt/xml.h"

#include <string.h>

#define AGENT_CHANNEL "org.qemu.guest_agent.0"

struct search {
  struct traits traits;
  gboolean in_balloon;
};

static void on_start(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                     gpointer user, GError **error)
{
  (void)context, (void)error;
  struct search *search = user;
  if (strcmp(element, "target") == 0 && strcmp(xml_value(names, values, "name"), AGENT_CHANNEL) == 0) {
    search->traits.agent_listens = strcmp(xml_value(names, values, "state"), "connected") == 0;
  } else if (strcmp(element, "memballoon") == 0) {
    search->in_balloon = TRUE;
    search->traits.balloon_is_mute = strcmp(xml_value(names, values, "model"), "none") != 0;
  } else if (strcmp(element, "stats") == 0 && search->in_balloon) {
    search->traits.balloon_is_mute = g_ascii_strtoull(xml_value(names, values, "period"), NULL, 10) == 0;
  }
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  (void)context, (void)error;
  if (strcmp(element, "memballoon") == 0)
    ((struct search *)user)->in_balloon = FALSE;
}

struct traits traits_read(const char *xml)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end};
  struct search search = {.in_balloon = FALSE};
  g_autoptr(GMarkupParseContext) context =
      g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &search, NULL);
  if (!g_markup_parse_context_parse(context, xml, -1, NULL) || !g_markup_parse_context_end_parse(context, NULL))
    return (struct traits){.agent_listens = FALSE};
  return search.traits;
}
