#include "plugin/teller.h"

#include "base/error.h"

#include <stdio.h>

#define TIMEOUT_MAX_SEC 60

gboolean teller_parse(const struct teller *teller, const GOptionEntry *const *tables, char ***words, GError **error)
{
  GOptionContext *context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE);
  for (; *tables; tables++)
    g_option_context_add_main_entries(context, *tables, NULL);
  gboolean is_good = g_option_context_parse_strv(context, words, error);
  if (is_good && teller->help) {
    g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
    fputs(text, stdout);
  }
  g_option_context_free(context);
  return is_good;
}

gboolean teller_only_explains(const struct teller *teller)
{
  if (teller->version)
    printf("%s (provost %s)\n", teller->name, PROVOST_VERSION);
  return teller->version || teller->help;
}

gboolean teller_check(const struct teller *teller, GError **error)
{
  return (teller->timeout_sec >= 1 && teller->timeout_sec <= TIMEOUT_MAX_SEC) ||
         error_refuse(error, PROVOST_ERROR_INVALID, "-t must be 1 to %d seconds", TIMEOUT_MAX_SEC);
}

int teller_fail(const struct teller *teller, int status, const char *sentence)
{
  fprintf(stderr, "%s: %s\n", teller->name, sentence);
  return status;
}

struct deadline *teller_deadline(const struct teller *teller)
{
  g_autofree char *text = g_strdup_printf("%s: provostd was not told in time\n", teller->name);
  return deadline_new((guint)teller->timeout_sec * 1000 - 50, text, TELLER_NO_DAEMON);
}

struct client *teller_client(const struct teller *teller, GError **error)
{
  return reach_client(&teller->reach, (guint)teller->timeout_sec * 900, error);
}

gboolean teller_is_unheard(const GError *error)
{
  return error->code == PROVOST_ERROR_UNAVAILABLE || error->code == PROVOST_ERROR_TIMEOUT;
}
