#include "serve/once.h"

#include "serve/answer_book.h"

#include <string.h>

#define KEY_MIN 8
#define KEY_MAX 128

static gboolean is_key(const char *key)
{
  gsize length = strlen(key);
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph(key[i]))
      return FALSE;
  return length >= KEY_MIN && length <= KEY_MAX;
}

static gboolean refuse(struct call *call, guint status, const char *sentence)
{
  call_answer(call, status, json_pack("{s:s}", "error", sentence));
  return FALSE;
}

/* Takes the caller's word that it is the same order only where all of it is the same. Caller frees. */
static char *order_digest(const struct call *call, const char *path)
{
  const GString *body = call_bytes(call);
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(checksum, (const guchar *)path, (gssize)strlen(path) + 1);
  g_checksum_update(checksum, (const guchar *)body->str, (gssize)body->len);
  return g_strdup(g_checksum_get_string(checksum));
}

static gboolean take(struct call *call, const char *id, const char *path)
{
  const struct kept_answer *kept;
  g_autofree char *order = order_digest(call, path);
  switch (answer_book_take(call_home(call)->answers, id, order, &kept)) {
  case ANSWER_NEW:
    call_keep_answer(call, g_strdup(id));
    return TRUE;
  case ANSWER_KEPT:
    call_answer_again(call, kept);
    return FALSE;
  case ANSWER_UNDER_WAY:
    return refuse(call, MHD_HTTP_CONFLICT, "the order with this Idempotency-Key is still being carried out: ask again for its answer");
  case ANSWER_OTHER:
    return refuse(call, MHD_HTTP_UNPROCESSABLE_CONTENT,
                  "another order was sent with this Idempotency-Key: each order needs a key of its own");
  case ANSWER_NO_ROOM:
    break;
  }
  return refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "too many orders with an Idempotency-Key are being carried out: ask again later");
}

gboolean once_admit(struct call *call, const struct route *route, const char *path)
{
  const char *key = call_header(call, "Idempotency-Key");
  if (!key || strcmp(route->method, "POST") != 0)
    return TRUE;
  if (!is_key(key))
    return refuse(call, MHD_HTTP_BAD_REQUEST, "an Idempotency-Key has 8 to 128 printable characters without spaces");
  g_autofree char *id = g_strconcat(call_by(call), "\n", key, NULL);
  return take(call, id, path);
}
