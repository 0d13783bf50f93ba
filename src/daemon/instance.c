#include "daemon/instance.h"

#include "base/error.h"


char *instance_open(const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename(state_dir, "instance", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) problem = NULL;
  if (g_file_get_contents(path, &text, NULL, NULL) && g_uuid_string_is_valid(g_strstrip(text)))
    return g_steal_pointer(&text);
  g_autofree char *uuid = g_uuid_string_random();
  g_autofree char *line = g_strconcat(uuid, "\n", NULL);
  GFileSetContentsFlags durable = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
  if (g_file_set_contents_full(path, line, -1, durable, 0640, &problem))
    return g_steal_pointer(&uuid);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "this provost cannot keep its name in %s: %s", path,
              problem->message);
  return NULL;
}

void instance_tell(const char *uuid, const struct config *config, struct channel *channel)
{
  g_autofree char *who =
      g_strdup_printf("provost %.8s (%s) on machine %s", uuid, config->state_dir, g_get_host_name());
  channel_send(channel, MESSAGE_INSTANCE, g_variant_new("(ss)", uuid, who));
}

void instance_retire(struct channel *virt)
{
  channel_send(virt, MESSAGE_INSTANCE, g_variant_new("(ss)", "", ""));
}
