#pragma once
/*
 * One request to the API, from its headers to its answer. A route's handler either answers it at once or
 * asks a verb and lets it wait: call_wait gives the token that the verb hands back. A call that has
 * waited too long is answered with 504; the token then leads to nothing. That a client goes is seen when its call has an answer.
 * Belongs to its connection; core's thread, never blocks.
 */
#include "serve/door.h"
#include "serve/serve.h"

#include <microhttpd.h>

struct call;

/* What a route's handler may use. */
const struct serve_options *call_options(const struct call *call);

/* What stands for '*' in the route's path; "" where it has none. */
const char *call_key(const struct call *call);

/* The key as a number, for an object that is numbered: NOT_FOUND if it is none. */
gboolean call_number(const struct call *call, const char *noun, guint64 *number, GError **error);

/* A query parameter, or NULL. */
const char *call_query(const struct call *call, const char *name);

/* A header, or NULL. */
const char *call_header(const struct call *call, const char *name);

/* All values of a query parameter that may stand several times. Borrowed strings in a new array. */
GPtrArray *call_query_all(const struct call *call, const char *name);

/* The body: an object, empty where nothing was sent, its null members left out. New reference, or NULL. */
json_t *call_body(const struct call *call, GError **error);

/* The body {"reason": sentence}, `what` being what has one: the sentence, "" where none was sent. Caller frees; NULL with INVALID. */
char *call_reason(const struct call *call, const char *what, GError **error);

/* "operator NAME" or "token NAME": who asks. May ask the user database: for calls that change something. */
const char *call_by(struct call *call);

/* The answer; exactly one. Takes the JSON. One to a GET has an entity tag (etag.h), and is 304 without a body where the client has
 * it already. */
void call_answer(struct call *call, guint status, json_t *json);
void call_answer_bytes(struct call *call, const char *type, gconstpointer bytes, gsize size);
void call_fail(struct call *call, const GError *error);
/* Both take the response: one that is written piece by piece, and one that goes on as long as there is something to say. */
void call_answer_pieces(struct call *call, const char *type, struct MHD_Response *response);
void call_answer_stream(struct call *call, const char *type, struct MHD_Response *response);

/* Lets the call wait for a verb; ends with exactly one call_continue. */
gpointer call_wait(struct call *call);
struct call *call_continue(gpointer token); /* NULL: nobody waits any more */

/* ---- for serve.c and what it asks before a route answers ---- */

struct streams;
struct kept_answer;

/* What all calls of one API share; kept by serve.c. */
struct call_home {
  struct serve_options options;
  const struct access_rules *rules; /* in force */
  struct peer_names *names;
  struct refusals *refusals;
  struct answer_book *answers;
  struct streams *streams; /* who listens to events */
  GHashTable *waiting; /* set of struct call: those that wait for a verb */
};

const struct call_home *call_home(const struct call *call);
struct MHD_Connection *call_connection(const struct call *call);
struct door *call_door(const struct call *call);
struct caller *call_caller(struct call *call);
const GString *call_bytes(const struct call *call); /* the body as it came */

struct call *call_new(const struct call_home *home, struct door *door, struct MHD_Connection *connection, const char *method);
/* When its connection ends, which libmicrohttpd does not see of one that waits: so what waits is answered, whoever is left. */
void call_free(struct call *call);
void call_set_key(struct call *call, char *key); /* takes it */

/* What the call will be answered is kept under that id, which it takes. */
void call_keep_answer(struct call *call, char *id);
void call_answer_again(struct call *call, const struct kept_answer *kept);

/* A part of the body; FALSE: with it that has more than `most` bytes. */
gboolean call_append(struct call *call, const char *data, gsize size, gsize most);

/* Hands the answer to the connection, or suspends it while a verb works. */
enum MHD_Result call_settle(struct call *call);

/* It has an answer that ends. */
gboolean call_is_answered(const struct call *call);
