#include "cli/shop_config.h"

#include "cli/event_line.h"
#include "cli/listen.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/quantity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE   0644
#define TTL_DEFAULT 300 /* as nagios.ttl of provost.yaml(5) */
#define TTL_MIN     30

struct writing {
  struct cli *cli;
  const struct shop *shop;
  struct shop_terms terms;
  gboolean is_stale;      /* the fleet has changed */
  gboolean needs_restart; /* what was written Nagios has not read */
};

static char *text_of(const struct shop *shop, const struct fleet_objects *fleet, const struct shop_terms *terms)
{
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "%s Written by provost %s, which writes all of it anew: change nothing here.\n", shop->remark, shop->command);
  for (guint i = 0; i < fleet->left_out->len; i++)
    g_string_append_printf(text, "%s Left out is %s\n", shop->remark, (const char *)fleet->left_out->pdata[i]);
  shop->write(text, fleet, terms);
  return g_string_free(text, FALSE);
}

static gboolean is_to_file(const struct cli *cli)
{
  return cli->options.output && strcmp(cli->options.output, "-") != 0;
}

/* One line and whole: it is shorter than PIPE_BUF. */
static gboolean order_restart(const char *path, GError **error)
{
  g_autofree char *line = g_strdup_printf("[%" G_GINT64_FORMAT "] RESTART_PROGRAM\n", g_get_real_time() / G_USEC_PER_SEC);
  struct stat status;
  int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return error_refuse(error, PROVOST_ERROR_UNAVAILABLE, "Nagios reads no commands at %s: %s", path, g_strerror(errno));
  gboolean is_pipe = fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
  gboolean is_taken = is_pipe && write(fd, line, strlen(line)) == (ssize_t)strlen(line);
  close(fd);
  if (!is_pipe)
    return error_refuse(error, PROVOST_ERROR_INVALID, "%s is no pipe: name the command_file of nagios.cfg", path);
  return is_taken ? TRUE : error_refuse(error, PROVOST_ERROR_UNAVAILABLE, "Nagios takes no commands at %s now: it is full", path);
}

static gboolean write_file(const char *path, const char *text, GError **error)
{
  g_autoptr(GError) problem = NULL;
  if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE, &problem))
    return TRUE;
  const char *reason = strrchr(problem->message, ':'); /* behind the name of a file that nobody asked for */
  return error_refuse(error, PROVOST_ERROR_STORAGE, "%s could not be written%s", path, reason ? reason : "");
}

/* What has not changed is not written, and Nagios not restarted for it. */
static gboolean write_text(struct writing *writing, const char *text, GError **error)
{
  const struct cli_options *options = &writing->cli->options;
  g_autofree char *there = NULL;
  if (!is_to_file(writing->cli))
    return fputs(text, stdout) >= 0;
  if (g_file_get_contents(options->output, &there, NULL, NULL) && strcmp(there, text) == 0) {
    if (!options->follow)
      text_print("%s is as it should be", options->output);
  } else if (write_file(options->output, text, error)) {
    text_print("%s is written", options->output);
    writing->needs_restart = options->command_file != NULL;
  } else {
    return FALSE;
  }
  writing->needs_restart = writing->needs_restart && !order_restart(options->command_file, error);
  return !writing->needs_restart;
}

static gboolean write_once(struct writing *writing, GError **error)
{
  const char *per = writing->cli->options.per;
  struct fleet_objects *fleet =
      fleet_objects_read(writing->cli->client, per && strcmp(per, "policy") == 0, writing->shop->problem, error);
  if (!fleet)
    return FALSE;
  g_autofree char *text = text_of(writing->shop, fleet, &writing->terms);
  fleet_objects_free(fleet);
  return write_text(writing, text, error);
}

/* Of guests and hosts, and of provostd, whose configuration may be another one since it started. */
static gboolean is_of_fleet(const struct told *told)
{
  return strcmp(told->kind, "guest") == 0 || strcmp(told->kind, "host") == 0 || strcmp(told->kind, "provost") == 0;
}

/* Many changes at once are one: what changed is written at the end of the interval. What fails now is tried again then. */
static gboolean take(const struct told *told, gpointer user)
{
  struct writing *writing = user;
  gboolean is_pause = !told->kind || event_is_heartbeat(told);
  writing->is_stale |= !is_pause && is_of_fleet(told);
  if (!is_pause || !writing->is_stale)
    return TRUE;
  g_autoptr(GError) error = NULL;
  writing->is_stale = !write_once(writing, &error);
  if (error)
    text_print_error("provost: %s", error->message);
  return fflush(stdout) == 0;
}

static gboolean write_on(struct writing *writing, GError **error)
{
  struct listener listener = {.client = writing->cli->client, .take = take, .user = writing};
  writing->is_stale = TRUE; /* since what was before the first event is to be written, too */
  gboolean is_told = listen_on(&listener, error);
  g_free(listener.id);
  return is_told;
}

static int check_options(const struct cli *cli, struct shop_terms *terms)
{
  const struct cli_options *options = &cli->options;
  *terms = (struct shop_terms){options->active, TTL_DEFAULT};
  if (options->json)
    return cli_usage("configuration is no JSON: leave --json out");
  if (options->per && strcmp(options->per, "policy") != 0 && strcmp(options->per, "subject") != 0)
    return cli_usage("--per is subject or policy, as in provost.yaml");
  if (options->ttl && (!duration_parse(options->ttl, &terms->ttl_sec) || terms->ttl_sec < TTL_MIN || terms->ttl_sec > 86400))
    return cli_usage("--ttl %s is no time from 30s to 1d", options->ttl);
  if ((options->follow || options->command_file) && !is_to_file(cli))
    return cli_usage("name the file that is to be kept: -o FILE");
  return CLI_DONE;
}

int shop_config(struct cli *cli, const struct shop *shop)
{
  g_autoptr(GError) error = NULL;
  struct writing writing = {.cli = cli, .shop = shop};
  int status = check_options(cli, &writing.terms);
  if (status != CLI_DONE)
    return status;
  gboolean is_good = cli->options.follow ? write_on(&writing, &error) : write_once(&writing, &error);
  return is_good ? CLI_DONE : error ? cli_fail(cli, error) : CLI_REFUSED;
}
