#include "notify/icinga_api.h"

#include "base/text.h"

#include <string.h>

#define WORDS_MAX 200

void icinga_api_clear(struct icinga_api *api)
{
  g_free(api->url);
  g_free(api->user);
  g_free(api->password);
  g_free(api->ca_file);
  g_free(api->public_key);
  g_free(api->mark);
}

struct http_call *icinga_send(const struct icinga_api *api, const struct icinga_request *request, http_done done, gpointer user)
{
  static const char *const headers[] = {"Accept: application/json", "Content-Type: application/json", NULL};
  static const char *const reading[] = {"Accept: application/json", "Content-Type: application/json",
                                        "X-HTTP-Method-Override: GET", NULL};
  gboolean is_reading = strcmp(request->method, "GET") == 0;
  g_autofree char *url = g_strconcat(api->url, g_str_has_suffix(api->url, "/") && request->path[0] == '/' ? request->path + 1 : request->path, NULL);
  g_autofree char *body = request->body ? json_dumps(request->body, JSON_COMPACT) : NULL;
  json_decref(request->body);
  const struct http_request sent = {
      .method = is_reading && body ? "POST" : request->method, .url = url, .headers = is_reading && body ? reading : headers,
      .body = body, .user = api->user, .password = api->password, .ca_file = api->ca_file, .public_key = api->public_key,
      .timeout_ms = request->take ? 0 : ICINGA_TIMEOUT_MS, .take = request->take, .opened = request->opened};
  return http_send(api->http, &sent, done, user);
}

/* One that failed at the object says so in "results", whatever the status of the whole. */
static json_t *result_of(const struct http_answer *answer)
{
  json_t *json = json_loads(answer->body, JSON_ALLOW_NUL, NULL);
  json_t *result = json_incref(json_array_get(json_object_get(json, "results"), 0));
  json_decref(json);
  return result;
}

char *icinga_trouble(const struct http_answer *answer)
{
  if (answer->error)
    return g_strdup(answer->error);
  if (answer->status == 401)
    return g_strdup("it does not know the user or the password: see the ApiUser there, and password_file");
  if (answer->status == 403)
    return g_strdup("its ApiUser lacks a permission: provost.yaml(5) lists those that provost needs");
  json_auto_t *result = answer->status >= 500 ? result_of(answer) : NULL;
  return answer->status >= 500 && !result ? g_strdup_printf("it answered %u: see its log", answer->status) : NULL;
}

char *icinga_words(const struct http_answer *answer)
{
  json_auto_t *result = result_of(answer);
  const char *status = json_string_value(json_object_get(result, "status"));
  const char *error = json_string_value(json_array_get(json_object_get(result, "errors"), 0));
  return text_clean(error ? error : status ? status : "", WORDS_MAX);
}
