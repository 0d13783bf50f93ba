#include "rrd/roles.h"

#include "base/limits.h"

#include <string.h>

gboolean rrd_configuration_read(GVariant *body, struct store_options *configuration)
{
  struct store_options read;
  g_variant_get(body, "(&suu&s)", &read.directory, &read.interval_sec, &read.retention_sec, &read.rrdcached);
  if (!read.rrdcached[0])
    read.rrdcached = NULL;
  if (!g_path_is_absolute(read.directory) || strlen(read.directory) > LIMIT_URI) {
    g_warning("the folder of the history files, '%s', must be an absolute path of at most %d bytes; "
              "it was not changed", read.directory, LIMIT_URI);
    return FALSE;
  }
  if (read.interval_sec < 1 || read.interval_sec > LIMIT_INTERVAL_SEC) {
    g_warning("history needs an interval of 1 s to %d s, not of %u s; it was not changed", LIMIT_INTERVAL_SEC,
              read.interval_sec);
    return FALSE;
  }
  *configuration = read;
  return TRUE;
}
