#pragma once
/*
 * How a plugin reaches provostd: by its socket, or over TCP with a token. Over TCP all is encrypted, but to this machine itself.
 */
#include "client/client.h"

#define REACH_PORT 8480

/* What the command line says; NULL: nothing. */
struct reach {
  char *host;       /* HOST[:PORT] */
  char *socket;     /* NULL: $PROVOST_SOCKET, else the installed one */
  char *token_file; /* NULL: $PROVOST_TOKEN, else no token */
  char *ca_file;
};

/* Rows of a table of options, over `reach`. */
#define REACH_OPTIONS(reach)                                                                                                  \
  {"hostname", 'H', 0, G_OPTION_ARG_FILENAME, &(reach)->host, "ask over TCP (port 8480; encrypted, but to this machine)", "HOST[:PORT]"}, \
      {"socket", 'S', 0, G_OPTION_ARG_FILENAME, &(reach)->socket, "ask at this socket (default: $PROVOST_SOCKET, else the installed one)", \
       "SOCKET"},                                                                                                             \
      {"token-file", 0, 0, G_OPTION_ARG_FILENAME, &(reach)->token_file, "with the token in this file (default: $PROVOST_TOKEN)", "FILE"}, \
      {"ca", 0, 0, G_OPTION_ARG_FILENAME, &(reach)->ca_file, "believe certificates that these signed (default: those of this machine)", "FILE"}

/* NULL with a sentence where it makes no sense, or the token cannot be had. All that is asked of it ends within `ms`. */
struct client *reach_client(const struct reach *reach, guint ms, GError **error);

void reach_clear(struct reach *reach);
