#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/order.h"
#include "cli/plan.h"
#include "cli/text.h"

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
      json_t *apply = cli->options.apply ? json_true() : NULL;
      json_t *body = json_pack("{s:s, s:s*, s:s*, s:o*}", "kind", words[0], kinds[i].noun, words[1], "resource",
                               cli->options.resource, "apply", apply);
      if (!body)
        cli_usage("the name is not UTF-8");
      else if (!cli_add_names(body, "exclude", cli->options.exclude))
        g_clear_pointer(&body, json_decref);
      return body;
    }
  cli_usage("there is no plan \"%s\": plans are balance, consolidate, rules, evacuate and relieve", words[0]);
  return NULL;
}

/* What was begun, or is followed to its end. */
static int show_begun(struct cli *cli, const json_t *action)
{
  if (!json_is_object(action))
    return CLI_DONE;
  if (cli->options.wait)
    return follow_action(cli, reply_id(action, "id"));
  order_print_begun(action);
  return CLI_DONE;
}

int command_plan(struct cli *cli, char **words)
{
  g_autoptr(GError) error = NULL;
  if (cli->options.wait && !cli->options.apply)
    return cli_usage("a plan that is only shown ends at once: --wait goes with --apply");
  json_t *body = question(cli, words);
  if (!body)
    return CLI_USAGE;
  json_auto_t *reply = client_post(cli->client, "/v1/plans", body, &error);
  if (!reply)
    return cli_fail(cli, error);
  const json_t *action = json_object_get(reply, "action");
  if (cli->options.json && !(cli->options.wait && json_is_object(action))) {
    cli_print_json(reply);
    return CLI_DONE;
  }
  if (!cli->options.json)
    plan_print(json_object_get(reply, "plan"), !cli->options.apply);
  return show_begun(cli, action);
}
