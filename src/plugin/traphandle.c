#include "plugin/traphandle.h"

#include "base/error.h"
#include "plugin/deadline.h"
#include "plugin/passed_trap.h"
#include "plugin/reach.h"

#include <stdio.h>

#define TIMEOUT_SEC     5
#define TIMEOUT_MAX_SEC 60

/* As those of provost(1). */
enum traphandle_exit { TRAPHANDLE_DONE, TRAPHANDLE_REFUSED, TRAPHANDLE_USAGE, TRAPHANDLE_NO_DAEMON };

struct options {
  struct reach reach;
  int timeout_sec;
  gboolean version, help, dry_run;
};

static int fail(int status, const char *sentence)
{
  fprintf(stderr, "provost-traphandle: %s\n", sentence);
  return status;
}

static gboolean options_parse(struct options *options, char ***words, GError **error)
{
  const GOptionEntry entries[] = {
      REACH_OPTIONS(&options->reach),
      {"timeout", 't', 0, G_OPTION_ARG_INT, &options->timeout_sec, "end within so many seconds (default: 5)", "SECONDS"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, "only print what would be told", NULL},
      {"version", 'V', 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
      {"help", 'h', 0, G_OPTION_ARG_NONE, &options->help, "explain", NULL},
      {0},
  };
  GOptionContext *context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, entries, NULL);
  gboolean is_good = g_option_context_parse_strv(context, words, error);
  if (is_good && options->help) {
    g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
    fputs(text, stdout);
  }
  g_option_context_free(context);
  if (is_good && (*words)[0] && (*words)[1])
    return error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no option: -h explains", (*words)[1]);
  if (is_good && (options->timeout_sec < 1 || options->timeout_sec > TIMEOUT_MAX_SEC))
    return error_refuse(error, PROVOST_ERROR_INVALID, "-t must be 1 to %d seconds", TIMEOUT_MAX_SEC);
  return is_good;
}

static int pass_on(const struct options *options)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_malloc0(PASSED_TRAP_MAX + 1);
  gsize length = fread(text, 1, PASSED_TRAP_MAX, stdin);
  text[length] = '\0';
  json_auto_t *trap = passed_trap_read(text, &error);
  if (!trap)
    return fail(TRAPHANDLE_USAGE, error->message);
  if (options->dry_run) {
    g_autofree char *body = json_dumps(trap, JSON_COMPACT);
    printf("%s\n", body);
    return TRAPHANDLE_DONE;
  }
  struct client *client = reach_client(&options->reach, (guint)options->timeout_sec * 900, &error);
  if (!client)
    return fail(TRAPHANDLE_USAGE, error->message);
  json_auto_t *answer = client_post(client, "/v1/traps", json_incref(trap), &error);
  client_free(client);
  if (answer)
    return TRAPHANDLE_DONE;
  gboolean is_silent = error->code == PROVOST_ERROR_UNAVAILABLE || error->code == PROVOST_ERROR_TIMEOUT;
  return fail(is_silent ? TRAPHANDLE_NO_DAEMON : TRAPHANDLE_REFUSED, error->message);
}

int traphandle_main(int argc, char **argv)
{
  struct options options = {.timeout_sec = TIMEOUT_SEC};
  g_autoptr(GError) error = NULL;
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  int status = TRAPHANDLE_DONE;
  if (!options_parse(&options, &words, &error)) {
    status = fail(TRAPHANDLE_USAGE, error->message);
  } else if (options.version) {
    printf("provost-traphandle (provost %s)\n", PROVOST_VERSION);
  } else if (!options.help) {
    struct deadline *deadline = deadline_new((guint)options.timeout_sec * 1000 - 50, "provost-traphandle: provostd was not told in time\n",
                                             TRAPHANDLE_NO_DAEMON);
    status = pass_on(&options);
    deadline_free(deadline);
  }
  reach_clear(&options.reach);
  return status;
}
