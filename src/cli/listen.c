#include "cli/listen.h"

#include "base/error.h"
#include "base/text.h"

#define RETRY_US (1 * G_USEC_PER_SEC)

static gboolean take(const struct told *told, gpointer user)
{
  struct listener *listener = user;
  listener->is_caught_up |= !told->kind;
  listener->has_enough = !listener->take(told, listener->user);
  if (told->kind)
    text_replace(&listener->id, told->id);
  return !listener->has_enough;
}

gboolean listen_once(struct listener *listener, GError **error)
{
  listener->begun++;
  g_autofree char *path = g_strconcat("/v1/events", listener->id ? "?after=" : NULL, listener->id, NULL);
  return client_listen(listener->client, path, take, listener, error);
}

gboolean listen_on(struct listener *listener, GError **error)
{
  g_autoptr(GError) failure = NULL;
  while (listen_once(listener, &failure) || (listener->is_caught_up && failure->code == PROVOST_ERROR_UNAVAILABLE)) {
    g_clear_error(&failure);
    if (listener->has_enough)
      return TRUE;
    g_usleep(RETRY_US);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}
