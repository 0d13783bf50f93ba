#include "pipeline/aside.h"

#include "pipeline/own_tips.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FILE_KEY "put_aside_as"

struct finding *aside_finding(GVariant *body)
{
  const char *name, *path, *aside, *reason;
  struct object object;
  g_variant_get(body, "(&s&s&s&s)", &name, &path, &aside, &reason);
  if (!object_parse(name, &object) || !g_path_is_absolute(aside) || strlen(aside) > LIMIT_TEXT)
    return NULL;
  g_autofree char *text = g_strdup_printf("the history file %s cannot be used: %s; it was put aside as %s, and a new "
                                          "history begins: restore it from a backup, or remove it", path, reason, aside);
  struct finding *finding = own_finding(POLICY_HISTORY, "A history file was put aside",
                                        subject_format(object.kind, object.key), text);
  g_hash_table_insert(finding->settings, g_strdup(FILE_KEY), g_strdup(aside));
  return finding;
}

char *aside_is_gone(const struct tip *tip)
{
  const char *path = g_hash_table_lookup(tip->settings, FILE_KEY);
  if (!path || access(path, F_OK) == 0 || errno != ENOENT)
    return NULL;
  return g_strdup_printf("%s is gone", path);
}
