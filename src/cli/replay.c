#include "cli/commands.h"

#include "cli/replay_json.h"
#include "cli/replay_scene.h"
#include "cli/replay_text.h"
#include "cli/text.h"

#include "base/quantity.h"
#include "base/time_text.h"
#include "wire/messages.h"

#include <string.h>

struct side {
  const char *pack;
  GPtrArray *settings; /* struct judge_setting */
};

static GPtrArray *settings_parse(char **texts, GError **error)
{
  GPtrArray *settings = g_ptr_array_new_with_free_func(judge_setting_free);
  for (; texts && *texts; texts++) {
    struct judge_setting *setting = judge_setting_parse(*texts, error);
    if (!setting) {
      g_ptr_array_unref(settings);
      return NULL;
    }
    g_ptr_array_add(settings, setting);
  }
  return settings;
}

static gboolean read_time(const char *name, const char *text, gint64 now_sec, gint64 *sec)
{
  g_autoptr(GTimeZone) local = g_time_zone_new_local();
  if (time_text_parse(text, local, now_sec, sec))
    return TRUE;
  cli_usage("--%s %s is no time: write -7d, 2026-11-23T03:00 or seconds since 1970", name, text);
  return FALSE;
}

static gboolean read_span(const struct cli_options *options, struct replay_order *order)
{
  gint64 now_sec = g_get_real_time() / G_USEC_PER_SEC;
  guint64 step_sec = 0;
  if (!read_time("from", options->from ? options->from : "-7d", now_sec, &order->from_sec) ||
      !read_time("to", options->to ? options->to : "now", now_sec, &order->to_sec))
    return FALSE;
  if (order->from_sec >= order->to_sec || order->from_sec < 0) {
    cli_usage("--from must be before --to");
    return FALSE;
  }
  if (options->step && (!duration_parse(options->step, &step_sec) || step_sec > G_MAXINT32)) {
    cli_usage("--step %s is no duration: write 5m", options->step);
    return FALSE;
  }
  order->step_sec = (guint)step_sec;
  return TRUE;
}

/* The replay of one side as JSON; NULL with the failure said. */
static json_t *play(struct cli *cli, const struct replay_order *shared, const struct side *side, gboolean knows_fleet)
{
  g_autoptr(GError) error = NULL;
  struct replay_order order = *shared;
  order.pack = side->pack;
  order.settings = side->settings;
  struct replay *replay = replay_run(&order, &error);
  if (!replay) {
    cli_fail(cli, error);
    return NULL;
  }
  json_t *json = replay_to_json(replay, knows_fleet);
  replay_free(replay);
  return json;
}

/* A policy that is refused, for its settings perhaps, has judged nothing. */
static int status_of(const json_t *replay)
{
  gsize i;
  const json_t *policy;
  json_array_foreach (json_object_get(replay, "policies"), i, policy)
    if (strcmp(reply_text(policy, "state"), policy_state_name(POLICY_REFUSED)) == 0)
      return CLI_REFUSED;
  return CLI_DONE;
}

static int show_one(struct cli *cli, json_t *a)
{
  if (cli->options.json)
    cli_print_json(a);
  else
    replay_print(a);
  return status_of(a);
}

static int show_two(struct cli *cli, json_t *a, json_t *b)
{
  int status = status_of(a) != CLI_DONE ? status_of(a) : status_of(b);
  json_auto_t *comparison = replay_compare(a, b);
  if (!cli->options.json) {
    replay_print_comparison(a, b, comparison);
    return status;
  }
  json_object_set(comparison, "a", a);
  json_object_set(comparison, "b", b);
  cli_print_json(comparison);
  return status;
}

static int run(struct cli *cli, const struct side *a, const struct side *b)
{
  struct replay_order order = {0};
  struct replay_source source = {0};
  int status = CLI_USAGE;
  if (read_span(&cli->options, &order)) {
    gboolean is_found = replay_source_find(cli, &source);
    order.directory = source.directory;
    order.subjects = source.subjects;
    order.moves = source.moves;
    json_auto_t *first = is_found ? play(cli, &order, a, source.knows_fleet) : NULL;
    json_auto_t *second = first && b ? play(cli, &order, b, source.knows_fleet) : NULL;
    status = !first || (b && !second) ? cli->status : b ? show_two(cli, first, second) : show_one(cli, first);
  }
  replay_source_clear(&source);
  return status;
}

int command_policy_replay(struct cli *cli, char **words)
{
  const struct cli_options *options = &cli->options;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) settings = settings_parse(options->settings, &error);
  g_autoptr(GPtrArray) others = settings ? settings_parse(options->against_settings, &error) : NULL;
  if (!others)
    return cli_usage("%s", error->message);
  const struct side a = {words[0], settings};
  const struct side b = {options->against ? options->against : words[0],
                         options->against_settings ? others : settings};
  return run(cli, &a, options->against || options->against_settings ? &b : NULL);
}
