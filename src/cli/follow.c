#include "cli/follow.h"

#include "cli/action_line.h"
#include "cli/order.h"
#include "cli/resize.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define POLL_MS 300

/* The one line of progress. */
struct progress {
  gboolean is_terminal, is_silent;
  char *last; /* printed last */
};

static struct progress progress_begin(const struct cli *cli)
{
  return (struct progress){.is_terminal = isatty(STDOUT_FILENO) != 0, .is_silent = cli->options.json};
}

/* On a terminal in the place of the former line. */
static void progress_show(struct progress *progress, const char *line)
{
  if (progress->is_silent || g_strcmp0(line, progress->last) == 0)
    return;
  g_autofree char *tame = text_tame(line);
  guint width = text_terminal_width();
  g_autofree char *fitted = text_fit(tame, width > 1 ? width - 1 : G_MAXUINT);
  printf(progress->is_terminal ? "\r\033[K%s" : "%s\n", fitted);
  fflush(stdout);
  text_replace(&progress->last, line);
}

/* What is printed after it stands on its own line. */
static void progress_end(struct progress *progress)
{
  if (progress->is_terminal && progress->last)
    fputs("\r\033[K", stdout);
  fflush(stdout);
  g_clear_pointer(&progress->last, g_free);
}

/* Asks until there is an answer, or there was none for as long as one may take. */
static json_t *ask_again(struct cli *cli, const char *path, struct progress *progress)
{
  gint64 give_up_us = g_get_monotonic_time() + client_timeout_ms(cli->client) * G_GINT64_CONSTANT(1000);
  for (;;) {
    g_autoptr(GError) error = NULL;
    json_t *answer = client_get(cli->client, path, &error);
    if (answer)
      return answer;
    if (error->code != PROVOST_ERROR_UNAVAILABLE || g_get_monotonic_time() >= give_up_us) {
      progress_end(progress);
      cli_fail(cli, error);
      return NULL;
    }
    g_usleep(POLL_MS * 1000);
  }
}

static json_t *ask_number(struct cli *cli, const char *noun, guint64 id, struct progress *progress)
{
  g_autofree char *path = g_strdup_printf("/v1/%s/%" G_GUINT64_FORMAT, noun, id);
  return ask_again(cli, path, progress);
}

/* ---- actions ------------------------------------------------------------------------------------- */

static void print_done(const json_t *action)
{
  g_autofree char *line = action_end(action);
  text_print("%s", line);
  const char *check = reply_text(action, "check"), *left = reply_text(action, "error");
  if (g_str_has_prefix(check, "not "))
    text_print("it was %s", check);
  if (*left && !resize_is(action) && !order_is(action))
    text_print("%s", left);
}

static gboolean action_is_over(const json_t *action)
{
  static const char *const over[] = {"done", "failed", "cancelled", "ambiguous", NULL};
  return g_strv_contains(over, reply_text(action, "state"));
}

static void print_failure(const json_t *action)
{
  const char *state = reply_text(action, "state"), *error = reply_text(action, "error");
  const char *guest = reply_text(action, "guest"), *how = strcmp(state, "failed") == 0 ? "tried and failed" : state;
  g_autofree char *failure = order_is(action) ? order_failure(action) : NULL;
  if (failure)
    text_print_error("%s", failure);
  else if (resize_is(action))
    text_print_error("provost: resizing %s on %s was %s: %s", guest, reply_text(action, "from"), how, error);
  else if (strcmp(state, "ambiguous") == 0)
    text_print_error("provost: action %" G_GUINT64_FORMAT
                     ": nothing more is done with %s until somebody has looked at it on %s and %s: %s",
                     reply_id(action, "id"), guest, reply_text(action, "from"), reply_text(action, "to"), error);
  else
    text_print_error("provost: moving %s was %s, it stays on %s: %s", guest, how,
                     reply_text(action, "from"), error);
}

