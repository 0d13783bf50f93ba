#include "daemon/trial.h"

#include "folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)

int place_set_up(void **state)
{
  struct place *place = g_new0(struct place, 1);
  place->folder = g_dir_make_tmp("provost-daemon-XXXXXX", NULL);
  place->config = g_build_filename(place->folder, "provost.yaml", NULL);
  place->lock = g_build_filename(place->folder, "state", "provostd.lock", NULL);
  place->socket = g_build_filename(place->folder, "run", "provost.sock", NULL);
  place->log = g_build_filename(place->folder, "log", NULL);
  *state = place;
  return 0;
}

int place_tear_down(void **state)
{
  struct place *place = *state;
  folder_remove(place->folder);
  g_free(place->folder);
  g_free(place->config);
  g_free(place->lock);
  g_free(place->socket);
  g_free(place->log);
  g_free(place);
  return 0;
}

void place_write(const struct place *place, const char *text)
{
  g_autofree char *all =
      g_strdup_printf("state_dir: %s/state\nruntime_dir: %s/run\n%s", place->folder, place->folder, text);
  assert_true(g_file_set_contents_full(place->config, all, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

void place_write_pack(const struct place *place, const struct trial_pack *pack)
{
  g_autofree char *folder = g_build_filename(place->folder, "packs", pack->name, NULL);
  g_autofree char *manifest = g_build_filename(folder, "pack.yaml", NULL);
  g_autofree char *file = g_build_filename(folder, pack->file, NULL);
  g_autofree char *about = g_strdup_printf("name: %s\nversion: %s\n", pack->name, pack->head);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  assert_true(g_file_set_contents(manifest, about, -1, NULL));
  assert_true(g_file_set_contents(file, pack->policy, -1, NULL));
}

char *place_log(const struct place *place)
{
  char *log = NULL;
  assert_true(g_file_get_contents(place->log, &log, NULL, NULL));
  return log;
}

pid_t place_start(const struct place *place)
{
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* also where the test fails */
    int log = open(place->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execl(TEST_BUILDDIR "/provostd", "provostd", "--config", place->config, (char *)NULL);
    _exit(127);
  }
  while (g_access(place->socket, F_OK) != 0) { /* what comes last of its start */
    if (waitpid(pid, NULL, WNOHANG) == pid) {
      g_autofree char *log = place_log(place);
      fail_msg("it ended at its start: %s", log);
    }
    g_usleep(10000);
  }
  return pid;
}

void place_stop(pid_t pid)
{
  int status;
  assert_int_equal(kill(pid, SIGTERM), 0);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int place_ask(const struct place *place, const char *command, gboolean with_errors, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line =
      g_strdup_printf("'%s/provost' --socket '%s' %s", TEST_BUILDDIR, place->socket, command);
  g_autofree char *err = NULL;
  g_auto(GStrv) argv = NULL;
  int status = -1;
  assert_true(g_shell_parse_argv(line, NULL, &argv, &error));
  g_spawn_sync(NULL, argv, NULL, 0, NULL, NULL, out, &err, &status, &error);
  assert_no_error(error);
  assert_true(WIFEXITED(status));
  if (with_errors) {
    char *all = g_strconcat(*out, err, NULL);
    g_free(*out);
    *out = all;
  }
  return WEXITSTATUS(status);
}

int place_ask_until(const struct place *place, const char *command, const char *text)
{
  gint64 end_us = g_get_monotonic_time() + PATIENCE_US;
  for (;;) {
    g_autofree char *out = NULL;
    int status = place_ask(place, command, FALSE, &out);
    if (strstr(out, text))
      return status;
    if (g_get_monotonic_time() > end_us)
      fail_msg("\"%s\" does not come: %s", text, out);
    g_usleep(10000);
  }
}
