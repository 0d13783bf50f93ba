#include "rrd/path.h"

#include <string.h>

static char *escape(const char *name)
{
  g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
  if (!strchr("-.~", escaped[0]) || !escaped[0])
    return g_steal_pointer(&escaped);
  return g_strdup_printf("%%%02X%s", (guint)escaped[0], escaped + 1);
}

char *history_path(const char *directory, const struct object *object)
{
  const char *kind = subject_kind_name(object->kind);
  g_autofree char *key = escape(object->key);
  if (!object->instance[0])
    return g_strdup_printf("%s/%s/%s/%s.rrd", directory, kind, key, kind);
  /* "host-net" is the folder "net" below the host's. */
  const char *part = object_class_name(object->class) + strlen(kind) + 1;
  g_autofree char *instance = escape(object->instance);
  return g_strdup_printf("%s/%s/%s/%s/%s.rrd", directory, kind, key, part, instance);
}
