#pragma once
/*
 * One SNMP agent of a subject: polls it when told to and reports. Each poll ends before the next point of
 * the grid, whatever the agent does, with one SAMPLES body: values, or unknown with the reason, for
 * everything the agent is known to have. What that is, a discovery finds: at first, after a restart, where
 * a poll was suspect (plan.h; the poll then reports after it), and every ten minutes or so between polls. Whether the
 * software that is named runs is looked at between polls, too, about once a minute (software.h).
 * An agent that does not answer is asked with one probe and no retry until it does; one that denies a user of version 3
 * is asked again after a minute. Never blocks: a name
 * is looked up on GResolver's thread, again at each poll until it resolves. One thread; the default main
 * context.
 */
#include "model/fleet.h"
#include "snmp/outgoing.h"
#include "snmp/session.h"

/* As in SNMP_CONFIGURE; borrowed. */
struct agent_setup {
  enum subject_kind kind;
  const char *subject, *address, *version;
  GVariant *credentials; /* a{ss} */
  GVariant *software;    /* as: programs that must run there */
  guint interval_ms;
};

/* Where it reports on itself. None of them may free an agent. */
struct agent_sink {
  void (*link)(const char *subject, enum link_state state, const char *reason, gpointer user);
  void (*facts)(GVariant *facts, gpointer user); /* AGENT_FACTS, floating */
};

struct agent;

/* What all agents share; outlives them. */
struct agents {
  struct sessions *sessions;
  struct tally *tally;
  const struct agent_sink *sink;
  gpointer user; /* of the sink */
  struct outgoing *outgoing; /* where samples go */
  const struct table *const *tables; /* to ask for, ending with NULL */
  struct passphrases *passphrases;   /* of version 3 */
  struct engines *engines;           /* and the engines remembered; NULL: none */
  guint discovering;      /* agents that are */
  GQueue waiting;         /* struct agent, for a place to do so */
  guint looking;          /* agents whose software is looked at */
  guint caller;           /* source that calls them; 0: none */
  struct request request; /* being made */
};

/* A wrong address or version makes an agent that is down and says why. */
struct agent *agent_new(const struct agent_setup *setup, struct agents *shared);
void agent_free(struct agent *agent);

/* Whether it was made from the same setup. */
gboolean agent_is(const struct agent *agent, const struct agent_setup *setup);

/* Where it is asked. FALSE: its name is not resolved. */
struct peer;
gboolean agent_peer(const struct agent *agent, struct peer *peer);

/* Notes the engine of an agent of version 3 in shared->engines, between engines_begin and engines_end. */
void agent_note_engine(struct agent *agent);

/* Reports the state of its link as it is, and what it has with its next poll. */
void agent_announce(struct agent *agent);

/* Begins a poll for this stamp. One that has not ended is left alone and counted as late. */
void agent_poll(struct agent *agent, gint64 stamp_sec);
