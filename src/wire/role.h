#pragma once
/*
 * The main loop of a role program: everything that is alike in provost-snmp, -virt, -rrd, -policy,
 * -notify and -agentx. The
 * role gets its socket from provostd as descriptor 3 (or connects to a Unix socket with --socket PATH, to
 * be tried alone), greets, and then acts on messages. When the socket closes or SIGTERM comes it stops:
 * `stop` is called once and the process exits at once, so that a role hanging in a foreign library never
 * outlives its core. Descriptor 3 is close-on-exec after the start.
 */
#include "wire/channel.h"

struct role_program {
  enum role role;
  const char *summary; /* one line for --help */
  const GOptionEntry *options; /* further options, or NULL */
  /* Called once with the open channel, after HELLO was sent. Returns the role's own state. */
  gpointer (*start)(struct channel *channel);
  void (*message)(gpointer state, enum message_kind kind, GVariant *body);
  void (*stop)(gpointer state); /* must return within a second; need not free what the kernel will */
};

/* Runs the program and returns its exit status: 0 stopped, 2 wrong usage. */
int role_main(const struct role_program *program, int argc, char **argv);

/* Sends COUNTERS. */
struct role_counter {
  const char *name;
  guint64 value;
};
void role_send_counters(struct channel *channel, const struct role_counter *counters, gsize n);
