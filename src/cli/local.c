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

/* `options` are those that were given, NULL for each that was not. */
static int become_policy(const char *verb, const char *const *options, gsize n, char **packs)
{
  g_autofree char *program = installed_path("provost-policy", PROVOST_ROLEDIR);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  g_ptr_array_add(arguments, program);
  g_ptr_array_add(arguments, (char *)verb);
  for (gsize i = 0; i < n; i++)
    if (options[i])
      g_ptr_array_add(arguments, (char *)options[i]);
  g_ptr_array_add(arguments, (char *)"--"); /* what follows are packs, whatever they are called */
  while (*packs)
    g_ptr_array_add(arguments, *packs++);
  g_ptr_array_add(arguments, NULL);
  return become(program, (char **)arguments->pdata);
}

int command_policy_check(struct cli *cli, char **words)
{
  const char *const options[] = {cli->options.json ? "--json" : NULL};
  return become_policy("--check", options, G_N_ELEMENTS(options), words);
}

int command_policy_test(struct cli *cli, char **words)
{
  if (cli->options.json)
    return no_json("policy test");
  g_autofree char *junit = cli->options.junit ? g_strconcat("--junit=", cli->options.junit, NULL) : NULL;
  const char *const options[] = {junit, cli->options.coverage ? "--coverage" : NULL,
                                 cli->options.mutate ? "--mutate" : NULL,
                                 cli->options.report_only ? "--report-only" : NULL};
  return become_policy("--test", options, G_N_ELEMENTS(options), words);
}

int command_config_check(struct cli *cli, char **words)
{
  if (cli->options.json)
    return no_json("config check");
  g_autofree char *program = installed_path("provostd", PROVOST_SBINDIR);
  char *arguments[] = {program, "--check", "--config", words[0], NULL};
  return become(program, arguments);
}
