#include "client/client.h"

#include "base/error.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PAGES_MAX 1000
#define CONNECT_MS 2000
#define ANSWER_MAX (64u << 20) /* bytes */

struct client {
  char *where; /* the socket's path, or the URL */
  gboolean is_tcp;
  char *ca_file;       /* NULL: the machine's own */
  char *authorization; /* NULL: none */
  guint timeout_ms;
  gint64 deadline_us; /* 0: none but the time-out of each */
  gint is_stopped; /* atomic */
};

struct client *client_new_at(const struct client_place *place, guint timeout_ms)
{
  struct client *client = g_new0(struct client, 1);
  client->is_tcp = !place->socket_path;
  client->where = g_strdup(client->is_tcp ? place->url : place->socket_path);
  client->ca_file = g_strdup(place->ca_file);
  client->authorization = place->token ? g_strconcat("Authorization: Bearer ", place->token, NULL) : NULL;
  client->timeout_ms = timeout_ms;
  return client;
}

struct client *client_new(const char *socket_path, guint timeout_ms)
{
  return client_new_at(&(struct client_place){.socket_path = socket_path}, timeout_ms);
}

void client_free(struct client *client)
{
  if (!client)
    return;
  g_free(client->where);
  g_free(client->ca_file);
  g_free(client->authorization);
  g_free(client);
}

guint client_timeout_ms(const struct client *client)
{
  return client->timeout_ms;
}

const char *client_socket(const struct client *client)
{
  return client->where;
}

void client_end_within(struct client *client, guint ms)
{
  client->deadline_us = g_get_monotonic_time() + ms * G_GINT64_CONSTANT(1000);
}

/* 1 at least: to curl 0 is no end at all. */
static long time_left_ms(const struct client *client)
{
  gint64 left_ms = client->deadline_us ? (client->deadline_us - g_get_monotonic_time()) / 1000 : G_MAXINT32;
  return (long)CLAMP(left_ms, 1, (gint64)client->timeout_ms);
}

void client_stop(struct client *client)
{
  g_atomic_int_set(&client->is_stopped, TRUE);
}

/* curl asks at least once a second. */
static int is_stopped(void *user, curl_off_t d_total, curl_off_t d_now, curl_off_t u_total, curl_off_t u_now)
{
  const struct client *client = user;
  (void)d_total, (void)d_now, (void)u_total, (void)u_now;
  return g_atomic_int_get(&client->is_stopped);
}

static size_t take_part(char *data, size_t size, size_t count, void *user)
{
  GString *answer = user;
  if (size * count > ANSWER_MAX - answer->len)
    return 0;
  g_string_append_len(answer, data, (gssize)(size * count));
  return size * count;
}

static void set_transport(CURL *curl, const struct client *client, const char *path, GString *answer)
{
  g_autofree char *url = g_strconcat(client->is_tcp ? client->where : "http://provost", path, NULL);
  if (!client->is_tcp)
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->where);
  if (client->ca_file)
    curl_easy_setopt(curl, CURLOPT_CAINFO, client->ca_file);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, client->is_tcp ? "http,https" : "http");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, MIN(CONNECT_MS, time_left_ms(client)));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, time_left_ms(client));
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_stopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, client);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_part);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
}

static gboolean may_not_open(const struct client *client)
{
  return !client->is_tcp && access(client->where, R_OK | W_OK) < 0 && errno == EACCES;
}

/* An order that was sent may have been carried out, whatever became of its answer. */
#define ORDERED "what was ordered may have been done; provost actions and provost tips say whether it was"

static void set_transport_error(const struct client *client, CURLcode code, gboolean is_order, const char *detail, GError **error)
{
  if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_TIMEOUT, "provostd did not answer at %s within %g s: %s",
                client->where, client->timeout_ms / 1000.0,
                is_order ? ORDERED : "it may hang, or be busy; ask again, or look at its log");
  else if (code == CURLE_COULDNT_CONNECT && may_not_open(client))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                "you may not open %s: ask as root, or as a member of the group that may (ls -l shows it)",
                client->where);
  else if (code == CURLE_COULDNT_RESOLVE_HOST || (code == CURLE_COULDNT_CONNECT && client->is_tcp))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd does not answer at %s: %s", client->where, detail);
  else if (code == CURLE_COULDNT_CONNECT)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                "provostd does not answer at %s: is it running? start it with provostd --config FILE, or "
                "name its socket with --socket",
                client->where);
  else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the certificate of what answers at %s is not to be believed (%s): "
                "name the file of who signed it", client->where, detail);
  else if (code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd at %s closed the connection without a whole answer: %s",
                client->where, is_order ? ORDERED : "it may have stopped; ask again");
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "what answers at %s does not speak provostd's language (%s): is it provostd's socket?",
                client->where, detail);
}

