#include "model/restriction.h"

struct restriction *restriction_new(const char *host, const char *by, const char *reason, gint64 since_us)
{
  struct restriction *restriction = g_new(struct restriction, 1);
  *restriction = (struct restriction){g_strdup(host), g_strdup(by), g_strdup(reason ? reason : ""), since_us};
  return restriction;
}

struct restriction *restriction_copy(const struct restriction *restriction)
{
  return restriction_new(restriction->host, restriction->by, restriction->reason, restriction->since_us);
}

void restriction_free(struct restriction *restriction)
{
  if (!restriction)
    return;
  g_free(restriction->host);
  g_free(restriction->by);
  g_free(restriction->reason);
  g_free(restriction);
}

char *restriction_text(const struct restriction *restriction)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(restriction->since_us / G_USEC_PER_SEC);
  g_autofree char *since = time ? g_date_time_format(time, "%F %T UTC") : g_strdup("an unknown time");
  const char *reason = restriction->reason;
  return g_strdup_printf("restricted by %s since %s%s%s%s", restriction->by, since, *reason ? " (" : "", reason,
                         *reason ? ")" : "");
}
