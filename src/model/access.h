#pragma once
/*
 * Who may do what through the API: three roles, each with all that the one before it may, and what gives them to callers: groups of
 * this machine for those at the Unix socket, tokens for those who come over TCP. Plain values; any thread.
 */
#include <glib.h>

enum access { ACCESS_NONE, ACCESS_VIEWER, ACCESS_OPERATOR, ACCESS_ADMIN, ACCESSES };

const char *access_name(enum access access);
gboolean access_parse(const char *name, enum access *access);

#define ACCESS_TOKENS_MAX 1000 /* in a file */
#define ACCESS_DIGEST     32   /* bytes of a SHA-256 */
#define ACCESS_TOKEN_MIN  20   /* bytes of a token: shorter ones are guessed */
#define ACCESS_TOKEN_MAX  256

/* A token is known by its digest only. */
struct access_token {
  char *name;
  enum access access;
  guint8 digest[ACCESS_DIGEST];
};

void access_token_free(struct access_token *token);

#define ACCESS_NO_GID G_MAXUINT

struct access_rules {
  char *groups[ACCESSES]; /* of each role; NULL: none is written */
  guint gids[ACCESSES];   /* theirs; ACCESS_NO_GID: there is no such group on this machine */
  GPtrArray *tokens;      /* struct access_token; NULL: no file is written */
};

/* Whether any role has a group: else everybody who may open the socket is an admin. */
gboolean access_has_groups(const struct access_rules *rules);

/* The highest role that one of these groups gives. */
enum access access_of_groups(const struct access_rules *rules, const guint *gids, gsize n);

/* Whose token it is, or NULL. Takes as long whichever it is, and whether or not it is one. */
const struct access_token *access_of_token(const struct access_rules *rules, const char *text);
