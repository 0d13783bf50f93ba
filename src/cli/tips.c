#include "cli/tips.h"

#include "cli/commands.h"
#include "cli/history_path.h"
#include "cli/symptoms.h"
#include "cli/text.h"
#include "cli/tips_follow.h"

static void add_tip(struct table *table, const json_t *tip)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, reply_id(tip, "id"));
  g_autofree char *raised = text_time(reply_text(tip, "raised"));
  table_add(table, id, reply_text(tip, "severity"), reply_text(tip, "state"), raised,
            reply_text(json_object_get(tip, "subject"), "name"), reply_text(tip, "text"), NULL);
}

const struct list *tips_list(void)
{
  static const struct list tips = {"tips", ">ID SEVERITY STATE RAISED SUBJECT TEXT", "no tip waits: nothing is wrong that a policy looks for",
                                   add_tip, NULL};
  return &tips;
}

static gboolean is_filtered(const struct cli_options *options)
{
  return options->policy || options->subject || options->severity || options->from || options->to;
}

/* "?brief=true&state=open&policy=host-cpu". What a table shows is a hundredth of what a template or who reads JSON may want. */
static GString *query_of(const struct cli_options *options)
{
  GString *query = g_string_new(NULL);
  history_path_append(query, "brief", options->json || options->format ? NULL : "true");
  history_path_append(query, "state", options->all ? NULL : options->state ? options->state : "unfinished");
  history_path_append(query, "policy", options->policy);
  history_path_append(query, "subject", options->subject);
  history_path_append(query, "severity", options->severity);
  history_path_append_time(query, "from", options->from);
  history_path_append_time(query, "to", options->to);
  if (query->len > 0)
    query->str[0] = '?';
  return query;
}

static const char *nothing(const struct cli_options *options)
{
  if (is_filtered(options))
    return "there is no such tip";
  return options->all     ? "there were no tips yet"
         : options->state ? "no tip is in this state"
                          : tips_list()->nothing;
}

int command_tips(struct cli *cli, char **words)
{
  (void)words;
  const struct cli_options *options = &cli->options;
  if (options->follow && (options->state || options->all || is_filtered(options)))
    return cli_usage("--follow shows the unfinished tips and whatever becomes of them: leave all but --json out");
  if (options->follow)
    return tips_follow(cli);
  if (options->state && options->all)
    return cli_usage("--state and --all are two wishes: choose one");
  struct list tips = *tips_list();
  tips.nothing = nothing(options);
  g_autoptr(GString) query = query_of(options);
  return list_show_arranged(cli, &tips, query->str, symptoms_arrange);
}
