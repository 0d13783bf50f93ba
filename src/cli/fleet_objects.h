#pragma once
/*
 * The fleet as Nagios and Icinga keep it: a host for each cluster, host, device and guest, with those that it depends on as parents,
 * and the services of which provost tells results there (nagios.per of provost.yaml(5)). Sorted, so that the same fleet gives the
 * same objects. Owns all it has. Blocks while it is read.
 */
#include "client/client.h"

enum object_kind { OBJECT_CLUSTER, OBJECT_HOST, OBJECT_DEVICE, OBJECT_GUEST, OBJECT_KINDS };

struct fleet_object {
  enum object_kind kind;
  char *name;         /* UTF-8, without control characters, and good to whom it is for */
  GPtrArray *parents; /* names of other objects */
};

struct fleet_objects {
  GPtrArray *objects;                /* struct fleet_object *, by kind and name */
  GPtrArray *services[OBJECT_KINDS]; /* names of those that each of the kind has */
  GPtrArray *left_out;               /* sentences: whose name cannot be there, and why; each a line */
};

const char *object_kind_name(enum object_kind kind); /* "guest" */

/* `problem` says why a name cannot be one there, NULL: it can. NULL with error: provostd did not answer. */
struct fleet_objects *fleet_objects_read(struct client *client, gboolean by_policy, const char *(*problem)(const char *name), GError **error);
void fleet_objects_free(struct fleet_objects *fleet);
