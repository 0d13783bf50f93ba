#include "config/secret_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean file_is_closed(int fd, const char *path, GError **error)
{
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%s is no regular file: name one that holds the secret", path);
    return FALSE;
  }
  if (status.st_mode & S_IRWXO) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%s holds a secret and is open to everybody (mode %04o): chmod o= %s", path,
                (guint)status.st_mode & 07777, path);
    return FALSE;
  }
  return TRUE;
}

/* Up to `size` bytes; a read may give fewer at a time. */
static gssize read_up_to(int fd, char *buffer, gsize size)
{
  gsize length = 0;
  while (length < size) {
    ssize_t got = read(fd, buffer + length, size - length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    length += (gsize)got;
  }
  return (gssize)length;
}

static char *secret_of(const char *buffer, gsize length, const char *path, GError **error)
{
  if (length > 0 && buffer[length - 1] == '\n')
    length--;
  if (length > 0 && buffer[length - 1] == '\r')
    length--;
  const char *wrong = NULL;
  if (length == 0)
    wrong = "is empty";
  else if (length > SECRET_MAX)
    wrong = "holds more than 255 bytes";
  else if (!g_utf8_validate(buffer, (gssize)length, NULL))
    wrong = "is not UTF-8 text";
  else
    for (gsize i = 0; i < length; i++)
      if ((unsigned char)buffer[i] < 0x20 || buffer[i] == 0x7f)
        wrong = "holds more than one line or a control character";
  if (!wrong)
    return g_strndup(buffer, length);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s %s: write the secret in one line",
              path, wrong);
  return NULL;
}

/* What it holds, one byte more than `max` at most. FALSE: it must not be used. */
static gboolean read_closed(const char *path, GString *text, gsize max, GError **error)
{
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "the file cannot be opened: %s",
                errno == ELOOP ? "it is a symbolic link; name the file itself" : g_strerror(errno));
    return FALSE;
  }
  g_string_set_size(text, max + 1);
  gboolean is_closed = file_is_closed(fd, path, error);
  gssize length = is_closed ? read_up_to(fd, text->str, text->len) : 0;
  if (length < 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "%s cannot be read: %s", path, g_strerror(errno));
  g_string_set_size(text, (gsize)MAX(length, 0));
  close(fd);
  return is_closed && length >= 0;
}

char *secret_file_read(const char *path, GError **error)
{
  /* One more than a secret and "\r\n" is enough to see that it is too long. */
  g_autoptr(GString) text = g_string_sized_new(SECRET_MAX + 4);
  char *secret = read_closed(path, text, SECRET_MAX + 2, error) ? secret_of(text->str, text->len, path, error) : NULL;
  explicit_bzero(text->str, text->allocated_len);
  return secret;
}

GString *secret_file_read_all(const char *path, gsize max, GError **error)
{
  g_autoptr(GString) text = g_string_sized_new(max + 2);
  gboolean is_read = read_closed(path, text, max, error);
  if (is_read && text->len <= max)
    return g_steal_pointer(&text);
  if (is_read)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "%s holds more than %zu bytes: shorten it", path, max);
  explicit_bzero(text->str, text->allocated_len);
  return NULL;
}
