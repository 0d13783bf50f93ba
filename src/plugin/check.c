#include "plugin/check.h"

#include "base/error.h"
#include "plugin/deadline.h"
#include "plugin/reach.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_SEC     10
#define TIMEOUT_MAX_SEC 300

struct mode {
  const char *name, *what, *words, *summary;
  guint min_words, max_words;
  gboolean takes_filters;
  gboolean (*run)(struct check *check, GError **error);
};

static const struct mode modes[] = {
    {"daemon", "DAEMON", "", "provostd, its programs, journal and policies; ranges: seconds since the policies were asked last", 0, 0, FALSE,
     check_daemon},
    {"tips", "TIPS", "[--severity S] [--policy P] [--subject NAME]", "unfinished tips by their severity; with ranges by their number", 0, 0,
     TRUE, check_tips},
    {"host", "HOST", "NAME", "a host and its sources; ranges: per cent that its processors are busy", 1, 1, FALSE, check_host},
    {"guest", "GUEST", "NAME", "a guest; ranges: per cent of its processors that it uses", 1, 1, FALSE, check_guest},
    {"cluster", "CLUSTER", "NAME", "a cluster and its reserve; ranges: hosts that are not up", 1, 1, FALSE, check_cluster},
    {"metric", "METRIC", "SUBJECT METRIC", "the last value of one metric; ranges: in its unit", 2, 2, FALSE, check_metric},
};

struct options {
  struct reach reach;
  char *warning, *critical, *severity, *policy, *subject;
  int timeout_sec;
  guint verbosity;
  gboolean version, help;
};

/* The functions that GOption calls have no other way to say where. */
static gboolean count_verbose(const char *name, const char *value, gpointer user, GError **error)
{
  struct options *options = user;
  (void)name, (void)value, (void)error;
  options->verbosity++;
  return TRUE;
}

