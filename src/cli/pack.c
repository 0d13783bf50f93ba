#include "cli/pack.h"

#include "cli/text.h"

gboolean pack_is_refused(const json_t *pack)
{
  return *reply_text(pack, "refused") != '\0';
}

gboolean pack_is_gone(const json_t *pack)
{
  return json_is_true(json_object_get(pack, "gone"));
}

void pack_print(const json_t *pack)
{
  const char *name = reply_text(pack, "name"), *version = reply_text(pack, "version");
  if (pack_is_refused(pack))
    text_print("%s: version %s goes on, since the newer one is refused: %s", name, version, reply_text(pack, "refused"));
  else if (pack_is_gone(pack))
    text_print("%s: version %s is gone, and its policies do not run any more", name, version);
  else
    text_print("%s: version %s runs", name, version);
}
