#include "plugin/handler.h"

#include "base/error.h"
#include "plugin/deadline.h"
#include "plugin/reach.h"
#include "plugin/spool.h"
#include "plugin/tidings.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_SEC     5
#define TIMEOUT_MAX_SEC 60

/* As those of provost(1). */
enum handler_exit { HANDLER_DONE, HANDLER_REFUSED, HANDLER_USAGE, HANDLER_NO_DAEMON };

struct options {
  struct reach reach;
  struct macros macros;
  char *spool;
  int timeout_sec;
  gboolean version, help, dry_run;
};

static gboolean options_parse(struct options *options, char ***words, GError **error)
{
  GOptionEntry macros[MACROS + 1] = {0};
  const GOptionEntry entries[] = {
      REACH_OPTIONS(&options->reach),
      {"spool", 0, 0, G_OPTION_ARG_FILENAME, &options->spool, "keep here what cannot be told, for the next call to tell", "FOLDER"},
      {"timeout", 't', 0, G_OPTION_ARG_INT, &options->timeout_sec, "end within so many seconds (default: 5)", "SECONDS"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, "only print what would be told", NULL},
      {"version", 'V', 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
      {"help", 'h', 0, G_OPTION_ARG_NONE, &options->help, "explain", NULL},
      {0},
  };
  macros_options(&options->macros, macros);
  GOptionContext *context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, macros, NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  gboolean is_good = g_option_context_parse_strv(context, words, error);
  if (is_good && options->help) {
    g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
    fputs(text, stdout);
  }
  g_option_context_free(context);
  return is_good;
}

static gboolean options_check(const struct options *options, char **words, GError **error)
{
  if (words[0] && words[1])
    return error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no option: is a macro not in quotes? -h explains", words[1]);
  if (options->timeout_sec < 1 || options->timeout_sec > TIMEOUT_MAX_SEC)
    return error_refuse(error, PROVOST_ERROR_INVALID, "-t must be 1 to %d seconds", TIMEOUT_MAX_SEC);
  return !options->spool || g_path_is_absolute(options->spool)
             ? TRUE : error_refuse(error, PROVOST_ERROR_INVALID, "--spool %s is no absolute path", options->spool);
}

static int fail(int status, const char *sentence)
{
  fprintf(stderr, "provost-nagios-handler: %s\n", sentence);
  return status;
}

static gboolean is_silent(const GError *error)
{
  return error->code == PROVOST_ERROR_UNAVAILABLE || error->code == PROVOST_ERROR_TIMEOUT;
}

/* A report that waits is told before this one, which is newer. */
static int tell(const struct options *options, struct client *client, json_t *report)
{
  g_autoptr(GError) error = NULL, spooling = NULL;
  gboolean has_room = !options->spool || spool_deliver(options->spool, client, &error) || !is_silent(error);
  if (error)
    fail(0, error->message);
  if (has_room)
    g_clear_error(&error);
  json_auto_t *answer = has_room ? client_post(client, "/v1/alerts", json_incref(report), &error) : NULL;
  if (answer)
    return HANDLER_DONE;
  if (has_room)
    fail(0, error->message);
  if (!is_silent(error))
    return HANDLER_REFUSED;
  if (options->spool && !spool_keep(options->spool, report, &spooling))
    fail(0, spooling->message);
  return HANDLER_NO_DAEMON;
}

static int tell_in_time(const struct options *options, json_t *report)
{
  g_autoptr(GError) error = NULL;
  guint ms = (guint)options->timeout_sec * 1000;
  struct client *client = reach_client(&options->reach, ms * 9 / 10, &error);
  if (!client)
    return fail(HANDLER_USAGE, error->message);
  struct deadline *deadline = deadline_new(ms - 50, "provost-nagios-handler: provostd was not told in time\n", HANDLER_NO_DAEMON);
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
    return fail(HANDLER_USAGE, error->message);
  json_auto_t *report = tidings_of(&options->macros, &why, &error);
  if (error)
    return fail(HANDLER_USAGE, error->message);
  if (!report) {
    printf("nothing is told: %s\n", why);
    return HANDLER_DONE;
  }
  if (!options->dry_run)
    return tell_in_time(options, report);
  g_autofree char *text = json_dumps(report, JSON_COMPACT);
  printf("%s\n", text);
  return HANDLER_DONE;
}

int handler_main(int argc, char **argv)
{
  struct options options = {.timeout_sec = TIMEOUT_SEC};
  g_autoptr(GError) error = NULL;
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  int status = HANDLER_DONE;
  if (!options_parse(&options, &words, &error))
    status = fail(HANDLER_USAGE, error->message);
  else if (options.version)
    printf("provost-nagios-handler (provost %s)\n", PROVOST_VERSION);
  else if (!options.help)
    status = run(&options, words);
  reach_clear(&options.reach);
  macros_clear(&options.macros);
  g_free(options.spool);
  return status;
}
