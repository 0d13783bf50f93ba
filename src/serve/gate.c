#include "serve/gate.h"

#include "serve/origin.h"
#include "serve/peer.h"
#include "serve/refusals.h"
#include "serve/socket.h"

#include "base/text.h"

#include <string.h>
#include <unistd.h>

#define SHOWN_MAX 128 /* bytes of a header */
#define WRONG_TOKEN_MS 1000 /* so that guessing takes time */

static const char *const is_role[ACCESSES] = {"has no role", "is a viewer", "is an operator", "is an admin"};
static const char *const role_plural[ACCESSES] = {"nobody", "viewers", "operators", "admins"};

/* ---- who ----------------------------------------------------------------------------------------- */

static enum access access_of_peer(const struct serve *serve, const struct peer *peer)
{
  const struct access_rules *rules = serve_rules(serve);
  if (peer->uid == 0 || peer->uid == geteuid())
    return ACCESS_ADMIN;
  if (access_has_groups(rules))
    return access_of_groups(rules, peer->gids, peer->n);
  return listener_lets_in(serve_listener(serve), peer->uid, peer->gids, peer->n) ? ACCESS_ADMIN : ACCESS_NONE;
}

static void find_peer(const struct door *door, struct MHD_Connection *connection, struct caller *caller)
{
  struct peer peer;
  if (!peer_read(connection, &peer))
    return;
  caller->is_user = TRUE;
  caller->uid = peer.uid;
  caller->access = access_of_peer(door_user(door), &peer);
  peer_clear(&peer);
}

enum access gate_access(const struct door *door, struct MHD_Connection *connection)
{
  struct caller caller = {0};
  if (door_place(door)->is_unix)
    find_peer(door, connection, &caller);
  return caller.access;
}

const char *gate_name(struct caller *caller, struct peer_names *names)
{
  if (!caller->by)
    caller->by = caller->is_user ? g_strdup_printf("operator %s", peer_name(names, caller->uid)) : g_strdup("operator unknown");
  return caller->by;
}

/* ---- refusals ------------------------------------------------------------------------------------ */

/* Takes the sentence. */
static void refuse(struct call *call, guint status, const char *what, char *sentence)
{
  refusals_add(call_home(call)->refusals, call_by(call), what, sentence);
  call_answer(call, status, json_pack("{s:s}", "error", sentence));
  g_free(sentence);
}

/* Which group gives the role, or a higher one. Caller frees. */
static char *who_may(const struct access_rules *rules, enum access needs)
{
  for (enum access access = needs; access < ACCESSES; access++)
    if (rules->groups[access])
      return g_strdup_printf("members of the group %s may, by api.groups.%s in provost.yaml", rules->groups[access],
                             access_name(access));
  return g_strdup_printf("only root may, since provost.yaml names no group at api.groups.%s", access_name(needs));
}

static void refuse_role(struct call *call, enum access needs, const char *what)
{
  const struct caller *caller = call_caller(call);
  const char *name = strchr(call_by(call), ' ');
  g_autofree char *remedy = NULL;
  if (caller->is_user)
    remedy = who_may(call_home(call)->rules, needs);
  else if (call_home(call)->rules->tokens)
    remedy = g_strdup("the file that api.token_file names in provost.yaml gives tokens their roles");
  else
    remedy = g_strdup("without a token one may only look over TCP: api.token_file in provost.yaml names a file with tokens");
  refuse(call, MHD_HTTP_FORBIDDEN, what,
         g_strdup_printf("%s is for %s, and %s%s %s: %s", what, role_plural[needs], caller->is_user ? "user" : "token",
                         name ? name : "", is_role[caller->access], remedy));
}

/* ---- TCP ----------------------------------------------------------------------------------------- */

static void refuse_unknown(struct call *call, const char *what)
{
  refuse(call, MHD_HTTP_UNAUTHORIZED, what,
         g_strdup_printf("%s needs a token over TCP: send Authorization: Bearer TOKEN, one of those in the file that api.token_file "
                         "names in provost.yaml", what));
}

struct wrong_token {
  gpointer call; /* waits */
  char *what;
};

