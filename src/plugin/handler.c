#include "plugin/handler.h"

#include "base/error.h"
#include "plugin/spool.h"
#include "plugin/teller.h"
#include "plugin/tidings.h"

#include <stdio.h>
#include <string.h>

struct options {
  struct teller teller;
  struct macros macros;
  char *spool;
};

static gboolean options_parse(struct options *options, char ***words, GError **error)
{
  GOptionEntry macros[MACROS + 1] = {0};
  const GOptionEntry entries[] = {
      REACH_OPTIONS(&options->teller.reach),
      {"spool", 0, 0, G_OPTION_ARG_FILENAME, &options->spool, "keep here what cannot be told, for the next call to tell", "FOLDER"},
      TELLER_OPTIONS(&options->teller),
      {0},
  };
  macros_options(&options->macros, macros);
  return teller_parse(&options->teller, (const GOptionEntry *const[]){macros, entries, NULL}, words, error);
}

static gboolean options_check(const struct options *options, char **words, GError **error)
{
  if (words[0] && words[1])
    return error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no option: is a macro not in quotes? -h explains", words[1]);
  if (!teller_check(&options->teller, error))
    return FALSE;
  return !options->spool || g_path_is_absolute(options->spool)
             ? TRUE : error_refuse(error, PROVOST_ERROR_INVALID, "--spool %s is no absolute path", options->spool);
}

/* A report that waits is told before this one, which is newer. */
static int tell(const struct options *options, struct client *client, json_t *report)
{
  g_autoptr(GError) error = NULL, spooling = NULL;
  gboolean has_room = !options->spool || spool_deliver(options->spool, client, &error) || !teller_is_unheard(error);
  if (error)
    teller_fail(&options->teller, 0, error->message);
  if (has_room)
    g_clear_error(&error);
  json_auto_t *answer = has_room ? client_post(client, "/v1/alerts", json_incref(report), &error) : NULL;
  if (answer)
    return TELLER_DONE;
  if (has_room)
    teller_fail(&options->teller, 0, error->message);
  if (!teller_is_unheard(error))
    return TELLER_REFUSED;
  if (options->spool && !spool_keep(options->spool, report, &spooling))
    teller_fail(&options->teller, 0, spooling->message);
  return TELLER_NO_DAEMON;
}

static int tell_in_time(const struct options *options, json_t *report)
{
  g_autoptr(GError) error = NULL;
  struct client *client = teller_client(&options->teller, &error);
  if (!client)
    return teller_fail(&options->teller, TELLER_USAGE, error->message);
  struct deadline *deadline = teller_deadline(&options->teller);
  int status = tell(options, client, report);
  deadline_free(deadline);
  client_free(client);
  return status;
}

static int run(struct options *options, char **words)
{
  g_autoptr(GError) error = NULL;
  const char *why;
  if (!options_check(options, words, &error) || !macros_complete(&options->macros, &error))
    return teller_fail(&options->teller, TELLER_USAGE, error->message);
  json_auto_t *report = tidings_of(&options->macros, &why, &error);
  if (error)
    return teller_fail(&options->teller, TELLER_USAGE, error->message);
  if (!report) {
    printf("nothing is told: %s\n", why);
    return TELLER_DONE;
  }
  if (!options->teller.dry_run)
    return tell_in_time(options, report);
  g_autofree char *text = json_dumps(report, JSON_COMPACT);
  printf("%s\n", text);
  return TELLER_DONE;
}

int handler_main(int argc, char **argv)
{
  struct options options = {.teller = {.name = "provost-nagios-handler", .timeout_sec = TELLER_TIMEOUT_SEC}};
  g_autoptr(GError) error = NULL;
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  int status = TELLER_DONE;
  if (!options_parse(&options, &words, &error))
    status = teller_fail(&options.teller, TELLER_USAGE, error->message);
  else if (!teller_only_explains(&options.teller))
    status = run(&options, words);
  reach_clear(&options.teller.reach);
  macros_clear(&options.macros);
  g_free(options.spool);
  return status;
}
