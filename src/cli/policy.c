#include "cli/commands.h"

#include "cli/list.h"
#include "cli/pack.h"
#include "cli/text.h"

#include "base/quantity.h"

/* What was measured of its actions: "5 effective, 1 harmful"; "" where nothing was yet. Caller frees. */
static char *verdicts_text(const json_t *policy)
{
  GString *text = g_string_new("");
  const char *verdict;
  json_t *count;
  json_object_foreach (json_object_get(policy, "verdicts"), verdict, count)
    if (json_integer_value(count) > 0)
      g_string_append_printf(text, "%s%" JSON_INTEGER_FORMAT " %s", text->len > 0 ? ", " : "", json_integer_value(count),
                             verdict);
  return g_string_free(text, FALSE);
}

static void add_policy(struct table *table, const json_t *policy)
{
  double every_sec = reply_number(policy, "every_sec");
  g_autofree char *every = every_sec == 0 ? g_strdup("interval") : span_format(every_sec);
  g_autofree char *pack = g_strdup_printf("%s %s", reply_text(policy, "pack"), reply_text(policy, "version"));
  g_autofree char *effects = verdicts_text(policy);
  table_add(table, reply_text(policy, "name"), pack, reply_text(policy, "subject"), every,
            reply_text(policy, "state"), *effects ? effects : "-", reply_text(policy, "title"), NULL);
}

static void explain_policy(const json_t *policy)
{
  const char *name = reply_text(policy, "name");
  if (*reply_text(policy, "reason"))
    text_print("%s is %s: %s", name, reply_text(policy, "state"), reply_text(policy, "reason"));
  if (*reply_text(policy, "newer_refused"))
    text_print("%s stays in version %s: a newer one is refused: %s", name, reply_text(policy, "version"),
               reply_text(policy, "newer_refused"));
  if (*reply_text(policy, "canary"))
    text_print("%s: version %s is tried beside it, as a canary (provost policy canary)", name,
               reply_text(policy, "canary"));
}

int command_policy_list(struct cli *cli, char **words)
{
  (void)words;
  static const struct list policies = {
      "policies", "NAME PACK SUBJECT >EVERY STATE EFFECTS TITLE",
      "no policies: packs are looked for in the folders that the configuration lists", add_policy, explain_policy};
  return list_show(cli, &policies, "");
}

static void show_settings(const json_t *policy)
{
  struct table *table = table_new("SETTING DEFAULT MIN MAX UNIT");
  const json_t *list = json_object_get(policy, "settings"), *each;
  gsize i;
  json_array_foreach (list, i, each)
    table_add(table, reply_text(each, "name"), reply_text(each, "default"), reply_text(each, "min"),
              reply_text(each, "max"), reply_text(each, "unit"), NULL);
  table_end(table, "");
  list = json_object_get(policy, "overrides");
  json_array_foreach (list, i, each)
    text_print("%s is %s for %s%s%s (line %.0f of the configuration)", reply_text(each, "setting"),
               reply_text(each, "value"), *reply_text(each, "kind") ? reply_text(each, "kind") : "all",
               *reply_text(each, "kind") ? " " : "", reply_text(each, "name"), reply_number(each, "line"));
}

/* "migrate, notify"; "" of none. Caller frees. */
static char *join(const json_t *names)
{
  GString *text = g_string_new("");
  const json_t *each;
  gsize i;
  json_array_foreach (names, i, each)
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                           json_is_string(each) ? json_string_value(each) : "?");
  return g_string_free(text, FALSE);
}

static void show_capabilities(const json_t *capabilities)
{
  if (!json_is_object(capabilities))
    return;
  const json_t *metrics = json_object_get(capabilities, "metrics");
  g_autofree char *names = join(metrics), *remedies = join(json_object_get(capabilities, "remedies"));
  gboolean brings = json_array_size(json_object_get(capabilities, "own_metrics")) > 0;
  text_print("its pack may read %s%s%s", json_is_array(metrics) ? names : "every metric",
             json_array_size(metrics) > 0 && brings ? ", " : "",
             !json_is_array(metrics) ? "" : brings ? "what it brings itself" : *names ? "" : "no metric");
  text_print("its pack may propose %s", remedies);
}

