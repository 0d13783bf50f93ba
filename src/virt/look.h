#pragma once
/*
 * How a guest is on a host at this moment, asked of libvirt afresh. Absent is said only when libvirt says
 * that it has no such domain; whatever else goes wrong is unknown. Blocks.
 */
#include "model/guest.h"
#include "wire/messages.h"

#include <libvirt/libvirt.h>

struct look {
  enum presence presence;
  struct sighting sighting; /* the most vcpus and memory are not filled */
  guint64 cpu_ns;           /* processor time it has used; 0: not known */
  gboolean job;             /* a migration (either way), save or the like is running */
  char *error;              /* why unknown, or "" */
};

void look_at(virConnectPtr connection, const char *uuid, struct look *look);
void look_done(struct look *look);

/* After a call that failed: where the connection is gone nothing is known. */
void look_if_alive(virConnectPtr connection, const char *uuid, struct look *look);

/* Not looked: nobody could be asked. */
void look_unknown(struct look *look, const char *error);
