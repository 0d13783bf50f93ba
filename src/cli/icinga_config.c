#include "cli/commands.h"

#include "cli/shop_config.h"

#include <string.h>

/* '!' parts a host's name from its service's; provost-notify tells no results of what has one of the others. */
static const char *problem_of(const char *name)
{
  return strpbrk(name, "!;|") ? "Icinga allows no such character in a name" : NULL;
}

/* Appends it as a string of Icinga's language; where macros are read, '$' is one of them unless it is doubled. */
static void append_string(GString *text, const char *value, gboolean has_macros)
{
  g_string_append_c(text, '"');
  for (; *value; value++) {
    if (*value == '"' || *value == '\\')
      g_string_append_c(text, '\\');
    else if (*value == '$' && has_macros)
      g_string_append_c(text, '$');
    g_string_append_c(text, *value);
  }
  g_string_append_c(text, '"');
}

/* "  NAME = "VALUE"" */
static void append_line(GString *text, const char *name, const char *value)
{
  g_string_append_printf(text, "  %s = ", name);
  append_string(text, value, FALSE);
  g_string_append_c(text, '\n');
}

static void begin_object(GString *text, const char *type, const char *name)
{
  g_string_append_printf(text, "object %s ", type);
  append_string(text, name, FALSE);
  g_string_append(text, " {\n");
}

static void write_host(GString *text, const struct fleet_object *object, gboolean is_active)
{
  const char *kind = object_kind_name(object->kind);
  gboolean is_asked = is_active && object->kind != OBJECT_DEVICE && *object->name != '-'; /* which would be an option */
  g_string_append_c(text, '\n');
  begin_object(text, "Host", object->name);
  g_string_append_printf(text, "  import \"%s\"\n", is_asked ? "provost-host-active" : "provost-host");
  append_line(text, "vars.provost_kind", kind);
  if (is_asked) {
    append_line(text, "vars.provost_mode", kind);
    g_string_append(text, "  vars.provost_words = [ ");
    append_string(text, object->name, TRUE);
    g_string_append(text, " ]\n");
  }
  g_string_append(text, "}\n");
}

static void write_services(GString *text, const struct fleet_object *object, const GPtrArray *services)
{
  for (guint i = 0; i < services->len; i++) {
    begin_object(text, "Service", services->pdata[i]);
    g_string_append(text, "  import \"provost-passive\"\n");
    append_line(text, "host_name", object->name);
    g_string_append(text, "}\n");
  }
}

/* Of a host, or of the one service of both; its states are those of the parent in which the child counts. */
static void write_dependency(GString *text, const struct fleet_object *child, const char *parent, const char *service, const char *states)
{
  g_autofree char *name = g_strconcat("provost ", parent, NULL);
  begin_object(text, "Dependency", name);
  append_line(text, "parent_host_name", parent);
  append_line(text, "child_host_name", child->name);
  if (service) {
    append_line(text, "parent_service_name", service);
    append_line(text, "child_service_name", service);
  }
  g_string_append_printf(text, "  states = [ %s ]\n  disable_notifications = true\n}\n", states);
}

/* Where provost knows nothing of a host, it knows nothing of its guests: that is one page. */
static void write_dependencies(GString *text, const struct fleet_object *object, const struct fleet_objects *fleet)
{
  gboolean has_one = fleet->services[OBJECT_HOST]->len == 1 && fleet->services[OBJECT_GUEST]->len == 1;
  for (guint i = 0; i < object->parents->len; i++) {
    write_dependency(text, object, object->parents->pdata[i], NULL, "Up");
    if (object->kind == OBJECT_GUEST && has_one && strcmp(fleet->services[OBJECT_HOST]->pdata[0], fleet->services[OBJECT_GUEST]->pdata[0]) == 0)
      write_dependency(text, object, object->parents->pdata[i], fleet->services[OBJECT_GUEST]->pdata[0], "OK, Warning, Critical");
  }
}

static void write_fleet(GString *text, const struct fleet_objects *fleet, const struct shop_terms *terms)
{
  for (guint i = 0; i < fleet->objects->len; i++) {
    const struct fleet_object *object = fleet->objects->pdata[i];
    write_host(text, object, terms->is_active);
    write_services(text, object, fleet->services[object->kind]);
    write_dependencies(text, object, fleet);
  }
}

int command_icinga_config(struct cli *cli, char **words)
{
  (void)words;
  return shop_config(cli, &(struct shop){"icinga-config", "//", problem_of, write_fleet});
}
