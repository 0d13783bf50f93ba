#include "cli/commands.h"

#include "cli/plan.h"
#include "cli/text.h"

#include "base/quantity.h"
#include "model/plan_question.h"

static gboolean percent_parse(const char *text, double *percent)
{
  char *end = NULL;
  *percent = g_ascii_strtod(text, &end);
  return end != text && (*end == '\0' || g_str_equal(end, "%")) && *percent >= 0 && *percent <= 100;
}

/* A guest that is not there yet; NULL, with the usage told, where the options do not describe one. */
static json_t *new_guest(const struct cli_options *options)
{
  guint64 memory = 0, vcpus = 0;
  double cpu = PROFILE_CPU_PCT;
  if (!options->memory || !size_parse(options->memory, &memory) || memory == 0)
    cli_usage("a new guest has --memory, as in 512MiB or 2GiB");
  else if (!options->vcpus || !g_ascii_string_to_unsigned(options->vcpus, 10, 1, PROFILE_VCPUS_MAX, &vcpus, NULL))
    cli_usage("a new guest has --vcpus, a number from 1 on");
  else if (options->cpu && !percent_parse(options->cpu, &cpu))
    cli_usage("--cpu is how busy the guest's processors will be, 0 to 100 percent");
  else
    return json_pack("{s:{s:I, s:I, s:f}}", "new", "memory_bytes", (json_int_t)memory, "vcpus", (json_int_t)vcpus, "cpu_pct",
                     cpu);
  return NULL;
}

static json_t *question(const struct cli *cli, char **words)
{
  const struct cli_options *options = &cli->options;
  gboolean describes = options->memory || options->vcpus || options->cpu;
  if (words[0] && describes) {
    cli_usage("name a guest that is there, or describe a new one by --memory and --vcpus: not both");
    return NULL;
  }
  if (!words[0])
    return new_guest(options);
  json_t *body = json_pack("{s:s}", "guest", words[0]);
  if (!body)
    cli_usage("the name is not UTF-8");
  return body;
}

int command_place(struct cli *cli, char **words)
{
  json_t *body = question(cli, words);
  if (!body)
    return CLI_USAGE;
  if (cli->options.goal)
    json_object_set_new(body, "goal", json_string(cli->options.goal));
  json_auto_t *reply = cli_post(cli, "/v1/placements", body);
  if (!reply)
    return cli->status;
  plan_print(json_object_get(reply, "plan"), FALSE);
  return CLI_DONE;
}