static gboolean on_wrong_token(gpointer user)
{
  struct wrong_token *wrong = user;
  struct call *call = call_continue(wrong->call);
  if (call)
    refuse(call, MHD_HTTP_UNAUTHORIZED, wrong->what,
           g_strdup("this token is none of those in the file that api.token_file names in provost.yaml"));
  return G_SOURCE_REMOVE;
}

static void wrong_token_free(gpointer user)
{
  struct wrong_token *wrong = user;
  g_free(wrong->what);
  g_free(wrong);
}

/* Behind "Bearer "; NULL: none is sent. */
static const char *token_in(const char *header)
{
  gsize scheme = strlen("Bearer ");
  return header && g_ascii_strncasecmp(header, "Bearer ", scheme) == 0 ? header + scheme : NULL;
}

/* Whose token the header has, or NULL. */
static enum access access_of_header(const struct door *door, const char *header, const struct access_token **token)
{
  const struct access_rules *rules = serve_rules(door_user(door));
  const char *text = token_in(header);
  *token = text ? access_of_token(rules, text) : NULL;
  if (!header && !rules->tokens && door_place(door)->is_loopback)
    return ACCESS_VIEWER;
  return *token ? (*token)->access : ACCESS_NONE;
}

/* FALSE: it is refused. */
static gboolean find_token(struct call *call, struct caller *caller, const char *what)
{
  const struct access_token *token;
  const char *header = call_header(call, "Authorization");
  caller->access = access_of_header(call_door(call), header, &token);
  caller->by = token ? g_strdup_printf("token %s", token->name)
                     : g_strdup_printf("anonymous at %s", door_place(call_door(call))->address);
  if (caller->access != ACCESS_NONE)
    return TRUE;
  if (!token_in(header)) {
    refuse_unknown(call, what);
    return FALSE;
  }
  struct wrong_token *wrong = g_new(struct wrong_token, 1);
  *wrong = (struct wrong_token){call_wait(call), g_strdup(what)};
  g_timeout_add_full(G_PRIORITY_DEFAULT, WRONG_TOKEN_MS, on_wrong_token, wrong, wrong_token_free);
  return FALSE;
}

gboolean gate_may_look(const struct door *door, struct MHD_Connection *connection)
{
  const struct access_token *token;
  const char *header = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
  enum access access = door_place(door)->is_unix ? gate_access(door, connection) : access_of_header(door, header, &token);
  return access >= ACCESS_VIEWER;
}

/* ---- browsers ------------------------------------------------------------------------------------ */

/* FALSE: it is refused. */
static gboolean is_from_here(struct call *call, const struct route *route, const char *what)
{
  const struct door_place *place = door_place(call_door(call));
  const char *host = call_header(call, "Host"), *origin = call_header(call, "Origin");
  if (place->is_loopback && !host_is_loopback(host)) {
    g_autofree char *shown = text_clean(host ? host : "", SHOWN_MAX);
    refuse(call, MHD_HTTP_FORBIDDEN, what,
           g_strdup_printf("the request is for the host \"%s\", which is not this machine: ask 127.0.0.1, [::1] or localhost", shown));
    return FALSE;
  }
  if (strcmp(route->method, "GET") == 0 || origin_is_ours(origin, host))
    return TRUE;
  g_autofree char *shown = text_clean(origin, SHOWN_MAX);
  refuse(call, MHD_HTTP_FORBIDDEN, what, g_strdup_printf("pages of %s may change nothing here: its origin is not ours", shown));
  return FALSE;
}

gboolean gate_admit(struct call *call, const struct route *route, const char *path)
{
  struct caller *caller = call_caller(call);
  g_autofree char *shown = text_clean(path, SHOWN_MAX);
  g_autofree char *what = g_strconcat(route->method, " ", shown, NULL);
  if (door_place(call_door(call))->is_unix)
    find_peer(call_door(call), call_connection(call), caller);
  else if (!find_token(call, caller, what))
    return FALSE;
  if (!is_from_here(call, route, what))
    return FALSE;
  if (caller->access >= route->needs)
    return TRUE;
  refuse_role(call, route->needs, what);
  return FALSE;
}
