#include "cli/commands.h"

#include "cli/symptoms.h"
#include "cli/text.h"
#include "cli/tip_evidence.h"
#include "cli/tip_outcome.h"
#include "cli/tip_remedy.h"
#include "cli/tip_verify.h"

#include <string.h>

static void print_head(const json_t *tip)
{
  const json_t *subject = json_object_get(tip, "subject");
  g_autofree char *updated = text_time(reply_text(tip, "updated"));
  text_print("tip %" G_GUINT64_FORMAT ": %s", reply_id(tip, "id"), reply_text(tip, "text"));
  text_print("  %s, about %s %s, by policy %s (pack %s %s)", reply_text(tip, "severity"), reply_text(subject, "kind"),
             reply_text(subject, "name"), reply_text(tip, "policy"), reply_text(tip, "pack"), reply_text(tip, "pack_version"));
  const char *by = reply_text(tip, "state_by"), *reason = reply_text(tip, "state_reason");
  text_print("  %s%s%s%s%s, last change %s", reply_text(tip, "state"), *by ? " by " : "", by, *reason ? ": " : "",
             reason, updated);
}

static void print_approvals(const json_t *tip)
{
  const json_t *approvals = json_object_get(tip, "approvals"), *each;
  g_autoptr(GString) people = g_string_new(NULL);
  gsize i;
  json_array_foreach (approvals, i, each)
    g_string_append_printf(people, "%s%s", i > 0 ? ", " : "", json_string_value(each));
  if (people->len > 0)
    text_print("  accepted by %s", people->str);
}

static void print_test(const json_t *tip)
{
  if (json_is_true(json_object_get(tip, "test")))
    text_print("  a test, opened by provost doctor: nothing is wrong");
}

/* What is still to come by itself, and why not. */
static void print_future(const json_t *tip)
{
  if (*reply_text(tip, "waits"))
    text_print("  waits for people: %s", reply_text(tip, "waits"));
  g_autofree char *retry = text_time(reply_text(tip, "retry"));
  g_autofree char *snoozed = text_time(reply_text(tip, "snoozed_until"));
  if (*reply_text(tip, "retry"))
    text_print(g_str_equal(reply_text(tip, "state"), "open") ? "  automation waits until %s" : "  opens again at %s", retry);
  if (*reply_text(tip, "snoozed_until"))
    text_print("  new ones are held back until %s", snoozed);
}

static void print_since(const json_t *tip)
{
  const char *since = reply_text(tip, "since");
  g_autofree char *raised = text_time(reply_text(tip, "raised")), *from = text_time(since);
  g_autofree char *refreshed = reply_quantity(tip, "refreshed", ""), *returns = reply_quantity(tip, "returns", "");
  text_print("since: raised %s%s%s, found again %s times", raised, *since ? " upon values from " : "", *since ? from : "", refreshed);
  if (json_integer_value(json_object_get(tip, "returns")) > 0)
    text_print("  it was gone and came back soon %s times", returns);
}

/* The facts go along, so that what stands here is what is accepted. */
static void print_commands(const json_t *tip)
{
  guint64 id = reply_id(tip, "id");
  const char *facts = reply_text(tip, "facts");
  if (strcmp(reply_text(tip, "state"), "open") != 0)
    return;
  text_print("to carry it out: provost accept %" G_GUINT64_FORMAT "%s%s", id, *facts ? " --facts " : "", facts);
  text_print("to put it away:  provost dismiss %" G_GUINT64_FORMAT " --reason TEXT", id);
}

int command_tip(struct cli *cli, char **words)
{
  if (cli->options.verify)
    return tip_verify(cli, words[0]);
  g_autofree char *path = cli_path("tips", words[0], NULL);
  g_autofree char *query = g_strconcat(path, "?proposal=true", NULL);
  json_auto_t *tip = cli_get(cli, query);
  if (!tip)
    return cli->status;
  print_head(tip);
  print_test(tip);
  print_approvals(tip);
  print_future(tip);
  symptoms_print(cli, tip);
  tip_print_evidence(tip);
  print_since(tip);
  tip_print_remedy(tip);
  tip_print_outcome(cli, tip);
  print_commands(tip);
  return CLI_DONE;
}
