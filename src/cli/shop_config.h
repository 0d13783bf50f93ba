#pragma once
/*
 * provost nagios-config and icinga-config: what they have in common. The fleet's objects in the shop's own language, printed or written
 * to a file that is there whole or not at all, once or as often as the fleet changes.
 */
#include "cli/cli.h"
#include "cli/fleet_objects.h"

struct shop_terms {
  gboolean is_active; /* hosts and guests are asked about by check_provost */
  guint64 ttl_sec;    /* a result is worth so long */
};

struct shop {
  const char *command;                       /* "nagios-config" */
  const char *remark;                        /* what begins a line that is one */
  const char *(*problem)(const char *name);  /* why it can be no name there; NULL: it can */
  void (*write)(GString *text, const struct fleet_objects *fleet, const struct shop_terms *terms);
};

/* The exit status. */
int shop_config(struct cli *cli, const struct shop *shop);
