#include "cli/commands.h"

#include "cli/text.h"

#include <errno.h>
#include <unistd.h>

/* Commands that need no daemon: provost becomes the program that knows. */

/* The program beside this one, as in a build tree, else where it was installed. Caller frees. */
static char *find_program(const char *name, const char *installed)
{
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname(self) : g_strdup("");
  char *beside = g_build_filename(folder, name, NULL);
  if (self && access(beside, X_OK) == 0)
    return beside;
  g_free(beside);
  return g_build_filename(installed, name, NULL);
}

/* Comes back only where it cannot be started. */
static int become(const char *program, char **arguments)
{
  execv(program, arguments);
  text_print_error("provost: cannot start %s: %s", program, g_strerror(errno));
  return CLI_REFUSED;
}

static int no_json(const char *command)
{
  return cli_usage("provost %s asks no daemon and prints text only: leave --json out", command);
}

static int become_policy(const char *verb, char **packs)
{
  g_autofree char *program = find_program("provost-policy", PROVOST_ROLEDIR);
  g_autofree char **arguments = g_new0(char *, g_strv_length(packs) + 4);
  guint n = 0;
  arguments[n++] = program;
  arguments[n++] = (char *)verb;
  while (*packs)
    arguments[n++] = *packs++;
  return become(program, arguments);
}

int command_policy_check(struct cli *cli, char **words)
{
  if (cli->options.json)
    return no_json("policy check");
  return become_policy("--check", words);
}

int command_policy_test(struct cli *cli, char **words)
{
  if (cli->options.json)
    return no_json("policy test");
  return become_policy("--test", words);
}

int command_config_check(struct cli *cli, char **words)
{
  if (cli->options.json)
    return no_json("config check");
  g_autofree char *program = find_program("provostd", PROVOST_SBINDIR);
  char *arguments[] = {program, "--check", "--config", words[0], NULL};
  return become(program, arguments);
}
