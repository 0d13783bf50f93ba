#include "cli/tips_follow.h"

#include "cli/event_line.h"
#include "cli/listen.h"
#include "cli/text.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct following {
  struct cli *cli;
  struct listener listener;
  GHashTable *told;   /* id of an unfinished one -> char *, what was told of it last */
  gboolean has_read;  /* the list, at least once */
  gboolean must_read; /* the list: what was told may not be how it is */
  guint read_in;      /* the time of listening, in which it was read */
  GError *error;      /* of the first list, or of the printing */
};

/* Two that are alike are not told twice: figures in the text change with every look at them. */
static char *what_matters(const json_t *tip)
{
  return g_strjoin("\n", reply_text(tip, "severity"), reply_text(tip, "state"), reply_text(tip, "state_by"),
                   reply_text(tip, "state_reason"), NULL);
}

static void print_text(const json_t *tip, const char *time)
{
  json_auto_t *data = json_pack("{s:s, s:O}", "time", time, "tip", (json_t *)tip);
  g_autofree char *line = event_line(&(struct told){NULL, "tip", data});
  text_print("%s", line);
}

static void print_tip(struct cli *cli, const json_t *tip, const char *time)
{
  if (cli->format)
    cli_print_format(cli, tip);
  else if (cli->options.json)
    cli_print_json_line(tip);
  else
    print_text(tip, time);
}

static gboolean tip_is_finished(const json_t *tip)
{
  static const char *const finished[] = {"resolved", "cleared", "dismissed", "superseded", NULL};
  return g_strv_contains(finished, reply_text(tip, "state"));
}

static void tell_tip(struct following *following, const json_t *tip, const char *time)
{
  guint64 id = reply_id(tip, "id");
  g_autofree char *now = what_matters(tip);
  if (!id || g_strcmp0(g_hash_table_lookup(following->told, &id), now) == 0)
    return;
  print_tip(following->cli, tip, time);
  if (tip_is_finished(tip))
    g_hash_table_remove(following->told, &id);
  else
    g_hash_table_replace(following->told, g_memdup2(&id, sizeof id), g_steal_pointer(&now));
}

/* guint64 *, a set. Caller unrefs. */
static GHashTable *ids_of(const json_t *list)
{
  GHashTable *ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  const json_t *tip;
  gsize i;
  json_array_foreach (list, i, tip) {
    guint64 id = reply_id(tip, "id");
    g_hash_table_add(ids, g_memdup2(&id, sizeof id));
  }
  return ids;
}

static GArray *known_ids(GHashTable *told)
{
  GArray *ids = g_array_new(FALSE, FALSE, sizeof(guint64));
  GHashTableIter each;
  gpointer id;
  g_hash_table_iter_init(&each, told);
  while (g_hash_table_iter_next(&each, &id, NULL))
    g_array_append_vals(ids, id, 1);
  return ids;
}

/* One that was told and does not stand in the list of the unfinished any more. */
static void tell_gone(struct following *following, const json_t *list)
{
  g_autoptr(GArray) ids = known_ids(following->told);
  g_autoptr(GHashTable) listed = ids_of(list);
  for (guint i = 0; i < ids->len; i++) {
    guint64 id = g_array_index(ids, guint64, i);
    if (g_hash_table_contains(listed, &id))
      continue;
    g_autofree char *path = g_strdup_printf("/v1/tips/%" G_GUINT64_FORMAT, id);
    g_autoptr(GError) error = NULL;
    json_auto_t *tip = client_get(following->cli->client, path, &error);
    if (tip)
      tell_tip(following, tip, reply_text(tip, "updated"));
    else if (error->code == PROVOST_ERROR_REFUSED) /* it is forgotten */
      g_hash_table_remove(following->told, &id);
  }
}

/* That it cannot be read matters at first only: later provostd is waited for. */
static void read_list(struct following *following)
{
  g_autoptr(GError) error = NULL;
  json_auto_t *reply = client_get_list(following->cli->client, "/v1/tips?state=unfinished", "tips", &error);
  const json_t *list = reply ? reply_list(reply, "tips") : NULL, *tip;
  gsize i;
  if (reply && !list)
    following->cli->status = CLI_REFUSED;
  if (!reply && !following->has_read)
    following->error = g_steal_pointer(&error);
  if (!list)
    return;
  json_array_foreach (list, i, tip)
    tell_tip(following, tip, reply_text(tip, "updated"));
  tell_gone(following, list);
  if (!following->has_read && json_array_size(list) == 0 && !following->cli->options.json && !following->cli->format)
    text_print("no tip waits; whatever comes is told here");
  following->has_read = TRUE;
  following->must_read = FALSE;
  following->read_in = following->listener.begun;
}

static gboolean take(const struct told *told, gpointer user)
{
  struct following *following = user;
  gboolean is_tip = told->kind && strcmp(told->kind, "tip") == 0;
  following->must_read |= told->kind && strcmp(told->kind, "lost") == 0;
  if (is_tip)
    tell_tip(following, json_object_get(told->data, "tip"), reply_text(told->data, "time"));
  if (!following->listener.id && following->read_in != following->listener.begun) /* without an id nobody says what was missed */
    following->must_read = TRUE;
  if (!told->kind && following->must_read)
    read_list(following);
  if (!following->error && fflush(stdout) != 0)
    g_set_error(&following->error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "tips cannot be printed any more: %s", g_strerror(errno));
  return !following->error && following->cli->status == CLI_DONE;
}

int tips_follow(struct cli *cli)
{
  struct following following = {.cli = cli, .must_read = TRUE};
  following.told = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  following.listener = (struct listener){.client = cli->client, .take = take, .user = &following};
  listen_on(&following.listener, &following.error);
  int status = following.error ? cli_fail(cli, following.error) : cli->status; /* what the template says was told */
  g_clear_error(&following.error);
  g_hash_table_unref(following.told);
  g_free(following.listener.id);
  return status;
}
