#include "notify/http.h"

#include <curl/curl.h>
#include <glib-unix.h>
#include <string.h>

#define KEEPALIVE_SEC 30L
#define CONNECTIONS_KEPT 32L

struct http {
  CURLM *multi;
  guint timer;
  GHashTable *calls; /* struct http_call, a set */
};

struct http_call {
  struct http *http;
  CURL *easy;
  struct curl_slist *headers;
  char *body;
  guint timeout_ms;
  GString *answer;
  void (*take)(const char *bytes, gsize n, gpointer user);
  void (*opened)(gpointer user);
  http_done done;
  gpointer user;
};

struct watch {
  struct http *http;
  guint source;
};

/* ---- what failures are called -------------------------------------------------------------------- */

static char *describe(const struct http_call *call, CURLcode code)
{
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return g_strdup("its name is not known: see the URL, and the name service of this machine");
  case CURLE_COULDNT_CONNECT:
    return g_strdup("nobody listens there: see the URL, and whether it runs");
  case CURLE_OPERATION_TIMEDOUT:
    return g_strdup_printf("it did not answer within %u s", MAX(call->timeout_ms / 1000, 1u));
  case CURLE_PEER_FAILED_VERIFICATION:
    return g_strdup("its certificate is not vouched for by ca_file or this machine, has expired, or is of another name");
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    return g_strdup("its key is not the public_key of the configuration");
  case CURLE_SSL_CACERT_BADFILE:
    return g_strdup("the ca_file cannot be read, or holds no certificates");
  case CURLE_SSL_CONNECT_ERROR:
    return g_strdup("no TLS could be agreed upon with it");
  case CURLE_GOT_NOTHING:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
  case CURLE_PARTIAL_FILE:
    return g_strdup("it broke the connection");
  case CURLE_WRITE_ERROR:
    return g_strdup_printf("it answered with more than %u MiB", HTTP_ANSWER_MAX >> 20);
  default:
    return g_strdup(curl_easy_strerror(code));
  }
}

/* ---- one call ------------------------------------------------------------------------------------ */

static void call_free(gpointer data)
{
  struct http_call *call = data;
  curl_multi_remove_handle(call->http->multi, call->easy);
  curl_easy_cleanup(call->easy);
  curl_slist_free_all(call->headers);
  g_free(call->body);
  g_string_free(call->answer, TRUE);
  g_free(call);
}

static guint status_of(const struct http_call *call)
{
  long status = 0;
  curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
  return (guint)status;
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *user)
{
  struct http_call *call = user;
  gsize length = size * n;
  if (call->take && status_of(call) == 200)
    call->take(bytes, length, call->user);
  else if (call->answer->len + length > HTTP_ANSWER_MAX)
    return 0;
  else
    g_string_append_len(call->answer, bytes, (gssize)length);
  return length;
}

/* The empty line ends the headers. */
static size_t on_header(char *line, size_t size, size_t n, void *user)
{
  struct http_call *call = user;
  if (call->opened && status_of(call) == 200 && (line[0] == '\r' || line[0] == '\n'))
    call->opened(call->user);
  return size * n;
}

static void finish(struct http_call *call, CURLcode code)
{
  struct http *http = call->http;
  g_autofree char *error = code == CURLE_OK ? NULL : describe(call, code);
  const struct http_answer answer = {code == CURLE_OK ? status_of(call) : 0, call->answer->str, error};
  g_hash_table_steal(http->calls, call);
  call->done(&answer, call->user);
  call_free(call);
}

static void finish_all(struct http *http)
{
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(http->multi, &left))) {
    struct http_call *call = NULL;
    CURLcode code = message->data.result;
    if (message->msg == CURLMSG_DONE && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call) == CURLE_OK)
      finish(call, code);
  }
}

/* ---- the main loop ------------------------------------------------------------------------------- */

