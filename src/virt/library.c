#include "virt/library.h"

#include "base/limits.h"
#include "base/text.h"
#include "virt/event_loop.h"

#include <libvirt/virterror.h>

static void to_debug(void *user, virErrorPtr error)
{
  (void)user;
  g_debug("libvirt: %s", error->message ? error->message : "unknown error");
}

void library_start(void)
{
  if (virInitialize() < 0)
    g_error("libvirt cannot be initialised: %s", virGetLastErrorMessage());
  virSetErrorFunc(NULL, to_debug);
  event_loop_start();
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
