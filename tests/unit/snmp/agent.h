#pragma once
/*
 * An SNMP agent of the tests, good or evil: a thread that answers v2c GET and GETBULK on an ephemeral UDP
 * port of 127.0.0.1 from a small Linux-like table, with its own BER so that it can also say what no
 * library would. Two processors (30 % and 50 %), memory with the UCD objects, two disks, and the
 * interfaces lo, eth0 (1 Gbit/s, 125,000 B/s in, 250,000 B/s out) and vnet0.
 */
#include <glib.h>

enum behaviour {
  NORMAL,
  SILENT,
  SLOW,           /* answers after 700 ms */
  WRONG_TYPES,    /* every value of eth0 and the processors as an octet string */
  GARBAGE,        /* random bytes */
  TRUNCATED,      /* the first half of the right reply */
  LYING_LENGTHS,  /* a right reply whose lengths are not */
  ENDLESS,        /* tables that never end */
  NOT_INCREASING, /* the same row again and again */
  OTHER_OIDS,     /* answers something that was not asked */
  FOREIGN,        /* only from another port */
  FOREIGN_FIRST,  /* a false reply from another port, then the true one */
  HUGE_REPLY,     /* 64 KB with 9,000 bindings */
  DUPLICATES,     /* each reply three times, and a late copy of the one before */
  TOO_BIG,        /* the error tooBig for more than 3 repetitions */
  NO_UCD,         /* without UCD-SNMP-MIB and snmpEngine */
  STANDING,       /* its clock stands still, and so do its counters, as in a recording */
  RETICENT,       /* leaves what is asked of hrSWRunTable unanswered */
  LOSSY,          /* leaves every third request unanswered */
  BEHAVIOURS
};

struct agent_thread;

struct agent_thread *agent_start(enum behaviour behaviour);
void agent_stop(struct agent_thread *agent);
guint16 agent_port(const struct agent_thread *agent);

/* From any thread, at any time. */
void agent_behave(struct agent_thread *agent, enum behaviour behaviour);
/* As if it had started so long ago; its counters count from then. */
void agent_restart(struct agent_thread *agent, gint64 uptime_ms);
void agent_set_boots(struct agent_thread *agent, gint boots);
gint agent_requests(struct agent_thread *agent);