static void print_modes(void)
{
  printf("usage: check_provost [OPTION...] MODE [WORD...]\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++)
    printf("  %s %s\n      %s\n", modes[i].name, modes[i].words, modes[i].summary);
}

static gboolean options_parse(struct options *options, char ***words, GError **error)
{
  const GOptionEntry entries[] = {
      REACH_OPTIONS(&options->reach),
      {"warning", 'w', 0, G_OPTION_ARG_FILENAME, &options->warning, "warn outside: 10, 10:, ~:10, 10:20; inside: @10:20", "RANGE"},
      {"critical", 'c', 0, G_OPTION_ARG_FILENAME, &options->critical, "likewise critical", "RANGE"},
      {"severity", 0, 0, G_OPTION_ARG_FILENAME, &options->severity, "of tips: only as grave ones: info, warning, critical", "SEVERITY"},
      {"policy", 0, 0, G_OPTION_ARG_FILENAME, &options->policy, "of tips: only of this policy", "POLICY"},
      {"subject", 0, 0, G_OPTION_ARG_FILENAME, &options->subject, "of tips: only about this host, guest or cluster", "NAME"},
      {"timeout", 't', 0, G_OPTION_ARG_INT, &options->timeout_sec, "end within so many seconds (default: 10)", "SECONDS"},
      {"verbose", 'v', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, count_verbose, "say more; -vv in more lines", NULL},
      {"version", 'V', 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
      {"help", 'h', 0, G_OPTION_ARG_NONE, &options->help, "explain", NULL},
      {0},
  };
  GOptionContext *context = g_option_context_new(NULL);
  GOptionGroup *group = g_option_group_new(NULL, NULL, NULL, options, NULL);
  g_option_group_add_entries(group, entries);
  g_option_context_set_main_group(context, group);
  g_option_context_set_help_enabled(context, FALSE);
  gboolean is_good = g_option_context_parse_strv(context, words, error);
  if (is_good && options->help) {
    g_autofree char *text = g_option_context_get_help(context, FALSE, NULL);
    const char *entries_of = strstr(text, "  -H");
    print_modes();
    printf("\n%scheck_provost(8) has examples\n", entries_of ? entries_of : text);
  }
  g_option_context_free(context);
  return is_good;
}

static void options_clear(struct options *options)
{
  reach_clear(&options->reach);
  g_free(options->warning);
  g_free(options->critical);
  g_free(options->severity);
  g_free(options->policy);
  g_free(options->subject);
}

static const struct mode *mode_find(const char *name)
{
  for (gsize i = 0; name && i < G_N_ELEMENTS(modes); i++)
    if (strcmp(modes[i].name, name) == 0)
      return &modes[i];
  return NULL;
}

/* FALSE with INVALID: it makes no sense. */
static gboolean usage_check(const struct options *options, const struct mode *mode, char **words, GError **error)
{
  if (!mode)
    return error_refuse(error, PROVOST_ERROR_INVALID, "%s%s: daemon, tips, host, guest, cluster or metric; check_provost -h explains",
                        words[0] ? "there is no mode " : "a mode is missing", words[0] ? words[0] : "");
  guint n = g_strv_length(words + 1);
  if (n < mode->min_words || n > mode->max_words)
    return error_refuse(error, PROVOST_ERROR_INVALID, "usage: check_provost %s %s", mode->name, mode->words);
  if (!mode->takes_filters && (options->severity || options->policy || options->subject))
    return error_refuse(error, PROVOST_ERROR_INVALID, "--severity, --policy and --subject are for mode tips");
  if (options->timeout_sec < 1 || options->timeout_sec > TIMEOUT_MAX_SEC)
    return error_refuse(error, PROVOST_ERROR_INVALID, "-t must be 1 to %d seconds", TIMEOUT_MAX_SEC);
  for (char **word = words + 1; *word; word++)
    if (!g_utf8_validate(*word, -1, NULL))
      return error_refuse(error, PROVOST_ERROR_INVALID, "names are UTF-8");
  return TRUE;
}

/* What provostd itself refuses says nothing of how it does. */
static enum check_state state_of(const struct mode *mode, const GError *error)
{
  gboolean has_refused = error->code == PROVOST_ERROR_REFUSED || error->code == PROVOST_ERROR_NOT_FOUND;
  return mode->run == check_daemon && !has_refused ? CHECK_CRITICAL : CHECK_UNKNOWN;
}

static void ask(struct check *check, const struct mode *mode, int timeout_sec)
{
  g_autoptr(GError) error = NULL;
  enum check_state late = mode->run == check_daemon ? CHECK_CRITICAL : CHECK_UNKNOWN;
  g_autofree char *text = g_strdup_printf("PROVOST %s %s: no answer within %d s\n", mode->what,
                                          late == CHECK_CRITICAL ? "CRITICAL" : "UNKNOWN", timeout_sec);
  struct deadline *deadline = deadline_new((guint)timeout_sec * 1000 - 50, text, (int)late);
  if (!mode->run(check, &error))
    result_say(check->result, state_of(mode, error), "%s", error->message);
  deadline_free(deadline);
}

static gboolean check_begin(struct check *check, const struct options *options, const struct mode *mode, char **words, GError **error)
{
  check->words = words + 1;
  check->severity = options->severity;
  check->policy = options->policy;
  check->subject = options->subject;
  if (!usage_check(options, mode, words, error) ||
      (options->warning && !range_parse(options->warning, &check->warning, error)) ||
      (options->critical && !range_parse(options->critical, &check->critical, error)))
    return FALSE;
  check->client = reach_client(&options->reach, (guint)options->timeout_sec * 900, error);
  return check->client != NULL;
}

static int run(const struct options *options, char **words, GError *wrong)
{
  g_autoptr(GError) error = wrong;
  const struct mode *mode = mode_find(words[0]);
  struct check check = {.result = result_new(mode ? mode->what : "CHECK")};
  if (error || !check_begin(&check, options, mode, words, &error))
    result_say(check.result, CHECK_UNKNOWN, "%s", error->message);
  else
    ask(&check, mode, options->timeout_sec);
  g_autofree char *text = result_text(check.result, options->verbosity);
  int status = (int)result_state(check.result);
  gboolean is_out = fputs(text, stdout) >= 0 && fflush(stdout) == 0;
  client_free(check.client);
  result_free(check.result);
  return is_out ? status : (int)CHECK_UNKNOWN;
}

int check_main(int argc, char **argv)
{
  struct options options = {.timeout_sec = TIMEOUT_SEC};
  GError *error = NULL;
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  gboolean is_good = options_parse(&options, &words, &error);
  int status = CHECK_UNKNOWN; /* of what is no check: a service that is configured so must not be OK */
  if (is_good && options.version)
    printf("check_provost (provost %s)\n", PROVOST_VERSION);
  else if (!is_good || !options.help)
    status = run(&options, words[0] ? words + 1 : words, error);
  options_clear(&options);
  return status;
}
