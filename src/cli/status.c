#include "cli/commands.h"

#include "cli/table.h"
#include "cli/text.h"

#include <math.h>
#include <string.h>

/* "3", or "2 of 3" where some are missing. */
static char *part_of(const json_t *object, const char *part, const char *all)
{
  double n = reply_number(object, part), total = reply_number(object, all);
  if (n == total)
    return g_strdup_printf("%.0f", total);
  g_autofree char *left = text_quantity(n, "");
  g_autofree char *right = text_quantity(total, "");
  return g_strdup_printf("%s of %s", left, right);
}

static void print_head(const json_t *status)
{
  g_autofree char *started = text_time(reply_text(status, "started"));
  g_autofree char *interval = text_span(reply_number(status, "interval_sec"));
  g_autofree char *process = reply_quantity(status, "pid", "");
  text_print("provostd %s, process %s, since %s", reply_text(status, "version"), process, started);
  text_print("configuration %s, interval %s, automation %s", reply_text(status, "config"), interval,
             reply_text(status, "automation"));
}

static void print_journal(const json_t *journal)
{
  const json_t *healthy = json_object_get(journal, "healthy");
  if (json_is_true(healthy))
    text_print("journal: healthy");
  else if (!healthy)
    text_print("journal: ?");
  else
    text_print("journal: FAILED, nothing is acted upon: %s", reply_text(journal, "why"));
}

static void print_fleet(const json_t *status)
{
  const json_t *tips = json_object_get(status, "tips");
  g_autofree char *hosts = part_of(json_object_get(status, "hosts"), "up", "total");
  g_autofree char *guests = part_of(json_object_get(status, "guests"), "running", "total");
  const json_t *values = json_object_get(status, "values");
  g_autofree char *known = reply_quantity(values, "known", "");
  g_autofree char *unknown = reply_quantity(values, "unknown", "");
  g_autofree char *open = reply_quantity(tips, "open", "");
  g_autofree char *unfinished = reply_quantity(tips, "unfinished", "");
  text_print("hosts: %s up; guests: %s running; values: %s known, %s unknown", hosts, guests, known, unknown);
  text_print("tips: %s open, %s unfinished", open, unfinished);
}

static char *counters_of(const json_t *role)
{
  GString *line = g_string_new(NULL);
  const char *name;
  json_t *value;
  json_object_foreach (json_object_get(role, "counters"), name, value)
    if (json_is_integer(value))
      g_string_append_printf(line, "%s%s %" JSON_INTEGER_FORMAT, line->len ? ", " : "", name,
                             json_integer_value(value));
  return g_string_free(line, FALSE);
}

static void print_roles(const json_t *roles)
{
  const json_t *role;
  gsize i;
  struct table *table = table_new("PROGRAM STATE >PROCESS >RESTARTS COUNTERS");
  json_array_foreach (roles, i, role) {
    g_autofree char *process = reply_quantity(role, "pid", "");
    g_autofree char *restarts = reply_quantity(role, "restarts", "");
    g_autofree char *counters = counters_of(role);
    table_add(table, reply_text(role, "name"), reply_text(role, "state"), process, restarts, counters, NULL);
  }
  table_end(table, "");
  json_array_foreach (roles, i, role)
    if (*reply_text(role, "reason"))
      text_print("%s: %s", reply_text(role, "name"), reply_text(role, "reason"));
}

int command_status(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *status = cli_get(cli, "/v1/status");
  if (!status)
    return cli->status;
  print_head(status);
  print_journal(json_object_get(status, "journal"));
  print_fleet(status);
  print_roles(json_object_get(status, "roles"));
  return CLI_DONE;
}