int follow_action(struct cli *cli, guint64 id)
{
  struct progress progress = progress_begin(cli);
  for (;; g_usleep(POLL_MS * 1000)) {
    json_auto_t *action = ask_number(cli, "actions", id, &progress);
    if (!action)
      return cli->status;
    if (action_is_over(action)) {
      progress_end(&progress);
      gboolean is_done = strcmp(reply_text(action, "state"), "done") == 0;
      if (cli->options.json)
        cli_print_json(action);
      else if (is_done)
        print_done(action);
      if (!is_done)
        print_failure(action);
      return is_done ? CLI_DONE : CLI_REFUSED;
    }
    g_autofree char *line = action_line(action, progress.is_terminal);
    progress_show(&progress, line);
  }
}

/* ---- tips ---------------------------------------------------------------------------------------- */

/* Where following ends: what is neither accepted, planned, acting nor verifying. */
static gboolean tip_is_under_way(const json_t *tip)
{
  static const char *const under_way[] = {"accepted", "planned", "acting", "verifying", NULL};
  return g_strv_contains(under_way, reply_text(tip, "state"));
}

static char *tip_line(const json_t *tip)
{
  const json_t *move = json_array_get(json_object_get(json_object_get(tip, "plan"), "moves"), 0);
  const char *state = reply_text(tip, "state");
  if (move && strcmp(state, "acting") == 0)
    return g_strdup_printf("tip %" G_GUINT64_FORMAT " is acting: %s moves from %s to %s", reply_id(tip, "id"),
                           reply_text(move, "guest"), reply_text(move, "from"), reply_text(move, "to"));
  return g_strdup_printf("tip %" G_GUINT64_FORMAT " is %s", reply_id(tip, "id"), state);
}

static int tip_end(struct cli *cli, const json_t *tip)
{
  const char *state = reply_text(tip, "state"), *reason = reply_text(tip, "state_reason");
  const char *outcome = reply_text(tip, "outcome");
  gboolean is_good = strcmp(state, "resolved") == 0 || strcmp(state, "cleared") == 0;
  const char *why = *outcome ? outcome : reason;
  const char *verb = strcmp(state, "failed") == 0 ? "has" : "is";
  if (cli->options.json)
    cli_print_json(tip);
  else if (is_good)
    text_print("tip %" G_GUINT64_FORMAT " is %s%s%s", reply_id(tip, "id"), state, *why ? ": " : "", why);
  if (!is_good)
    text_print_error("provost: tip %" G_GUINT64_FORMAT " %s %s%s%s", reply_id(tip, "id"), verb, state,
                     *why ? ": " : "", why);
  return is_good ? CLI_DONE : CLI_REFUSED;
}

/* The tip's action, while it goes on: its progress in the one line, and how it ended once. */
static void show_action(struct cli *cli, guint64 id, struct progress *progress, guint64 *told)
{
  json_auto_t *action = id && id != *told ? ask_number(cli, "actions", id, progress) : NULL;
  if (!action)
    return;
  if (!action_is_over(action)) {
    g_autofree char *line = action_line(action, progress->is_terminal);
    progress_show(progress, line);
    return;
  }
  progress_end(progress);
  *told = id;
  if (strcmp(reply_text(action, "state"), "done") == 0 && !cli->options.json)
    print_done(action);
}

int follow_tip(struct cli *cli, guint64 id)
{
  struct progress progress = progress_begin(cli);
  g_autofree char *state = NULL;
  guint64 told = 0;
  for (;; g_usleep(POLL_MS * 1000)) {
    json_auto_t *tip = ask_number(cli, "tips", id, &progress);
    if (!tip)
      return cli->status;
    gboolean is_changed = g_strcmp0(state, reply_text(tip, "state")) != 0;
    if (is_changed && tip_is_under_way(tip) && !cli->options.json) {
      g_autofree char *line = tip_line(tip);
      progress_end(&progress);
      text_print("%s", line);
      fflush(stdout);
    }
    text_replace(&state, reply_text(tip, "state"));
    show_action(cli, reply_id(tip, "action"), &progress, &told);
    if (!tip_is_under_way(tip)) {
      progress_end(&progress);
      return tip_end(cli, tip);
    }
  }
}
