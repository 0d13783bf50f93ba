#include "model/guest_needs.h"

#include <string.h>

void guest_needs_free(struct guest_needs *needs)
{
  if (!needs)
    return;
  g_strfreev(needs->networks);
  g_strfreev(needs->storage);
  g_free(needs->cpu_key);
  g_free(needs->cpu_label);
  g_free(needs->owner);
  g_free(needs);
}

void host_offers_free(struct host_offers *offers)
{
  if (!offers)
    return;
  g_strfreev(offers->networks);
  for (guint i = 0; i < offers->n_pools; i++) {
    g_free(offers->pools[i].name);
    g_free(offers->pools[i].type);
    g_free(offers->pools[i].path);
  }
  g_free(offers->pools);
  g_free(offers);
}

/* "/srv/images" holds itself and "/srv/images/a", but not "/srv/images2". */
static gboolean holds(const char *folder, const char *path)
{
  gsize length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/')
    length--;
  return length > 0 && strncmp(folder, path, length) == 0 &&
         (path[length] == '/' || path[length] == '\0' || (length == 1 && folder[0] == '/'));
}

const char *host_offers_path(const struct host_offers *offers, const char *path)
{
  const char *nearest = NULL;
  for (guint i = 0; i < offers->n_pools; i++) {
    const char *folder = offers->pools[i].path;
    if (holds(folder, path) && (!nearest || strlen(folder) > strlen(nearest)))
      nearest = folder;
  }
  return nearest;
}

void cpu_verdict_free(struct cpu_verdict *verdict)
{
  if (!verdict)
    return;
  g_free(verdict->reason);
  g_free(verdict);
}
