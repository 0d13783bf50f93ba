#include "cli/fake_api.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct fake_api {
  int fd;
  const struct exchange *exchanges;
  guint asked;
  GString *complaints;
  GThread *thread;
};

/* Headers and the body that Content-Length promises. */
static char *read_request(int fd)
{
  GString *text = g_string_new(NULL);
  char part[4096];
  for (;;) {
    const char *body = strstr(text->str, "\r\n\r\n");
    const char *length = strstr(text->str, "Content-Length: ");
    gsize wanted = length ? (gsize)g_ascii_strtoull(length + strlen("Content-Length: "), NULL, 10) : 0;
    if (body && strlen(body + 4) >= wanted)
      return g_string_free(text, FALSE);
    ssize_t n = read(fd, part, sizeof part);
    if (n <= 0)
      return g_string_free(text, FALSE);
    g_string_append_len(text, part, n);
  }
}

/* "POST /v1/moves {...}" */
static char *request_line(const char *request)
{
  g_auto(GStrv) words = g_strsplit(request, " ", 3);
  const char *body = strstr(request, "\r\n\r\n");
  if (g_strv_length(words) < 2)
    return g_strdup("nothing");
  return g_strdup_printf("%s %s%s%s", words[0], words[1], body && body[4] ? " " : "", body ? body + 4 : "");
}

static char *reply_body(const char *reply)
{
  if (!g_str_has_prefix(reply, "@"))
    return g_strdup(reply);
  g_autofree char *path = g_strdup_printf("%s/tests/unit/cli/%s.json", TEST_SRCDIR, reply + 1);
  char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

static const char *content_type(const char *body)
{
  if (g_str_has_prefix(body, "PNG"))
    return "image/png";
  return g_str_has_prefix(body, "id: ") || g_str_has_prefix(body, ":\n") ? "text/event-stream" : "application/json";
}

static void answer(int fd, const struct exchange *exchange)
{
  char nothing;
  if (!exchange->reply)
    return;
  if (strcmp(exchange->reply, FAKE_SILENCE) == 0) {
    (void)!read(fd, &nothing, 1);
    return;
  }
  g_autofree char *body = reply_body(exchange->reply);
  g_autofree char *text =
      exchange->status ? g_strdup_printf("HTTP/1.1 %u Word\r\nContent-Type: %s\r\nConnection: "
                                         "close\r\nContent-Length: %zu\r\n\r\n%s",
                                         exchange->status, content_type(body),
                                         strlen(body), body)
                       : g_strdup(body);
  for (gsize sent = 0, length = strlen(text); sent < length;) {
    ssize_t n = send(fd, text + sent, length - sent, MSG_NOSIGNAL);
    if (n <= 0)
      return;
    sent += (gsize)n;
  }
}

static gpointer run(gpointer data)
{
  struct fake_api *api = data;
  for (int fd; (fd = accept(api->fd, NULL, NULL)) >= 0; close(fd)) {
    const struct exchange *exchange = &api->exchanges[api->asked];
    if (!exchange->request)
      exchange = &api->exchanges[api->asked - 1];
    else
      api->asked++;
    g_autofree char *request = read_request(fd);
    g_autofree char *line = request_line(request);
    if (strcmp(line, exchange->request) != 0)
      g_string_append_printf(api->complaints, "asked %s instead of %s\n", line, exchange->request);
    if (g_str_has_prefix(line, "POST ") && !strstr(request, "\r\nIdempotency-Key: "))
      g_string_append_printf(api->complaints, "%s has no key of its own\n", line);
    answer(fd, exchange);
  }
  return NULL;
}

struct fake_api *fake_api_new(const char *socket_path, const struct exchange *exchanges)
{
  struct fake_api *api = g_new0(struct fake_api, 1);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, socket_path, sizeof address.sun_path);
  api->exchanges = exchanges;
  api->complaints = g_string_new(NULL);
  api->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(api->fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint(listen(api->fd, 16), ==, 0);
  api->thread = g_thread_new("fake API", run, api);
  return api;
}

char *fake_api_end(struct fake_api *api)
{
  shutdown(api->fd, SHUT_RDWR);
  g_thread_join(api->thread);
  close(api->fd);
  if (api->exchanges[api->asked].request)
    g_string_append_printf(api->complaints, "never asked %s\n", api->exchanges[api->asked].request);
  char *complaints = api->complaints->len ? g_strdup(api->complaints->str) : NULL;
  g_string_free(api->complaints, TRUE);
  g_free(api);
  return complaints;
}
