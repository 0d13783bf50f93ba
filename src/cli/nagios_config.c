#include "cli/commands.h"

#include "cli/shop_config.h"

#include <string.h>

#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-"

/* Nagios refuses the first by itself (illegal_object_name_chars, as it comes); ';' begins a remark, ',' the next of a list. */
static const char *problem_of(const char *name)
{
  if (strpbrk(name, "`~!$%^&*|'\"<>?,()=;\\"))
    return "Nagios allows no such character in a name";
  if (*name == '+')
    return "to Nagios it would be an addition to a list";
  return *name == ' ' || name[strlen(name) - 1] == ' ' ? "Nagios takes blanks away at its ends" : NULL;
}

/* Words of check_provost; NULL: it has no such mode, or the name would be more than a word. */
static const char *mode_of(const struct fleet_object *object)
{
  gboolean is_plain = strspn(object->name, PLAIN) == strlen(object->name) && *object->name != '-';
  return is_plain && object->kind != OBJECT_DEVICE ? object_kind_name(object->kind) : NULL;
}

static void write_host(GString *text, const struct fleet_object *object, gboolean is_active)
{
  const char *mode = is_active ? mode_of(object) : NULL;
  g_string_append_printf(text, "\ndefine host {\n  use %s\n  host_name %s\n  alias %s %s\n", mode ? "provost-host-active" : "provost-host",
                         object->name, object_kind_name(object->kind), object->name);
  if (mode)
    g_string_append_printf(text, "  check_command check_provost!%s %s\n", mode, object->name);
  for (guint i = 0; i < object->parents->len; i++)
    g_string_append_printf(text, "%s%s", i ? "," : "  parents ", (const char *)object->parents->pdata[i]);
  g_string_append_printf(text, "%s}\n", object->parents->len ? "\n" : "");
}

static void write_services(GString *text, const struct fleet_object *object, const GPtrArray *services, guint64 ttl_sec)
{
  for (guint i = 0; i < services->len; i++)
    g_string_append_printf(text,
                           "define service {\n  use provost-passive\n  host_name %s\n  service_description %s\n  freshness_threshold "
                           "%" G_GUINT64_FORMAT "\n}\n",
                           object->name, (const char *)services->pdata[i], ttl_sec);
}

/* Where provost knows nothing of a host, it knows nothing of its guests: that is one page. */
static void write_dependencies(GString *text, const struct fleet_object *object, const struct fleet_objects *fleet)
{
  const GPtrArray *theirs = fleet->services[OBJECT_HOST], *its = fleet->services[OBJECT_GUEST];
  for (guint i = 0; i < object->parents->len; i++) {
    const char *parent = object->parents->pdata[i];
    g_string_append_printf(text, "define hostdependency {\n  host_name %s\n  dependent_host_name %s\n  notification_failure_criteria d,u\n}\n",
                           parent, object->name);
    if (object->kind == OBJECT_GUEST && theirs->len == 1 && its->len == 1)
      g_string_append_printf(text,
                             "define servicedependency {\n  host_name %s\n  service_description %s\n  dependent_host_name %s\n  "
                             "dependent_service_description %s\n  notification_failure_criteria u\n}\n",
                             parent, (const char *)theirs->pdata[0], object->name, (const char *)its->pdata[0]);
  }
}

static void write_fleet(GString *text, const struct fleet_objects *fleet, const struct shop_terms *terms)
{
  for (guint i = 0; i < fleet->objects->len; i++) {
    const struct fleet_object *object = fleet->objects->pdata[i];
    write_host(text, object, terms->is_active);
    write_services(text, object, fleet->services[object->kind], terms->ttl_sec);
    write_dependencies(text, object, fleet);
  }
}

int command_nagios_config(struct cli *cli, char **words)
{
  (void)words;
  return shop_config(cli, &(struct shop){"nagios-config", "#", problem_of, write_fleet});
}
