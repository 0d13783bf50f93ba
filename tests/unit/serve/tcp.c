#include "serve/tcp.h"

#include "base/listen_address.h"
#include "token.h"
#include "unit.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void access_with_tokens(struct access_rules *rules)
{
  *rules = (struct access_rules){.tokens = g_ptr_array_new_with_free_func((GDestroyNotify)access_token_free)};
  g_ptr_array_add(rules->tokens, token_new("v", ACCESS_VIEWER, TOKEN_VIEWER));
  g_ptr_array_add(rules->tokens, token_new("o", ACCESS_OPERATOR, TOKEN_OPERATOR));
  g_ptr_array_add(rules->tokens, token_new("a", ACCESS_ADMIN, TOKEN_ADMIN));
}

void access_done(struct access_rules *rules)
{
  g_ptr_array_unref(rules->tokens);
}

/* Free for now: it may be listened at at once, since nobody was connected to it. Caller frees. */
static char *free_address(void)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
  close(fd);
  return g_strdup_printf("127.0.0.1:%u", ntohs(address.sin_port));
}

void rig_listen(struct rig *rig, const struct access_rules *rules)
{
  rig->access = rules;
  g_free(rig->listen);
  rig->listen = free_address();
  rig_serve(rig);
}

struct wire *tcp_wire(const struct rig *rig)
{
  struct sockaddr_storage native;
  g_autoptr(GInetSocketAddress) address = listen_address_read(rig->listen);
  assert_true(g_socket_address_to_native(G_SOCKET_ADDRESS(address), &native, sizeof native, NULL));
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  assert_true(connect(fd, (const struct sockaddr *)&native, sizeof(struct sockaddr_in)) == 0 || errno == EINPROGRESS);
  return wire_of(fd);
}

char *tcp_ask(const struct rig *rig, const char *request, const char *token, const char *headers)
{
  struct wire *wire = tcp_wire(rig);
  g_autofree char *authorization = token ? g_strdup_printf("Authorization: Bearer %s\r\n", token) : g_strdup("");
  g_autofree char *host = strstr(headers, "Host: ") ? g_strdup("") : g_strdup_printf("Host: %s\r\n", rig->listen);
  g_autofree char *text =
      g_strdup_printf("%s HTTP/1.1\r\n%s%s%sConnection: close\r\n\r\n", request, host, authorization, headers);
  wire_write(wire, text);
  wire_read_all(wire);
  char *answer = g_strdup(wire->text->str);
  wire_free(wire);
  return answer;
}

void tcp_expect(const struct rig *rig, const char *request, const char *token, guint status, const char *words)
{
  g_autofree char *text = tcp_ask(rig, request, token, ""), *begin = g_strdup_printf("HTTP/1.1 %u ", status);
  if (!g_str_has_prefix(text, begin) || !strstr(text, words))
    fail_msg("%s with %s: %s", request, token ? token : "no token", text);
}
