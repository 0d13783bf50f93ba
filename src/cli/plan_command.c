#include "cli/commands.h"

#include "cli/plan.h"

/* Of what the second word is, by the first. */
static const struct {
  const char *kind, *noun;
  gboolean must;
} kinds[] = {
    {"balance", "cluster", FALSE},
    {"consolidate", "cluster", FALSE},
    {"rules", "cluster", FALSE},
    {"evacuate", "host", TRUE},
    {"relieve", "host", TRUE},
};

static json_t *question(const struct cli *cli, char **words)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_equal(words[0], kinds[i].kind)) {
      if (kinds[i].must && !words[1]) {
        cli_usage("provost plan %s takes a %s", kinds[i].kind, kinds[i].noun);
        return NULL;
      }
      json_t *body = json_pack("{s:s, s:s*, s:s*}", "kind", words[0], kinds[i].noun, words[1], "resource",
                               cli->options.resource);
      if (!body)
        cli_usage("the name is not UTF-8");
      else if (!cli_add_names(body, "exclude", cli->options.exclude))
        g_clear_pointer(&body, json_decref);
      return body;
    }
  cli_usage("there is no plan \"%s\": plans are balance, consolidate, rules, evacuate and relieve", words[0]);
  return NULL;
}

int command_plan(struct cli *cli, char **words)
{
  json_t *body = question(cli, words);
  if (!body)
    return CLI_USAGE;
  json_auto_t *reply = cli_post(cli, "/v1/plans", body);
  if (!reply)
    return cli->status;
  plan_print(json_object_get(reply, "plan"), TRUE);
  return CLI_DONE;
}
