#include "cli/pack.h"

#include "cli/text.h"

gboolean pack_is_refused(const json_t *pack)
{
  return *reply_text(pack, "refused") || *reply_text(pack, "fault");
}

gboolean pack_is_gone(const json_t *pack)
{
  return json_is_true(json_object_get(pack, "gone"));
}

void pack_print(const json_t *pack)
{
  const char *folder = reply_text(pack, "folder"), *own = reply_text(pack, "name"), *name = *own ? own : folder;
  const char *version = reply_text(pack, "version");
  if (*reply_text(pack, "fault"))
    text_print("%s: it does not run, or not all of it: %s", name, reply_text(pack, "fault"));
  else if (pack_is_refused(pack))
    text_print("%s: version %s goes on, since the newer one is refused: %s", name, version, reply_text(pack, "refused"));
  else if (pack_is_gone(pack))
    text_print("%s: version %s is gone, and its policies do not run any more", name, version);
  else
    text_print("%s: version %s runs", name, version);
}