/* The answer as JSON, or the daemon's own sentence as error. */
static json_t *read_answer(const struct client *client, long status, const GString *answer, GError **error)
{
  json_error_t where;
  json_t *json = json_loadb(answer->str, answer->len, 0, &where);
  if (json_is_object(json) && status >= 200 && status < 300)
    return json;
  const char *sentence = json_string_value(json_object_get(json, "error"));
  if (sentence && status >= 400) /* of which 503 passes */
    g_set_error_literal(error, PROVOST_ERROR, status == 503 ? PROVOST_ERROR_UNAVAILABLE : PROVOST_ERROR_REFUSED, sentence);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "what answers at %s sent status %ld and no JSON object: is it provostd's socket?",
                client->where, status);
  json_decref(json);
  return NULL;
}

/* What came back. */
struct answer {
  long status;
  char *type; /* content type; "" */
  GString *bytes;
};

static void answer_clear(struct answer *answer)
{
  g_free(answer->type);
  g_string_free(answer->bytes, TRUE);
}

/* FALSE with error where there was none. The caller clears it in any case. */
static gboolean request(struct client *client, const char *path, const char *body, struct answer *answer,
                        GError **error)
{
  struct curl_slist *headers = client->authorization ? curl_slist_append(NULL, client->authorization) : NULL;
  char detail[CURL_ERROR_SIZE] = "";
  char *type = NULL;
  *answer = (struct answer){.bytes = g_string_new(NULL)};
  CURL *curl = curl_easy_init();
  set_transport(curl, client, path, answer->bytes);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  if (body) {
    g_autofree char *uuid = g_uuid_string_random();
    g_autofree char *key = g_strconcat("Idempotency-Key: ", uuid, NULL);
    headers = curl_slist_append(curl_slist_append(headers, "Content-Type: application/json"), key);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  answer->type = g_strdup(type ? type : "");
  if (code != CURLE_OK)
    set_transport_error(client, code, body != NULL, detail, error);
  curl_easy_cleanup(curl);
  curl_slist_free_all(headers);
  return code == CURLE_OK;
}

static json_t *request_json(struct client *client, const char *path, const char *body, GError **error)
{
  struct answer answer;
  json_t *json = request(client, path, body, &answer, error)
                     ? read_answer(client, answer.status, answer.bytes, error)
                     : NULL;
  answer_clear(&answer);
  return json;
}

json_t *client_get(struct client *client, const char *path, GError **error)
{
  return request_json(client, path, NULL, error);
}

/* Takes what a page has behind the others: FALSE where it is no page. */
static gboolean append_page(json_t *all, json_t *page, const char *noun)
{
  json_t *healthy = json_object_get(page, "healthy");
  if (json_array_extend(json_object_get(all, noun), json_object_get(page, noun)) < 0)
    return FALSE;
  if (json_is_false(healthy))
    json_object_set(all, "healthy", healthy);
  return json_object_set(all, "next", json_object_get(page, "next")) == 0;
}

json_t *client_get_list(struct client *client, const char *path, const char *noun, GError **error)
{
  json_t *all = client_get(client, path, error);
  for (guint pages = 1; all && json_is_string(json_object_get(all, "next")); pages++) {
    g_autofree char *cursor = g_uri_escape_string(json_string_value(json_object_get(all, "next")), NULL, FALSE);
    g_autofree char *rest = g_strconcat(path, strchr(path, '?') ? "&" : "?", "after=", cursor, NULL);
    json_auto_t *page = client_get(client, rest, error);
    if (page && pages < PAGES_MAX && append_page(all, page, noun))
      continue;
    if (page)
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s has no end, or pages that are none", path);
    g_clear_pointer(&all, json_decref);
  }
  return all;
}

GBytes *client_get_bytes(struct client *client, const char *path, const char *type, GError **error)
{
  struct answer answer;
  GBytes *bytes = NULL;
  if (request(client, path, NULL, &answer, error)) {
    if (answer.status == 200 && strcmp(answer.type, type) == 0)
      bytes = g_bytes_new(answer.bytes->str, answer.bytes->len);
    else
      json_decref(read_answer(client, answer.status, answer.bytes, error));
  }
  answer_clear(&answer);
  if (!bytes && error && !*error)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "what answers at %s sent no %s: is it provostd's socket?",
                client->where, type);
  return bytes;
}

