#include "policy/required.h"

static void require_of(const struct pack_text *pack, const struct script *script, GPtrArray *libraries);

static void require_one(const struct pack_text *pack, const struct pack_file *library, GPtrArray *libraries)
{
  if (!library || g_ptr_array_find(libraries, library, NULL))
    return;
  g_ptr_array_add(libraries, (gpointer)library);
  struct script *script = script_new(library->text ? library->text : "", library->length);
  require_of(pack, script, libraries);
  script_free(script);
}

static void require_of(const struct pack_text *pack, const struct script *script, GPtrArray *libraries)
{
  for (guint i = 0; i < script->tokens->len; i++) {
    if (!token_is(script, i, "require"))
      continue;
    g_autofree char *name = token_string(script, token_is(script, i + 1, "(") ? i + 2 : i + 1);
    if (name)
      require_one(pack, pack_text_library(pack, name), libraries);
    for (guint k = 0; !name && k < pack->libraries->len; k++)
      require_one(pack, pack->libraries->pdata[k], libraries);
  }
}

GPtrArray *required_libraries(const struct pack_text *pack, const struct script *script)
{
  GPtrArray *libraries = g_ptr_array_new();
  require_of(pack, script, libraries);
  return libraries;
}
