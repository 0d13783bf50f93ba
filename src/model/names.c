#include "model/names.h"

#include <string.h>

const char *name_of(const char *const *names, guint count, guint index)
{
  return index < count && names[index] ? names[index] : "unknown";
}

gboolean name_find(const char *const *names, guint count, const char *name, guint *index)
{
  for (guint i = 0; i < count; i++)
    if (names[i] && strcmp(names[i], name) == 0) {
      *index = i;
      return TRUE;
    }
  return FALSE;
}
