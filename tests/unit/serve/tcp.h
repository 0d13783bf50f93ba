#pragma once
/*
 * The rig's API over TCP too, on a port of its own, with the tokens that a test gives it.
 */
#include "serve/rig.h"

/* Of the least length, and for each role one. */
#define TOKEN_VIEWER   "viewer-0123456789abc"
#define TOKEN_OPERATOR "operator-0123456789a"
#define TOKEN_ADMIN    "admin-0123456789abcd"

/* All three, "v", "o" and "a" by name; free with access_done. */
void access_with_tokens(struct access_rules *rules);
void access_done(struct access_rules *rules);

/* Serves anew, over TCP too. `rules` NULL: there are no tokens. */
void rig_listen(struct rig *rig, const struct access_rules *rules);

struct wire *tcp_wire(const struct rig *rig);

/* Asks over TCP, with that token unless NULL, and further headers, "" or each with its end of line. The answer as text; caller frees. */
char *tcp_ask(const struct rig *rig, const char *request, const char *token, const char *headers);

/* The same, and compares the status and that the answer holds `words`. */
void tcp_expect(const struct rig *rig, const char *request, const char *token, guint status, const char *words);
