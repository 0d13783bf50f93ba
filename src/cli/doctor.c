#include "cli/commands.h"

#include "cli/doctor_tip.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/installed.h"

#include <string.h>

#define CONFIG_DEFAULT PROVOST_SYSCONFDIR "/provost.yaml"

static void print_finding(const json_t *finding)
{
  const char *remedy = reply_text(finding, "remedy");
  text_print("%-8s %s, %s: %s", reply_text(finding, "state"), reply_text(finding, "subject"),
             reply_text(finding, "what"), reply_text(finding, "text"));
  if (*remedy)
    text_print("         to do: %s", remedy);
}

/* "14 ok, 1 warning, 2 trouble" */
static void print_sum(const json_t *findings)
{
  guint well = 0, warnings = 0, trouble = 0;
  const json_t *each;
  gsize i;
  json_array_foreach (findings, i, each) {
    const char *state = reply_text(each, "state");
    well += strcmp(state, "ok") == 0;
    warnings += strcmp(state, "warning") == 0;
    trouble += strcmp(state, "trouble") == 0;
  }
  text_print("%u ok, %u warning%s, %u trouble", well, warnings, warnings == 1 ? "" : "s", trouble);
}

static gboolean show(struct cli *cli, const json_t *report)
{
  const json_t *each, *findings;
  gsize i;
  if (cli->options.json) {
    cli_print_json(report);
    return TRUE;
  }
  findings = reply_list(report, "findings");
  if (cli->format)
    return cli_print_format(cli, findings) == CLI_DONE;
  json_array_foreach (findings, i, each)
    print_finding(each);
  if (findings)
    print_sum(findings);
  cli->status = findings ? cli->status : CLI_REFUSED;
  return findings != NULL;
}

/* ---- without a daemon ---------------------------------------------------------------------------- */

static void add_finding(json_t *findings, const char *what, const char *state, const char *text, const char *remedy)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  json_array_append_new(findings, json_pack("{s:s, s:s, s:s, s:s, s:s}", "subject", "provostd", "what", what, "state",
                                            state, "text", valid, "remedy", remedy));
}

/* What provostd itself says of the file, a line each. */
static void check_configuration(json_t *findings, const char *file)
{
  g_autofree char *program = installed_path("provostd", PROVOST_SBINDIR);
  char *arguments[] = {program, (char *)"--check", (char *)"--config", (char *)file, NULL};
  g_autofree char *out = NULL, *errors = NULL;
  g_autoptr(GError) error = NULL;
  int status;
  if (!g_spawn_sync(NULL, arguments, NULL, 0, NULL, NULL, &out, &errors, &status, &error)) {
    add_finding(findings, "program", "trouble", error->message, "install provost whole");
    return;
  }
  gboolean is_sound = g_spawn_check_wait_status(status, NULL);
  g_auto(GStrv) lines = g_strsplit(is_sound ? out : errors, "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line)
      add_finding(findings, "configuration", is_sound ? "ok" : "trouble", *line, is_sound ? "" : "mend this first");
}

static int examine_without_daemon(struct cli *cli, const GError *error)
{
  const char *file = cli->options.config ? cli->options.config : CONFIG_DEFAULT;
  json_t *findings = json_array();
  add_finding(findings, "program", "trouble", error->message,
              "start it, and ask again: it is provostd that examines agents and hosts");
  check_configuration(findings, file);
  json_auto_t *report = json_pack("{s:b, s:o, s:n}", "healthy", FALSE, "findings", findings, "next");
  return show(cli, report) ? CLI_NO_DAEMON : cli->status;
}

int command_doctor(struct cli *cli, char **words)
{
  (void)words;
  if (cli->options.tip || cli->options.subject || cli->options.apply)
    return doctor_play_tip(cli);
  g_autoptr(GError) error = NULL;
  json_auto_t *report = client_get_list(cli->client, "/v1/doctor", "findings", &error);
  if (!report && (error->code == PROVOST_ERROR_UNAVAILABLE || error->code == PROVOST_ERROR_TIMEOUT))
    return examine_without_daemon(cli, error);
  if (!report)
    return cli_fail(cli, error);
  if (!show(cli, report))
    return cli->status;
  return json_is_true(json_object_get(report, "healthy")) ? CLI_DONE : CLI_REFUSED;
}