/* "h1, h2, ..."; caller frees. */
static char *name_some(const json_t *reason)
{
  GString *text = g_string_new("");
  const json_t *named = json_object_get(reason, "named"), *each;
  gsize i;
  json_array_foreach (named, i, each)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", reply_text(each, "subject_name"));
  if (reply_number(reason, "subjects") > (double)json_array_size(named))
    g_string_append(text, ", ...");
  return g_string_free(text, FALSE);
}

/* For whom it could not judge, and why. */
static void show_no_judgement(const json_t *policy)
{
  const json_t *all = json_object_get(policy, "no_judgement"), *each;
  if (!json_is_object(all))
    return;
  double rest = reply_number(all, "subjects");
  text_print("it was last evaluated for %.0f, and gave no judgement for %.0f of them%s", reply_number(all, "evaluated"), rest,
             rest > 0 ? ":" : "");
  gsize i;
  json_array_foreach (json_object_get(all, "reasons"), i, each) {
    g_autofree char *names = name_some(each);
    text_print("  %.0f: %s (%s)", reply_number(each, "subjects"), reply_text(each, "reason"), names);
    rest -= reply_number(each, "subjects");
  }
  if (rest > 0)
    text_print("  %.0f: other reasons", rest);
}

int command_policy_show(struct cli *cli, char **words)
{
  g_autofree char *path = cli_path("policies", words[0], NULL);
  json_auto_t *policy = cli_get(cli, path);
  if (!policy)
    return cli->status;
  text_print("%s: %s", reply_text(policy, "name"), reply_text(policy, "title"));
  text_print("pack %s %s, %s, judges each %s; it is %s", reply_text(policy, "pack"), reply_text(policy, "version"),
             reply_text(policy, "file"), reply_text(policy, "subject"), reply_text(policy, "state"));
  explain_policy(policy);
  g_autofree char *effects = verdicts_text(policy);
  text_print("effects of its actions: %s", *effects ? effects : "none was measured yet");
  const char *metric;
  json_t *span;
  json_object_foreach (json_object_get(policy, "needs"), metric, span) {
    g_autofree char *back = span_format(json_number_value(span));
    text_print("reads %s, %s back", metric, back);
  }
  g_autofree char *causes = join(json_object_get(policy, "symptom_of"));
  if (*causes)
    text_print("its tips are symptoms of those of %s, where there are any", causes);
  g_autofree char *betters = join(json_object_get(policy, "superseded_by"));
  if (*betters)
    text_print("no tip of it is raised where one of %s is open about the same", betters);
  show_capabilities(json_object_get(policy, "capabilities"));
  show_settings(policy);
  show_no_judgement(policy);
  return CLI_DONE;
}

int command_policy_reload(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *reply = cli_post(cli, "/v1/policies/reload", NULL);
  const json_t *packs = reply ? reply_list(reply, "packs") : NULL, *pack;
  gsize i;
  gboolean is_refused = FALSE;
  json_array_foreach (packs, i, pack) {
    pack_print(pack);
    is_refused |= pack_is_refused(pack);
  }
  return !packs ? cli->status : is_refused ? CLI_REFUSED : CLI_DONE;
}

static int switch_policy(struct cli *cli, const char *name, const char *verb)
{
  const char *reason = cli->options.reason ? cli->options.reason : "";
  if (!g_utf8_validate(reason, -1, NULL))
    return cli_usage("the reason is not UTF-8");
  g_autofree char *path = cli_path("policies", name, verb);
  json_auto_t *policy = cli_post(cli, path, json_pack("{s:s}", "reason", reason));
  if (!policy)
    return cli->status;
  text_print("policy %s is %s", name, reply_text(policy, "state"));
  explain_policy(policy);
  return CLI_DONE;
}

int command_policy_enable(struct cli *cli, char **words)
{
  return switch_policy(cli, words[0], "enable");
}

int command_policy_disable(struct cli *cli, char **words)
{
  return switch_policy(cli, words[0], "disable");
}
