#pragma once
/*
 * Where the API of an Icinga 2 is, who we are there, and one request to it. Source: Icinga 2, "REST API". Nothing blocks.
 */
#include "notify/http.h"

#include <jansson.h>

#define ICINGA_TIMEOUT_MS 10000
#define ICINGA_MOST_MS 60000 /* between two tries */

struct icinga_api {
  struct http *http; /* borrowed */
  char *url, *user, *password;
  char *ca_file, *public_key; /* NULL */
  char *mark; /* of our objects: this provost's UUID */
};

void icinga_api_clear(struct icinga_api *api);

/* `path` as in "/v1/actions/..."; "GET" goes with a body. Takes `body`. For the rest as http_send. */
struct icinga_request {
  const char *method, *path;
  json_t *body; /* NULL: none */
  void (*take)(const char *bytes, gsize n, gpointer user); /* of an answer without end, as the next; NULL: it is kept */
  void (*opened)(gpointer user);
};
struct http_call *icinga_send(const struct icinga_api *api, const struct icinga_request *request, http_done done, gpointer user);

/* Why the whole Icinga cannot be used now, as a clause; NULL: it answered to the request itself. Caller frees. */
char *icinga_trouble(const struct http_answer *answer);

/* What it said of the request: the first status in words, or "". Caller frees. */
char *icinga_words(const struct http_answer *answer);
