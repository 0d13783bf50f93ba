#include "virt/unplug_note.h"

#include "virt/library.h"

#include <stdlib.h>

#define PREFIX "provost"
#define URI "urn:provost:unplug"
#define NOTE "<unplug/>"

static int set(virDomainPtr domain, const char *note)
{
  return virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, note, PREFIX, URI, VIR_DOMAIN_AFFECT_LIVE);
}

gboolean unplug_note_leave(virDomainPtr domain, gboolean *is_new)
{
  char *there = virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, URI, VIR_DOMAIN_AFFECT_LIVE);
  *is_new = there == NULL;
  free(there);
  return !*is_new || set(domain, NOTE) == 0;
}

void unplug_note_take_back(virDomainPtr domain)
{
  if (set(domain, NULL) == 0)
    return;
  g_autofree char *problem = library_error();
  g_message("guest %s keeps the note that it was asked to let processors go: %s", virDomainGetName(domain), problem);
}
