#include "virt/library.h"

#include "base/limits.h"
#include "base/quantity.h"

#include <libvirt/virterror.h>

static void to_debug(void *user, virErrorPtr error)
{
  (void)user;
  g_debug("libvirt: %s", error->message ? error->message : "unknown error");
}

static void ignore_timeout(int timer, void *user)
{
  (void)timer;
  (void)user;
}

static gpointer run_events(gpointer user)
{
  (void)user;
  for (;;)
    if (virEventRunDefaultImpl() < 0)
      g_usleep(100 * 1000); /* out of descriptors or memory: no reason to spin */
  return NULL;
}

void library_start(void)
{
  if (virInitialize() < 0 || virEventRegisterDefaultImpl() < 0)
    g_error("libvirt cannot be initialised: %s", virGetLastErrorMessage());
  virSetErrorFunc(NULL, to_debug);
  /* A timer that does little keeps the loop from sleeping for ever while it has nothing to watch. */
  virEventAddTimeout(5000, ignore_timeout, NULL, NULL);
  g_thread_unref(g_thread_new("libvirt events", run_events, NULL));
}

char *library_error(void)
{
  char *text = text_clean(virGetLastErrorMessage(), LIMIT_TEXT / 2);
  gsize length = strlen(text);
  if (length > 0 && text[length - 1] == '.')
    text[length - 1] = '\0';
  return text;
}

gboolean library_error_is(int code)
{
  return virGetLastErrorCode() == code;
}
