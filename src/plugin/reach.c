#include "plugin/reach.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOCKET_DEFAULT "/run/provost/provost.sock"
#define TOKEN_MAX      256 /* bytes */

/* Neither a port nor brackets. */
static gboolean is_this_machine(const char *name)
{
  return strcmp(name, "localhost") == 0 || strcmp(name, "::1") == 0 ||
         (g_str_has_prefix(name, "127.") && g_hostname_is_ip_address(name));
}

/* In brackets, a name or an address, or an IPv6 address alone; then a port. */
#define HOST_FORM "^(?:\\[([0-9a-fA-F:.]+)\\]|([^][:/@?#%\\\\\\s]+)|([0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*))(?::([0-9]+))?$"

/* "https://[::1]:8480" of "::1", "[::1]:8480", "kvm1" or "kvm1:8480". */
static char *url_of(const struct reach *reach, GError **error)
{
  g_autoptr(GRegex) form = g_regex_new(HOST_FORM, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  guint64 port = REACH_PORT;
  gboolean is_host = g_regex_match(form, reach->host, 0, &match);
  g_autofree char *bracketed = g_match_info_fetch(match, 1), *name = g_match_info_fetch(match, 2), *bare = g_match_info_fetch(match, 3);
  g_autofree char *digits = g_match_info_fetch(match, 4);
  if (!is_host || (digits && *digits && !g_ascii_string_to_unsigned(digits, 10, 1, 65535, &port, NULL))) {
    error_refuse(error, PROVOST_ERROR_INVALID, "-H %s is no host: write kvm1, kvm1:8480 or [::1]:8480", reach->host);
    return NULL;
  }
  const char *found = *name ? name : *bracketed ? bracketed : bare;
  gboolean is_plain = is_this_machine(found) && !reach->ca_file;
  return g_strdup_printf("http%s://%s%s%s:%u", is_plain ? "" : "s", *name ? "" : "[", found, *name ? "" : "]", (guint)port);
}

/* Its first line. Who else may read it could be provost's operator. */
static char *token_read(const char *path, GError **error)
{
  char bytes[TOKEN_MAX + 2] = "";
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat(fd, &status) < 0 || read(fd, bytes, sizeof bytes - 1) < 0) {
    error_refuse(error, PROVOST_ERROR_INVALID, "the token in %s cannot be read: %s", path, g_strerror(errno));
  } else if (!S_ISREG(status.st_mode) || status.st_mode & S_IRWXO) {
    error_refuse(error, PROVOST_ERROR_INVALID, "%s has the token: it must be a regular file, closed to others (chmod o= FILE)", path);
  } else {
    bytes[strcspn(bytes, "\r\n")] = '\0';
    close(fd);
    return g_strdup(bytes);
  }
  if (fd >= 0)
    close(fd);
  return NULL;
}

/* A token that is none would be a header of somebody's making. FALSE with error. */
static gboolean token_find(const struct reach *reach, char **token, GError **error)
{
  const char *given = g_getenv("PROVOST_TOKEN");
  *token = reach->token_file ? token_read(reach->token_file, error) : g_strdup(given && *given ? given : NULL);
  if (!*token)
    return !reach->token_file;
  for (const char *byte = *token; *byte; byte++)
    if (!g_ascii_isgraph(*byte))
      return error_refuse(error, PROVOST_ERROR_INVALID, "the token has a byte that no token has");
  return **token && strlen(*token) <= TOKEN_MAX
             ? TRUE : error_refuse(error, PROVOST_ERROR_INVALID, "the token must have 1 to %d bytes", TOKEN_MAX);
}

struct client *reach_client(const struct reach *reach, guint ms, GError **error)
{
  g_autofree char *url = NULL, *token = NULL;
  const char *named = reach->socket ? reach->socket : g_getenv("PROVOST_SOCKET");
  if (reach->host && reach->socket) {
    error_refuse(error, PROVOST_ERROR_INVALID, "-H and -S are two wishes: choose one");
    return NULL;
  }
  if (reach->host && (!(url = url_of(reach, error)) || !token_find(reach, &token, error)))
    return NULL;
  struct client_place place = {url ? NULL : named && *named ? named : SOCKET_DEFAULT, url, token, reach->ca_file};
  struct client *client = client_new_at(&place, ms);
  client_end_within(client, ms);
  return client;
}

void reach_clear(struct reach *reach)
{
  g_free(reach->host);
  g_free(reach->socket);
  g_free(reach->token_file);
  g_free(reach->ca_file);
}