/* ---- events -------------------------------------------------------------------------------------- */

/* What comes is events, once it is known to be; else it is an answer like any other. */
struct arriving {
  CURL *curl;
  struct event_stream *events;
  GString *answer;
  gint64 deadline_us; /* until which the stream must have begun */
  gboolean has_enough;
};

static gboolean is_stream(CURL *curl)
{
  char *type = NULL;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  return type && strcmp(type, "text/event-stream") == 0;
}

static size_t take_arriving(char *data, size_t size, size_t count, void *user)
{
  struct arriving *arriving = user;
  if (!is_stream(arriving->curl))
    return take_part(data, size, count, arriving->answer);
  if (event_stream_feed(arriving->events, data, size * count))
    return size * count;
  arriving->has_enough = !event_stream_is_broken(arriving->events);
  return 0;
}

/* curl knows no time limit for the beginning of an answer alone. */
static int is_too_late(void *user, curl_off_t d_total, curl_off_t d_now, curl_off_t u_total, curl_off_t u_now)
{
  const struct arriving *arriving = user;
  (void)d_total, (void)d_now, (void)u_total, (void)u_now;
  return !is_stream(arriving->curl) && g_get_monotonic_time() > arriving->deadline_us;
}

static void read_refusal(struct client *client, const struct arriving *arriving, GError **error)
{
  long status = 0;
  curl_easy_getinfo(arriving->curl, CURLINFO_RESPONSE_CODE, &status);
  json_t *json = read_answer(client, status, arriving->answer, error);
  if (json)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "what answers at %s tells no events: is it provostd's socket?",
                client->where);
  json_decref(json);
}

static gboolean end_listening(struct client *client, const struct arriving *arriving, CURLcode code, const char *detail,
                              GError **error)
{
  gboolean was_told = is_stream(arriving->curl);
  if (arriving->has_enough || (code == CURLE_OK && was_told))
    return TRUE;
  if (code == CURLE_OK)
    read_refusal(client, arriving, error);
  else if (was_told && !event_stream_is_broken(arriving->events))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd at %s tells nothing any more: it may have stopped",
                client->where);
  else
    set_transport_error(client, code, FALSE, detail, error);
  return FALSE;
}

gboolean client_listen(struct client *client, const char *path, event_taker take, gpointer user, GError **error)
{
  char detail[CURL_ERROR_SIZE] = "";
  gint64 deadline_us = g_get_monotonic_time() + client->timeout_ms * G_GINT64_CONSTANT(1000);
  struct arriving arriving = {curl_easy_init(), event_stream_new(take, user), g_string_new(NULL), deadline_us, FALSE};
  set_transport(arriving.curl, client, path, arriving.answer);
  curl_easy_setopt(arriving.curl, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(arriving.curl, CURLOPT_TIMEOUT_MS, 0L);
  curl_easy_setopt(arriving.curl, CURLOPT_XFERINFOFUNCTION, is_too_late);
  curl_easy_setopt(arriving.curl, CURLOPT_XFERINFODATA, &arriving);
  curl_easy_setopt(arriving.curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(arriving.curl, CURLOPT_LOW_SPEED_TIME, (long)LISTEN_SEC);
  curl_easy_setopt(arriving.curl, CURLOPT_WRITEFUNCTION, take_arriving);
  curl_easy_setopt(arriving.curl, CURLOPT_WRITEDATA, &arriving);
  CURLcode code = curl_easy_perform(arriving.curl);
  gboolean is_good = end_listening(client, &arriving, code, detail, error);
  curl_easy_cleanup(arriving.curl);
  event_stream_free(arriving.events);
  g_string_free(arriving.answer, TRUE);
  return is_good;
}

json_t *client_post(struct client *client, const char *path, json_t *body, GError **error)
{
  g_autofree char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
  json_decref(body);
  return request_json(client, path, text ? text : "", error);
}
