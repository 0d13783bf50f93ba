#include "pipeline/aside.h"

#include "base/text.h"
#include "model/object.h"

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
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->policy = g_strdup(POLICY_HISTORY);
  finding->pack = g_strdup("provost");
  finding->pack_version = g_strdup(PROVOST_VERSION);
  finding->title = g_strdup("A history file was put aside");
  finding->subject = subject_format(object.kind, object.key);
  finding->severity = SEVERITY_WARNING;
  finding->text = text_clean(text, LIMIT_TEXT);
  g_hash_table_insert(finding->settings, g_strdup(FILE_KEY), g_strdup(aside));
  g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
  return finding;
}

void aside_take(struct tipbook *tips, struct finding *finding, const char *subject_name)
{
  if (tipbook_open_severity(tips, finding->policy, finding->subject) == SEVERITY_NONE) {
    finding->kind = FINDING_CLEAR;
    tipbook_take_finding(tips, finding, subject_name);
    finding->kind = FINDING_TIP;
  }
  tipbook_take_finding(tips, finding, subject_name);
}

char *aside_is_gone(const struct tip *tip)
{
  const char *path = g_hash_table_lookup(tip->settings, FILE_KEY);
  if (!path || access(path, F_OK) == 0 || errno != ENOENT)
    return NULL;
  return g_strdup_printf("%s is gone", path);
}
