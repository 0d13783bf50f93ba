#include "cli/commands.h"

#include "cli/text.h"

#include "base/installed.h"

#include <errno.h>
#include <unistd.h>

/* Commands that need no daemon: provost becomes the program that knows. */

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
  g_autofree char *program = installed_path("provost-policy", PROVOST_ROLEDIR);
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
  g_autofree char *program = installed_path("provostd", PROVOST_SBINDIR);
  char *arguments[] = {program, "--check", "--config", words[0], NULL};
  return become(program, arguments);
}
