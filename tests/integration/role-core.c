/*
 * The core's end of the channel of a role, "role-core provost-virt", for tests with real programs: each line of standard input,
 * "EXAMINE (1, 'host:h1', ...)", is sent as that message, and each answer is written as such a line, but for what provost-virt
 * tells unasked. Ends with its input.
 */
#include "program.h"
#include "wire/channel.h"

#include <stdio.h>
#include <string.h>

struct conversation {
  struct channel *channel;
  GMainLoop *loop;
};

static gboolean is_answer(enum message_kind kind)
{
  return kind == MESSAGE_COUNTERS || kind == MESSAGE_EVENT_TAKEN || kind == MESSAGE_DEED_PROGRESS || kind == MESSAGE_DEED_ENDED || kind == MESSAGE_INSPECTED ||
         kind == MESSAGE_EXAMINED;
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel, (void)user;
  if (!is_answer(kind))
    return;
  g_autofree char *text = g_variant_print(body, FALSE);
  printf("%s %s\n", message_type(kind)->name, text);
  fflush(stdout);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  struct conversation *conversation = user;
  fprintf(stderr, "the role has closed its channel: %s\n", reason);
  g_main_loop_quit(conversation->loop);
}

static void say(struct conversation *conversation, char *line)
{
  char *blank = strchr(line, ' ');
  if (blank)
    *blank = '\0';
  for (guint kind = 0; blank && kind < MESSAGE_KINDS; kind++) {
    if (strcmp(message_type(kind)->name, line) != 0)
      continue;
    g_autoptr(GError) error = NULL;
    GVariant *body = g_variant_parse(message_type(kind)->type, blank + 1, NULL, NULL, &error);
    if (!body)
      g_error("%s: %s", blank + 1, error->message);
    channel_send(conversation->channel, kind, body);
    g_variant_unref(body);
    return;
  }
  g_error("no message: %s", line);
}

static gboolean on_line(GIOChannel *input, GIOCondition condition, gpointer user)
{
  (void)condition;
  struct conversation *conversation = user;
  g_autofree char *line = NULL;
  gsize end = 0;
  GIOStatus status = g_io_channel_read_line(input, &line, NULL, &end, NULL);
  if (status == G_IO_STATUS_AGAIN)
    return G_SOURCE_CONTINUE;
  if (status != G_IO_STATUS_NORMAL) {
    g_main_loop_quit(conversation->loop);
    return G_SOURCE_REMOVE;
  }
  line[end] = '\0';
  say(conversation, line);
  return G_SOURCE_CONTINUE;
}

static enum role role_named(const char *name)
{
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    if (strcmp(role_name(role), name) == 0)
      return role;
  g_error("no role: %s", name);
}

int main(int argc, char **argv)
{
  g_assert(argc == 2);
  static const struct channel_events events = {on_message, on_closed};
  struct conversation conversation = {.loop = g_main_loop_new(NULL, FALSE)};
  int fd;
  g_autoptr(GSubprocess) role = program_start(argv[1], NULL, NULL, &fd);
  conversation.channel = channel_new(ROLE_CORE, role_named(argv[1]), &events, &conversation);
  channel_open(conversation.channel, fd);
  GIOChannel *input = g_io_channel_unix_new(0);
  g_io_channel_set_flags(input, G_IO_FLAG_NONBLOCK, NULL);
  g_io_add_watch(input, G_IO_IN | G_IO_HUP, on_line, &conversation);
  g_main_loop_run(conversation.loop);
  channel_free(conversation.channel);
  g_subprocess_wait(role, NULL, NULL);
  g_io_channel_unref(input);
  g_main_loop_unref(conversation.loop);
  return 0;
}
