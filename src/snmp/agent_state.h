#pragma once
/*
 * An agent as its own files see it (agent.c its life, agent_lookup.c its address, agent_course.c what is asked
 * next, agent_poll.c and agent_discovery.c what is made of the answers). Private to them; one thread.
 */
#include "snmp/address.h"
#include "snmp/agent.h"
#include "snmp/complaint.h"
#include "snmp/discovery.h"
#include "snmp/facts.h"
#include "snmp/plan.h"
#include "snmp/software.h"
#include "snmp/udp.h"

enum asked { ASKED_PROBE, ASKED_VALUES, ASKED_DISCOVERY, ASKED_SOFTWARE };

struct agent {
  char *subject, *address_text, *version;
  char *object; /* what its own readings are of: the subject, or of a guest what is seen inside */
  GVariant *credentials;
  guint interval_ms;

  struct address *address; /* NULL: the setup is wrong, `reason` says how */
  GCancellable *lookup;    /* under way */
  struct usm *usm;         /* NULL: not of version 3 */
  struct session *session; /* NULL until the address is known */
  struct peer peer;        /* the same */
  gint64 denied_until_us;  /* monotonic: not asked before, since it denied what it was asked */

  enum link_state link;
  char *reason;
  struct complaints complaints;
  struct facts_told told;

  enum subject_kind kind;
  struct agents *shared; /* borrowed */

  struct inventory *inventory; /* NULL: never discovered */
  struct inventory *gone;      /* the one before, until the report has told what is gone */
  struct discovery *discovery; /* under way */
  gint64 rediscover_us;        /* monotonic */
  gboolean waits;              /* for a place to discover in: `place` is linked */
  GList place;
  struct poll_plan plan;       /* of the inventory */
  guint budget, clean_polls;
  guint check, checked;        /* the instance checked last, and in this request */

  struct software *software; /* NULL: none is named */
  gint64 look_us;            /* monotonic: not looked at before */

  struct agent_time time; /* of the last poll that read it */
  gint64 round_trip_us;   /* smoothed; 0: none yet */

  gboolean asking; /* a request is under way, as `asked` */
  enum asked asked;
  gboolean polling, answered, probed, discovered, lost; /* of this poll */
  guint ask;              /* of the plan, next */
  enum reading_state why; /* nothing is known, where nothing is */
  struct findings findings;
  gint64 stamp_sec, begun_us, deadline_us;
};

/* Whether its version knows GETBULK. */
gboolean agent_has_bulk(const struct agent *agent);

/* Tells the core of its link where it changes; `reason`: why it is down. */
void agent_set_link(struct agent *agent, enum link_state state, const char *reason);