static gboolean on_socket_ready(gint fd, GIOCondition condition, gpointer user)
{
  struct http *http = ((struct watch *)user)->http;
  int running, what = 0;
  what |= condition & G_IO_IN ? CURL_CSELECT_IN : 0;
  what |= condition & G_IO_OUT ? CURL_CSELECT_OUT : 0;
  what |= condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL) ? CURL_CSELECT_ERR : 0;
  curl_multi_socket_action(http->multi, fd, what, &running);
  finish_all(http);
  return G_SOURCE_CONTINUE;
}

static int on_socket_wanted(CURL *easy, curl_socket_t fd, int what, void *user, void *kept)
{
  (void)easy;
  struct http *http = user;
  struct watch *watch = kept;
  if (watch)
    g_source_remove(watch->source); /* frees it */
  if (what == CURL_POLL_REMOVE)
    return 0;
  guint conditions = (what & CURL_POLL_IN ? G_IO_IN | G_IO_HUP : 0) | (what & CURL_POLL_OUT ? G_IO_OUT : 0) | G_IO_ERR;
  watch = g_new0(struct watch, 1);
  watch->http = http;
  watch->source = g_unix_fd_add_full(G_PRIORITY_DEFAULT, fd, conditions, on_socket_ready, watch, g_free);
  curl_multi_assign(http->multi, fd, watch);
  return 0;
}

static gboolean on_time(gpointer user)
{
  struct http *http = user;
  int running;
  http->timer = 0;
  curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
  finish_all(http);
  return G_SOURCE_REMOVE;
}

static int on_timer_wanted(CURLM *multi, long ms, void *user)
{
  (void)multi;
  struct http *http = user;
  g_clear_handle_id(&http->timer, g_source_remove);
  if (ms >= 0)
    http->timer = g_timeout_add((guint)ms, on_time, http);
  return 0;
}

struct http *http_new(void)
{
  struct http *http = g_new0(struct http, 1);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  http->multi = curl_multi_init();
  http->calls = g_hash_table_new_full(NULL, NULL, call_free, NULL);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
  curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
  return http;
}

/* ---- sending ------------------------------------------------------------------------------------- */

/* A key that is pinned takes the place of issuer and name, which a certificate of its own making has not. */
static void set_trust(CURL *easy, const struct http_request *request)
{
  if (request->ca_file)
    curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
  if (!request->public_key)
    return;
  curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, request->public_key);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

static void set_limits(CURL *easy, const struct http_request *request)
{
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* who cancels does not wait for a name server */
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, KEEPALIVE_SEC);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, KEEPALIVE_SEC);
}

static void set_content(struct http_call *call, const struct http_request *request)
{
  for (guint i = 0; request->headers && request->headers[i]; i++)
    call->headers = curl_slist_append(call->headers, request->headers[i]);
  call->headers = curl_slist_append(call->headers, "Expect:"); /* nobody waits for a go-ahead */
  curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
  curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, request->method);
  if (call->body) {
    curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, call->body);
    curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(call->body));
  }
  if (request->user) {
    curl_easy_setopt(call->easy, CURLOPT_USERNAME, request->user);
    curl_easy_setopt(call->easy, CURLOPT_PASSWORD, request->password);
  }
}

struct http_call *http_send(struct http *http, const struct http_request *request, http_done done, gpointer user)
{
  struct http_call *call = g_new0(struct http_call, 1);
  *call = (struct http_call){.http = http, .easy = curl_easy_init(), .body = g_strdup(request->body),
                             .timeout_ms = request->timeout_ms, .answer = g_string_new(NULL), .take = request->take,
                             .opened = request->opened, .done = done, .user = user};
  curl_easy_setopt(call->easy, CURLOPT_URL, request->url);
  curl_easy_setopt(call->easy, CURLOPT_PRIVATE, call);
  curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, call);
  curl_easy_setopt(call->easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(call->easy, CURLOPT_HEADERDATA, call);
  set_limits(call->easy, request);
  set_trust(call->easy, request);
  set_content(call, request);
  g_hash_table_add(http->calls, call);
  curl_multi_add_handle(http->multi, call->easy);
  return call;
}

void http_cancel(struct http_call *call)
{
  g_hash_table_remove(call->http->calls, call);
}
