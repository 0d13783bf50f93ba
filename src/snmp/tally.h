#pragma once
/*
 * What the role has counted since its start: the body of COUNTERS, one row each in TALLY_ROWS. One thread.
 */
#include "wire/channel.h"

#define TALLY_ROWS(ROW)                                                                                  \
  ROW(polls)           /* begun */                                                                       \
  ROW(answered)        /* in which the agent answered at all */                                          \
  ROW(timeouts)        /* requests that were not answered in time */                                     \
  ROW(values)          /* known readings sent */                                                         \
  ROW(unknown_values)  /* unknown readings sent */                                                       \
  ROW(bad_values)      /* values of a wrong type */                                                      \
  ROW(bad_replies)     /* datagrams that are no SNMP, too large, or no answer to what was asked */       \
  ROW(foreign_replies) /* from another address than the one asked, or not signed as they must be */          \
  ROW(engines_learned) /* engine ids that agents of version 3 told */                                    \
  ROW(clocks_learned)  /* engine clocks that were not as remembered */                                   \
  ROW(denied)          /* requests that agents of version 3 denied */                                    \
  ROW(discoveries)     /* ended */                                                                       \
  ROW(shortened)       /* requests asked anew for less, since the reply did not hold all */              \
  ROW(restarts)        /* agents seen restarting */                                                      \
  ROW(late_polls)      /* not begun because the one before had not ended */                              \
  ROW(traps_received)  /* datagrams that were read where traps come in */                                \
  ROW(traps_denied_source)    /* of these: from who may send none, */                                    \
  ROW(traps_denied_community) /* with a wrong community or version, */                                   \
  ROW(traps_denied_user)      /* of a user who may not send from there, */                               \
  ROW(traps_denied_level)     /* not signed, or not encrypted as they must be, */                        \
  ROW(traps_denied_digest)    /* signed wrongly, */                                                      \
  ROW(traps_denied_window)    /* too old, perhaps sent again, */                                         \
  ROW(traps_malformed)        /* no trap, */                                                             \
  ROW(traps_limited)          /* more than the rates allow, */                                           \
  ROW(traps_dropped)          /* more than wait for the core already */                                  \
  ROW(traps_lost)             /* datagrams that the kernel dropped before they were read */              \
  ROW(traps_stored)           /* taken by the core */                                                    \
  ROW(traps_not_stored)       /* not taken by the core: the journal cannot write, or they were there */  \
  ROW(informs_acknowledged)                                                                              \
  ROW(trap_reports)           /* answers to senders of version 3 that ask for our engine or clock */     \
  ROW(poll_ms_max)     /* the longest poll since the last COUNTERS */

struct tally {
#define TALLY_FIELD(name) guint64 name;
  TALLY_ROWS(TALLY_FIELD)
#undef TALLY_FIELD
};

/* Sends COUNTERS and begins a new poll_ms_max. */
void tally_send(struct tally *tally, struct channel *channel);
