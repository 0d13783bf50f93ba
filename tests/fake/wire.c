#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FRAME_MAX (16 << 20)

/* ---- errors -------------------------------------------------------------------------------------- */

struct last_error {
  int code;
  char text[512];
};

static struct last_error *last_error(void)
{
  static GPrivate key = G_PRIVATE_INIT(g_free);
  struct last_error *last = g_private_get(&key);
  if (!last) {
    last = g_new0(struct last_error, 1);
    g_private_set(&key, last);
  }
  return last;
}

void fake_set_error(int code, const char *text)
{
  struct last_error *last = last_error();
  last->code = code;
  g_strlcpy(last->text, text, sizeof last->text);
}

int virGetLastErrorCode(void)
{
  return last_error()->code;
}

const char *virGetLastErrorMessage(void)
{
  const struct last_error *last = last_error();
  return last->code ? last->text : "no error";
}

int fake_lacks(const char *call)
{
  g_autofree char *text = g_strconcat("this function is not supported by the connection driver: ", call, NULL);
  fake_set_error(VIR_ERR_NO_SUPPORT, text);
  return -1;
}

/* ---- frames -------------------------------------------------------------------------------------- */

static gboolean write_all(int socket, const guchar *bytes, gsize length)
{
  while (length > 0) {
    ssize_t written = send(socket, bytes, length, MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    bytes += written;
    length -= (gsize)written;
  }
  return TRUE;
}

static gboolean read_all(int socket, guchar *bytes, gsize length)
{
  while (length > 0) {
    ssize_t got = recv(socket, bytes, length, 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return FALSE;
    bytes += got;
    length -= (gsize)got;
  }
  return TRUE;
}

gboolean fake_send(int socket, const char *text)
{
  gsize length = strlen(text);
  g_autofree guchar *frame = g_malloc(length + 4);
  guint32 head = GUINT32_TO_LE((guint32)length);
  memcpy(frame, &head, 4);
  memcpy(frame + 4, text, length);
  return write_all(socket, frame, length + 4);
}

char *fake_receive(int socket)
{
  guint32 head;
  if (!read_all(socket, (guchar *)&head, 4) || GUINT32_FROM_LE(head) > FRAME_MAX)
    return NULL;
  gsize length = GUINT32_FROM_LE(head);
  char *text = g_malloc(length + 1);
  text[length] = '\0';
  if (read_all(socket, (guchar *)text, length))
    return text;
  g_free(text);
  return NULL;
}

int fake_connect(const char *opening, const char *uri)
{
  const char *path = g_getenv(FAKE_SOCKET);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_strlcpy(address.sun_path, path ? path : "", sizeof address.sun_path);
  g_autofree char *question = g_strdup_printf("%s" FAKE_SEPARATOR "%s" FAKE_SEPARATOR "%d", opening, uri, (int)getpid());
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && fake_send(fd, question)) {
    g_autofree char *answer = fake_receive(fd);
    if (answer && strcmp(answer, "0") == 0)
      return fd;
  }
  close(fd);
  fake_set_error(VIR_ERR_INTERNAL_ERROR, "unable to connect to server: Connection refused");
  return -1;
}

/* ---- questions ----------------------------------------------------------------------------------- */

static GStrv take_answer(virConnectPtr connection, const char *answer)
{
  if (!answer) {
    g_atomic_int_set(&connection->dead, TRUE);
    fake_set_error(VIR_ERR_INTERNAL_ERROR, "client socket is closed");
    return NULL;
  }
  g_auto(GStrv) fields = g_strsplit(answer, FAKE_SEPARATOR, -1);
  int code = (int)g_ascii_strtoll(fields[0], NULL, 10);
  if (code == 0)
    return g_strdupv(fields + 1);
  fake_set_error(code, fields[1] ? fields[1] : "");
  return NULL;
}

static GStrv ask(virConnectPtr connection, const char *call, va_list arguments)
{
  GString *question = g_string_new(call);
  const char *argument;
  while ((argument = va_arg(arguments, const char *)))
    g_string_append_printf(question, FAKE_SEPARATOR "%s", argument);
  g_mutex_lock(&connection->lock);
  g_autofree char *answer =
      fake_send(connection->socket, question->str) ? fake_receive(connection->socket) : NULL;
  g_mutex_unlock(&connection->lock);
  g_string_free(question, TRUE);
  return take_answer(connection, answer);
}

GStrv fake_ask(virConnectPtr connection, const char *call, ...)
{
  va_list arguments;
  va_start(arguments, call);
  GStrv results = ask(connection, call, arguments);
  va_end(arguments);
  return results;
}

int fake_do(virConnectPtr connection, const char *call, ...)
{
  va_list arguments;
  va_start(arguments, call);
  g_auto(GStrv) results = ask(connection, call, arguments);
  va_end(arguments);
  return results ? 0 : -1;
}

gint64 fake_number(virConnectPtr connection, const char *call, ...)
{
  va_list arguments;
  va_start(arguments, call);
  g_auto(GStrv) results = ask(connection, call, arguments);
  va_end(arguments);
  return results ? g_ascii_strtoll(results[0], NULL, 10) : -1;
}

char *fake_text(virConnectPtr connection, const char *call, ...)
{
  va_list arguments;
  va_start(arguments, call);
  g_auto(GStrv) results = ask(connection, call, arguments);
  va_end(arguments);
  return results ? strdup(results[0]) : NULL;
}
