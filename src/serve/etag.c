#include "serve/etag.h"

#include <string.h>

char *etag_of(gconstpointer bytes, gsize size)
{
  g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA1, bytes, size);
  return g_strconcat("\"", digest, "\"", NULL);
}

/* No tag has a quote in it, so that ours with its quotes stands in no other. */
gboolean etag_is_known(const char *if_none_match, const char *etag)
{
  return if_none_match && (strcmp(if_none_match, "*") == 0 || strstr(if_none_match, etag));
}
