#pragma once
/*
 * check_provost: one question to provostd, answered as the monitoring-plugins guidelines want it. A mode is a row of the table in
 * check.c and a function here, in the file named after what it is about. Blocks, until -t at most; one thread, and one that ends it.
 */
#include "client/client.h"
#include "client/reply.h"
#include "plugin/result.h"

struct check {
  struct client *client;
  struct result *result;
  char **words;                     /* after the mode */
  struct range warning, critical;   /* without text: none */
  char *severity, *policy, *subject; /* of tips; NULL: any */
};

int check_main(int argc, char **argv);

/* FALSE with error: provostd did not answer, or not to this. */
gboolean check_daemon(struct check *check, GError **error);
gboolean check_tips(struct check *check, GError **error);
gboolean check_host(struct check *check, GError **error);
gboolean check_guest(struct check *check, GError **error);
gboolean check_cluster(struct check *check, GError **error);
gboolean check_metric(struct check *check, GError **error);
