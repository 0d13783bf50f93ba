/* Runs the real provost against a daemon that has learned its lines, and compares what it prints and how it
 * exits with transcripts/NAME.txt. PROVOST_TRANSCRIPTS=write writes them anew: then read the diff. */
#include "unit.h"

#include "cli/fake_api.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

#define PLAIN_LOCALE "LC_ALL=C "

struct scene {
  const char *name;      /* of the test, and of the transcript */
  const char *arguments; /* as typed, with " > FILE"; behind "LC_ALL=C " in a locale without UTF-8 */
  struct exchange exchanges[12];
};

static const struct scene scenes[] = {
#include "cli/scenes.def"
};

/* The words of the command; a shell's, where its output goes elsewhere. */
static char **words_of(const char *line)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *executed = g_strconcat("exec ", line, NULL);
  const char *const shell[] = {"/bin/sh", "-c", executed, NULL};
  if (strstr(line, " > "))
    return g_strdupv((char **)shell);
  assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
  return g_steal_pointer(&words);
}

/* The command with its socket, in a plain environment. */
static void run_provost(const char *socket, const char *arguments, char **out, char **err, int *status)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) environment = g_get_environ();
  gboolean is_plain = g_str_has_prefix(arguments, PLAIN_LOCALE);
  g_autofree char *line = g_strdup_printf("'%s/provost' %s", TEST_BUILDDIR, arguments + (is_plain ? strlen(PLAIN_LOCALE) : 0));
  environment = g_environ_setenv(environment, "TZ", "UTC", TRUE);
  environment = g_environ_setenv(environment, "LC_ALL", is_plain ? "C" : "C.UTF-8", TRUE);
  environment = g_environ_setenv(environment, "PROVOST_SOCKET", socket, TRUE);
  environment = g_environ_setenv(environment, "http_proxy", "http://127.0.0.1:9", TRUE);
  g_auto(GStrv) words = words_of(line);
  assert_true(g_spawn_sync(NULL, words, environment, 0, NULL, NULL, out, err, status, &error));
}

/* "$ provost hosts", what it printed, its errors behind "! ", its exit status behind "= ". */
static char *transcript(const char *socket, const char *arguments)
{
  g_autofree char *out = NULL, *err = NULL;
  int status = 0;
  run_provost(socket, arguments, &out, &err, &status);
  GString *text = g_string_new(NULL);
  g_string_printf(text, "$ provost %s\n%s", arguments, out);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(err), "\n", -1);
  for (char **line = lines; *line; line++)
    g_string_append_printf(text, "! %s\n", *line);
  if (WIFEXITED(status))
    g_string_append_printf(text, "= %d\n", WEXITSTATUS(status));
  else
    g_string_append_printf(text, "= signal %d\n", WTERMSIG(status));
  g_string_replace(text, socket, "SOCKET", 0);
  return g_string_free(text, FALSE);
}

static void play(void **state)
{
  const struct scene *scene = *state;
  g_autofree char *folder = g_dir_make_tmp("provost-cli-XXXXXX", NULL);
  g_autofree char *socket = g_build_filename(folder, "s", NULL);
  struct fake_api *api = scene->exchanges[0].request ? fake_api_new(socket, scene->exchanges) : NULL;
  g_autofree char *played = transcript(socket, scene->arguments);
  g_autofree char *complaints = api ? fake_api_end(api) : NULL;
  g_autofree char *file = g_strdup(scene->name);
  g_strdelimit(file, " ", '-');
  g_autofree char *path = g_strdup_printf("%s/tests/unit/cli/transcripts/%s.txt", TEST_SRCDIR, file);
  g_autofree char *wanted = NULL;
  g_unlink(socket);
  g_rmdir(folder);
  if (g_strcmp0(g_getenv("PROVOST_TRANSCRIPTS"), "write") == 0)
    assert_true(g_file_set_contents(path, played, -1, NULL));
  assert_true(g_file_get_contents(path, &wanted, NULL, NULL));
  assert_string_equal(played, wanted);
  if (complaints)
    fail_msg("%s", complaints);
}

int main(void)
{
  struct CMUnitTest tests[G_N_ELEMENTS(scenes)];
  for (gsize i = 0; i < G_N_ELEMENTS(scenes); i++)
    tests[i] = (struct CMUnitTest){.name = scenes[i].name, .test_func = play, .initial_state = (void *)&scenes[i]};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
