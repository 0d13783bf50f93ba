/* provost top: keys and answers go to the model, its wishes to the asker, its picture to the screen. */
#include "cli/commands.h"

#include "cli/top_asker.h"
#include "cli/top_screen.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#define REFRESH_SEC 2

struct top {
  struct top_model *model;
  struct top_screen *screen;
  struct top_asker *asker;
  GMainLoop *loop;
  guint refresh;           /* GLib source: until the list is asked for again; 0: it is asked for */
  gboolean list_is_wanted; /* once more, as soon as that is answered */
};

static void draw(struct top *top)
{
  g_autoptr(GArray) picture = top_picture(top->model);
  top_screen_draw(top->screen, picture);
}

static void ask(struct top *top, enum top_wish wish)
{
  const char *text = wish == TOP_DISMISS ? top->model->typed->str : wish == TOP_ACCEPT ? top->model->facts : NULL;
  top->model->asking++;
  top_asker_ask(top->asker, (struct top_wanted){wish, top->model->pane, top->model->tip, g_strdup(text)});
}

/* ---- the list, again and again --------------------------------------------------------------------- */

/* One list at a time, so that a provostd that hangs is not asked for more and more. */
static void ask_list(struct top *top)
{
  top->list_is_wanted = !top->refresh;
  if (!top->refresh)
    return;
  g_source_remove(top->refresh);
  top->refresh = 0;
  ask(top, TOP_LIST);
}

static gboolean on_refresh(gpointer user)
{
  struct top *top = user;
  ask_list(top);
  draw(top);
  return G_SOURCE_CONTINUE; /* it is removed already */
}

static void refresh_in(struct top *top, guint sec)
{
  top->refresh = g_timeout_add_seconds(sec, on_refresh, top);
}

/* ---- answers --------------------------------------------------------------------------------------- */

static void take_list(struct top *top, const struct top_told *told)
{
  if (told->list)
    top_model_take_list(top->model, told->wanted.pane, told->list);
  else
    top_model_take_trouble(top->model, told->error->message);
  refresh_in(top, REFRESH_SEC);
  if (top->list_is_wanted)
    ask_list(top);
}

static void take_answer(struct top *top, const struct top_told *told)
{
  top->model->asking--;
  if (told->wanted.wish == TOP_LIST) {
    take_list(top, told);
    return;
  }
  if (told->error)
    top_model_say(top->model, told->error->message);
  else if (told->wanted.wish == TOP_EXPLAIN)
    top_model_take_text(top->model, told->wanted.tip, told->text);
  else
    top_model_say(top->model, told->text);
  if (told->wanted.wish != TOP_EXPLAIN)
    ask_list(top);
}

static void on_told(gpointer user)
{
  struct top *top = user;
  for (struct top_told *told; (told = top_asker_take(top->asker)); top_told_free(told))
    take_answer(top, told);
  draw(top);
}

/* ---- the terminal ---------------------------------------------------------------------------------- */

static gboolean on_input(int fd, GIOCondition condition, gpointer user)
{
  struct top *top = user;
  gunichar key;
  (void)fd;
  if (condition & (G_IO_HUP | G_IO_ERR))
    g_main_loop_quit(top->loop);
  while (top_screen_key(top->screen, &key)) {
    enum top_wish wish = top_model_key(top->model, key);
    if (wish == TOP_QUIT)
      g_main_loop_quit(top->loop);
    else if (wish == TOP_LIST)
      ask_list(top);
    else if (wish != TOP_NOTHING)
      ask(top, wish);
  }
  draw(top);
  return G_SOURCE_CONTINUE;
}

static gboolean on_resize(gpointer user)
{
  struct top *top = user;
  guint width, height;
  top_screen_measure(top->screen, &width, &height);
  top_model_resize(top->model, width, height);
  draw(top);
  return G_SOURCE_CONTINUE;
}

static gboolean on_end(gpointer user)
{
  struct top *top = user;
  g_main_loop_quit(top->loop);
  return G_SOURCE_CONTINUE;
}

static void watch(struct top *top, guint *sources)
{
  *sources++ = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, top);
  *sources++ = g_unix_signal_add(SIGWINCH, on_resize, top);
  *sources++ = g_unix_signal_add(SIGINT, on_end, top);
  *sources++ = g_unix_signal_add(SIGTERM, on_end, top);
  *sources = g_unix_signal_add(SIGHUP, on_end, top);
}

static void run(struct top *top)
{
  guint sources[5];
  watch(top, sources);
  refresh_in(top, REFRESH_SEC);
  ask_list(top);
  on_resize(top);
  g_main_loop_run(top->loop);
  for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
    g_source_remove(sources[i]);
  if (top->refresh)
    g_source_remove(top->refresh);
}

int command_top(struct cli *cli, char **words)
{
  (void)words;
  g_autoptr(GError) error = NULL;
  if (cli->options.json)
    return cli_usage("provost top draws a screen and prints no JSON: provost tips --follow --json tells programs what happens");
  struct top top = {.screen = top_screen_new(&error)};
  if (!top.screen)
    return cli_usage("%s", error->message);
  top.model = top_model_new();
  top.loop = g_main_loop_new(NULL, FALSE);
  top.asker = top_asker_new(cli->client, on_told, &top);
  run(&top);
  top_screen_free(top.screen);
  top_asker_free(top.asker);
  g_main_loop_unref(top.loop);
  top_model_free(top.model);
  return CLI_DONE;
}
