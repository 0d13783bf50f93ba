#include "cli/commands.h"

#include "cli/table.h"
#include "cli/text.h"

#include "base/quantity.h"

#define TROUBLE_SHOWN 20 /* lines that are read; a network that is gone takes a thousand agents along */

/* "3 open, 1 failed": each whole number of the object before its name. */
static char *counts_of(const json_t *counts)
{
  GString *line = g_string_new(NULL);
  const char *name;
  json_t *count;
  json_object_foreach ((json_t *)counts, name, count) {
    if (!json_is_integer(count))
      continue;
    g_string_append_printf(line, "%s%" JSON_INTEGER_FORMAT " %s", line->len ? ", " : "",
                           json_integer_value(count), name);
  }
  return g_string_free(line, FALSE);
}

static void print_lag(const json_t *lag)
{
  g_autofree char *samples = reply_quantity(lag, "samples_ms", "ms");
  g_autofree char *evaluation = reply_quantity(lag, "evaluation_ms", "ms");
  g_autofree char *usual = reply_quantity(lag, "loop_p999_ms", "ms");
  g_autofree char *longest = reply_quantity(lag, "loop_max_ms", "ms");
  text_print("lag: samples %s behind the grid, evaluation %s, main loop held up %s (p99.9), %s at most", samples,
             evaluation, usual, longest);
}

/* Where it came from and what of it is not in force yet. */
static void print_configuration(const json_t *configuration)
{
  const json_t *key;
  gsize i;
  g_autofree char *loaded = text_time(reply_text(configuration, "loaded"));
  text_print("configuration: %s, read at %s", reply_text(configuration, "file"), loaded);
  json_array_foreach (json_object_get(configuration, "waits_for_restart"), i, key)
    if (json_is_string(key))
      text_print("configuration: the new %s waits for a restart of provostd", json_string_value(key));
}

/* Where it is beside the Unix socket, and whether somebody asks in vain. */
static void print_api(const json_t *api)
{
  const char *listen = reply_text(api, "listen");
  gboolean has_tls = json_is_true(json_object_get(api, "tls"));
  const json_t *tokens = json_object_get(api, "tokens");
  json_int_t refused = json_integer_value(json_object_get(api, "refused"));
  if (*listen && json_is_integer(tokens))
    text_print("API: also at %s://%s, for %" JSON_INTEGER_FORMAT " tokens", has_tls ? "https" : "http", listen,
               json_integer_value(tokens));
  else if (*listen)
    text_print("API: also at %s://%s, where one may look without a token", has_tls ? "https" : "http", listen);
  if (refused > 0)
    text_print("API: %" JSON_INTEGER_FORMAT " requests were refused for want of a role", refused);
}

static void print_head(const json_t *status)
{
  g_autofree char *process = reply_quantity(status, "pid", "");
  g_autofree char *uptime = span_format(reply_number(status, "uptime_sec"));
  g_autofree char *interval = span_format(reply_number(status, "interval_sec"));
  g_autofree char *hosts = counts_of(json_object_get(status, "hosts"));
  g_autofree char *tips = counts_of(json_object_get(status, "tips"));
  g_autofree char *values = counts_of(json_object_get(status, "readings"));
  const json_t *history = json_object_get(status, "history");
  g_autofree char *waiting = reply_quantity(history, "waiting", "");
  g_autofree char *bytes = reply_quantity(history, "waiting_bytes", "bytes");
  g_autofree char *lost = reply_quantity(history, "lost", "");
  text_print("provostd %s, process %s, runs for %s; interval %s, automation %s", reply_text(status, "version"),
             process, uptime, interval, reply_text(status, "automation"));
  if (*reply_text(status, "paused"))
    text_print("%s", reply_text(status, "paused"));
  if (json_object_get(status, "configuration"))
    print_configuration(json_object_get(status, "configuration"));
  text_print("hosts: %s", *hosts ? hosts : "?");
  text_print("values: %s", *values ? values : "?");
  g_autofree char *reasons = counts_of(json_object_get(json_object_get(status, "readings"), "reasons"));
  if (*reasons)
    text_print("unknown: %s", reasons);
  print_lag(json_object_get(status, "lag"));
  g_autofree char *dropped = reply_quantity(history, "dropped_samples", "");
  g_autofree char *questions = reply_quantity(history, "questions", "");
  text_print("history: %s batches of %s wait to be stored, %s questions to be answered; %s batches and %s samples lost",
             waiting, bytes, questions, lost, dropped);
  text_print("tips: %s", *tips ? tips : "none");
  print_api(json_object_get(status, "api"));
}

static void print_roles(const json_t *roles)
{
  const json_t *role;
  gsize i;
  struct table *table = table_new("PROGRAM STATE >SINCE >PROCESS >RESTARTS >VALUES/S >QUEUE >DROPPED");
  json_array_foreach (roles, i, role) {
    g_autofree char *since = span_format(reply_number(role, "since_sec"));
    g_autofree char *process = reply_quantity(role, "pid", "");
    g_autofree char *restarts = reply_quantity(role, "restarts", "");
    g_autofree char *rate = reply_quantity(role, "values_per_sec", "");
    g_autofree char *queue = reply_quantity(role, "waiting_bytes", "bytes");
    g_autofree char *dropped = reply_quantity(role, "dropped", "");
    table_add(table, reply_text(role, "name"), reply_text(role, "state"), since, process, restarts, rate, queue, dropped,
              NULL);
  }
  table_end(table, "");
}

/* Those who are told things, where there are any. */
static void print_outlets(const json_t *outlets)
{
  const json_t *outlet;
  gsize i;
  if (json_array_size(outlets) == 0)
    return;
  struct table *table = table_new("TOLD STATE >SENT >FAILED >WAITING >DROPPED");
  json_array_foreach (outlets, i, outlet) {
    g_autofree char *sent = reply_quantity(outlet, "sent", ""), *failed = reply_quantity(outlet, "failed", "");
    g_autofree char *waiting = reply_quantity(outlet, "waiting", ""), *dropped = reply_quantity(outlet, "dropped", "");
    table_add(table, reply_text(outlet, "name"), reply_text(outlet, "state"), sent, failed, waiting, dropped, NULL);
  }
  table_end(table, "");
  json_array_foreach (outlets, i, outlet)
    if (*reply_text(outlet, "why"))
      text_print("%s: %s", reply_text(outlet, "name"), reply_text(outlet, "why"));
}

static void print_trouble(const json_t *status)
{
  const json_t *each;
  gsize i;
  if (json_is_true(json_object_get(status, "healthy")))
    text_print("all is well");
  const json_t *trouble = json_object_get(status, "trouble");
  json_array_foreach (trouble, i, each)
    if (i < TROUBLE_SHOWN && json_is_string(each))
      text_print("trouble: %s", json_string_value(each));
  if (json_array_size(trouble) > TROUBLE_SHOWN)
    text_print("and %" G_GSIZE_FORMAT " more: provost doctor names them all", json_array_size(trouble) - TROUBLE_SHOWN);
}

int command_status(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *status = cli_get(cli, "/v1/status");
  if (!status)
    return cli->status;
  print_head(status);
  print_roles(json_object_get(status, "roles"));
  print_outlets(json_object_get(status, "outlets"));
  print_trouble(status);
  return CLI_DONE;
}
