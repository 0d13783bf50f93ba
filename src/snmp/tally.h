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
  ROW(poll_ms_max)     /* the longest poll since the last COUNTERS */

struct tally {
#define TALLY_FIELD(name) guint64 name;
  TALLY_ROWS(TALLY_FIELD)
#undef TALLY_FIELD
};

/* Sends COUNTERS and begins a new poll_ms_max. */
void tally_send(struct tally *tally, struct channel *channel);
