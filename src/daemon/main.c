#include "base/error.h"
#include "base/log.h"
#include "daemon/check.h"
#include "daemon/core.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_CONFIG PROVOST_SYSCONFDIR "/provost.yaml"

struct arguments {
  char *config;
  gboolean check, version;
};

static gboolean arguments_parse(struct arguments *arguments, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &arguments->config, "read this file instead of " DEFAULT_CONFIG,
       "FILE"},
      {"check", 0, 0, G_OPTION_ARG_NONE, &arguments->check, "check the configuration and exit", NULL},
      {"version", 'V', 0, G_OPTION_ARG_NONE, &arguments->version, "print the version and exit", NULL},
      {0}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_set_summary(context, "Watches hosts and guests, raises PRO tips and carries them out.\n"
                                        "Stays in the foreground; SIGTERM stops it.");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (g_option_context_parse(context, argc, argv, &error) && *argc == 1)
    return TRUE;
  fprintf(stderr, "provostd: %s\n", error ? error->message : "it takes options only; see provostd --help");
  return FALSE;
}

static struct config *config_or_errors(const char *path)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct config *config = config_load(path, errors);
  for (guint i = 0; i < errors->len; i++)
    fprintf(stderr, "%s\n", (const char *)errors->pdata[i]);
  return config;
}

static gboolean on_stop(gpointer loop)
{
  g_main_loop_quit(loop);
  return G_SOURCE_CONTINUE;
}

static gboolean on_hangup(gpointer user)
{
  struct core **core = user;
  core_reload_on_signal(*core);
  return G_SOURCE_CONTINUE;
}

/* What some tools send to every daemon, and would end one that does not listen. */
static gboolean on_nothing(gpointer user)
{
  (void)user;
  return G_SOURCE_CONTINUE;
}

static void say_what_is_watched(const struct config *config)
{
  g_message("provostd %s watches %u host%s in %u cluster%s, every %u s; automation is %s", PROVOST_VERSION,
            config->hosts->len, config->hosts->len == 1 ? "" : "s", config->clusters->len,
            config->clusters->len == 1 ? "" : "s", config->interval_ms / 1000,
            config->automation.level);
}

/* Takes the configuration. */
static int run(struct config *config)
{
  struct core *core = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
  g_autoptr(GError) error = NULL;
  signal(SIGPIPE, SIG_IGN);
  /* What comes while it starts is taken when it has started. */
  g_unix_signal_add(SIGTERM, on_stop, loop);
  g_unix_signal_add(SIGINT, on_stop, loop);
  g_unix_signal_add(SIGHUP, on_hangup, &core);
  g_unix_signal_add(SIGUSR1, on_nothing, NULL);
  g_unix_signal_add(SIGUSR2, on_nothing, NULL);
  core = core_start(config, &error);
  if (!core) {
    fprintf(stderr, "provostd: %s\n", error->message);
    return EXIT_FAILURE;
  }
  say_what_is_watched(core->config);
  g_main_loop_run(loop);
  g_message("stopping");
  core_stop(core);
  return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
  g_autofree char *path = NULL;
  struct arguments arguments = {0};
  if (!arguments_parse(&arguments, &argc, &argv))
    return EXIT_USAGE;
  if (arguments.version) {
    printf("provostd %s\n", PROVOST_VERSION);
    return EXIT_SUCCESS;
  }
  log_open("provostd");
  path = arguments.config ? arguments.config : g_strdup(DEFAULT_CONFIG);
  struct config *config = config_or_errors(path);
  if (!config)
    return EXIT_FAILURE;
  if (!arguments.check)
    return run(config);
  gboolean is_sound = check_settings_fit(config);
  is_sound = check_rules_hold(config) && is_sound;
  if (is_sound)
    printf("%s: no errors\n", path);
  config_free(config);
  return is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
