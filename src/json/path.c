#include "json/path.h"

#include <glib.h>

const json_t *json_at(const json_t *json, const char *path)
{
  g_auto(GStrv) members = g_strsplit(path, ".", -1);
  for (char **member = members; *member; member++)
    json = json_object_get(json, *member);
  return json;
}
