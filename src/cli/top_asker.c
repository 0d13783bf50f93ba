#include "cli/top_asker.h"

#include "cli/text.h"

#include "base/error.h"

#include <gio/gio.h>

struct top_asker {
  struct client *client;
  void (*told)(gpointer user);
  gpointer user;
  GAsyncQueue *wishes, *answers; /* struct top_wanted, of which TOP_QUIT ends it; struct top_told */
  GCancellable *end;
  GThread *thread;
};

static void wanted_free(gpointer data)
{
  struct top_wanted *wanted = data;
  g_free(wanted->text);
  g_free(wanted);
}

void top_told_free(struct top_told *told)
{
  json_decref(told->list);
  g_free(told->wanted.text);
  g_free(told->text);
  g_clear_error(&told->error);
  g_free(told);
}

static void told_free(gpointer data)
{
  top_told_free(data);
}

/* ---- in the thread --------------------------------------------------------------------------------- */

static void ask_list(struct top_asker *asker, struct top_told *told)
{
  const char *noun = top_pane_list(told->wanted.pane)->noun;
  g_autofree char *path = g_strconcat("/v1/", top_pane_path(told->wanted.pane), NULL);
  json_auto_t *reply = client_get_list(asker->client, path, noun, &told->error);
  json_t *list = json_object_get(reply, noun);
  if (json_is_array(list))
    told->list = json_incref(list);
  else if (!told->error)
    g_set_error(&told->error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the answer has no %s: is this provost as old as its provostd?", noun);
}

/* What provost tip ID prints is what a person shall read here, so that is asked. */
static void ask_explanation(struct top_asker *asker, struct top_told *told)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, told->wanted.tip);
  g_autofree char *timeout = g_strdup_printf("%us", MAX(client_timeout_ms(asker->client) / 1000, 1));
  g_autoptr(GSubprocess) program =
      g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &told->error, "/proc/self/exe", "tip", id,
                       "--socket", client_socket(asker->client), "--timeout", timeout, NULL);
  if (!program)
    return;
  g_autofree char *text = NULL;
  if (!g_subprocess_communicate_utf8(program, NULL, asker->end, &text, NULL, &told->error))
    g_subprocess_force_exit(program);
  else
    told->text = g_steal_pointer(&text);
}

static void ask_deed(struct top_asker *asker, struct top_told *told)
{
  gboolean accepts = told->wanted.wish == TOP_ACCEPT;
  g_autofree char *path = g_strdup_printf("/v1/tips/%" G_GUINT64_FORMAT "/%s", told->wanted.tip, accepts ? "accept" : "dismiss");
  json_t *body = !accepts               ? json_pack("{s:s, s:i}", "reason", told->wanted.text, "for_sec", 0)
                 : *told->wanted.text ? json_pack("{s:s}", "facts", told->wanted.text)
                                      : NULL;
  json_auto_t *tip = client_post(asker->client, path, body, &told->error);
  if (tip)
    told->text = g_strdup_printf("tip %" G_GUINT64_FORMAT " is %s", told->wanted.tip, reply_text(tip, "state"));
}

static gboolean tell(gpointer data)
{
  struct top_asker *asker = data;
  asker->told(asker->user);
  return G_SOURCE_REMOVE;
}

static gpointer run(gpointer data)
{
  struct top_asker *asker = data;
  for (;;) {
    g_autofree struct top_wanted *wanted = g_async_queue_pop(asker->wishes);
    if (wanted->wish == TOP_QUIT)
      return NULL;
    struct top_told *told = g_new0(struct top_told, 1);
    told->wanted = *wanted;
    if (wanted->wish == TOP_LIST)
      ask_list(asker, told);
    else if (wanted->wish == TOP_EXPLAIN)
      ask_explanation(asker, told);
    else
      ask_deed(asker, told);
    g_async_queue_push(asker->answers, told);
    g_idle_add(tell, asker);
  }
}

/* ---- outside of it --------------------------------------------------------------------------------- */

struct top_asker *top_asker_new(struct client *client, void (*told)(gpointer user), gpointer user)
{
  struct top_asker *asker = g_new0(struct top_asker, 1);
  *asker = (struct top_asker){.client = client, .told = told, .user = user};
  asker->wishes = g_async_queue_new_full(wanted_free);
  asker->answers = g_async_queue_new_full(told_free);
  asker->end = g_cancellable_new();
  asker->thread = g_thread_new("asker", run, asker);
  return asker;
}

void top_asker_ask(struct top_asker *asker, struct top_wanted wanted)
{
  g_async_queue_push(asker->wishes, g_memdup2(&wanted, sizeof wanted));
}

struct top_told *top_asker_take(struct top_asker *asker)
{
  return g_async_queue_try_pop(asker->answers);
}

void top_asker_free(struct top_asker *asker)
{
  struct top_wanted *end = g_new0(struct top_wanted, 1);
  end->wish = TOP_QUIT;
  g_cancellable_cancel(asker->end);
  client_stop(asker->client);
  g_async_queue_push_front(asker->wishes, end);
  g_thread_join(asker->thread);
  while (g_source_remove_by_user_data(asker)) /* answers that nobody takes any more */
    ;
  g_async_queue_unref(asker->wishes);
  g_async_queue_unref(asker->answers);
  g_object_unref(asker->end);
  g_free(asker);
}
