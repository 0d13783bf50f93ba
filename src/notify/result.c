#include "notify/result.h"

#include "base/text.h"

#include <string.h>

#define NAME_MAX_BYTES 255

char *result_field(const char *text, gsize max)
{
  char *clean = text_clean(text, max);
  for (char *p = clean; *p; p++)
    *p = *p == ';' ? ',' : *p == '|' ? '/' : *p;
  return clean;
}

char *result_name(const char *text)
{
  g_autofree char *clean = text_clean(text, NAME_MAX_BYTES);
  return *text && strcmp(clean, text) == 0 && !strpbrk(text, ";|!") ? g_steal_pointer(&clean) : NULL;
}
