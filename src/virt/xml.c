#include "virt/xml.h"

#include <string.h>

struct search {
  const char *path;
  const char *attribute; /* NULL: the text is meant */
  GString *here; /* the path of the element being read */
  char *found;
};

static void on_start(GMarkupParseContext *context, const char *name, const char **names,
                     const char **values, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct search *search = user;
  g_string_append_printf(search->here, "/%s", name);
  if (search->found || strcmp(search->here->str, search->path) != 0)
    return;
  if (!search->attribute)
    search->found = g_strdup("");
  for (guint i = 0; search->attribute && names[i]; i++)
    if (!search->found && strcmp(names[i], search->attribute) == 0)
      search->found = g_strdup(values[i]);
}

static void on_end(GMarkupParseContext *context, const char *name, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct search *search = user;
  g_string_truncate(search->here, search->here->len - strlen(name) - 1);
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer user,
                    GError **error)
{
  (void)context, (void)error;
  struct search *search = user;
  if (search->attribute || !search->found || search->found[0] || strcmp(search->here->str, search->path) != 0)
    return;
  g_free(search->found);
  search->found = g_strstrip(g_strndup(text, length));
}

static char *find(const char *xml, const char *path, const char *attribute)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end, .text = on_text};
  struct search search = {.path = path, .attribute = attribute, .here = g_string_new(NULL)};
  g_autoptr(GMarkupParseContext) context =
      g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &search, NULL);
  if (!g_markup_parse_context_parse(context, xml, -1, NULL) ||
      !g_markup_parse_context_end_parse(context, NULL))
    g_clear_pointer(&search.found, g_free);
  g_string_free(search.here, TRUE);
  return search.found;
}

const char *xml_value(const char **names, const char **values, const char *attribute)
{
  for (; *names; names++, values++)
    if (strcmp(*names, attribute) == 0)
      return *values;
  return "";
}

char *xml_text(const char *xml, const char *path)
{
  return find(xml, path, NULL);
}

char *xml_attribute(const char *xml, const char *path, const char *attribute)
{
  return find(xml, path, attribute);
}
