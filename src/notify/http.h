#pragma once
/*
 * Requests over HTTP, many at a time, on the main loop: libcurl's multi interface, whose sockets and timer are sources of GLib.
 * Nothing blocks; names are resolved on a thread of libcurl's. Certificates are always checked, redirections never followed,
 * no proxy is asked. What is said of a failure holds no URL, header or password.
 */
#include <glib.h>

#define HTTP_ANSWER_MAX (64u << 20) /* bytes of an answer that is kept whole */
#define HTTP_CONNECT_MS 5000

struct http;

struct http *http_new(void); /* lasts as long as the program */

struct http_request {
  const char *method, *url;
  const char *const *headers;   /* "NAME: VALUE", NULL-terminated; NULL: none */
  const char *body;             /* NULL: none */
  const char *user, *password;  /* NULL: none */
  const char *ca_file;          /* NULL: whom this machine trusts */
  const char *public_key;       /* "sha256//...": in place of that; NULL */
  guint timeout_ms;             /* of the whole; 0: it goes on for ever */
  /* Takes an answer with status 200 piece by piece as it comes; NULL: it is kept. */
  void (*take)(const char *bytes, gsize n, gpointer user);
  void (*opened)(gpointer user); /* such an answer begins; NULL. Neither may begin or cancel calls. */
};

struct http_answer {
  guint status;      /* 0: there was none */
  const char *body;  /* of those that are kept, and of every refusal; ends with NUL */
  const char *error; /* why there was none, a clause as in "nobody listens there"; NULL */
};

typedef void (*http_done)(const struct http_answer *answer, gpointer user);

struct http_call;

/* All is copied. `done` is called once, later; from within it further calls may be begun, and others cancelled. */
struct http_call *http_send(struct http *http, const struct http_request *request, http_done done, gpointer user);
void http_cancel(struct http_call *call); /* `done` is not called any more */
