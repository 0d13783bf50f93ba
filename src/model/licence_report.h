#pragma once
/*
 * How a licensed product is used, judged from the ledger of where guests ran (model/residence_book.h): what is in use and bound
 * now, how much more may be, and what its terms did not allow. Of hosts it is known only what they are now: past stays are
 * judged by that, and a host that is not configured any more by its name alone. A report owns all it holds. Pure; any thread.
 */
#include "model/licence.h"
#include "model/residence_book.h"

#define LICENCE_BREACHES_MAX 1000 /* the newest are kept */
#define LICENCE_FREE_MAX 100      /* names of hosts with room */

struct licence_host {
  const char *name;
  guint sockets, cores; /* 0: unknown */
  char **labels;        /* "name=value", NULL-terminated; or NULL */
};

struct licence_question {
  const struct licence *licence;
  const GQueue *residences; /* const struct residence *, in the order in which they began; of all products */
  const GPtrArray *hosts;   /* const struct licence_host *: all that are configured */
  gint64 from_us, now_us;   /* breaches that lasted into this time are told */
};

/* A host that takes entitlements now. */
struct licence_use {
  char *host;
  guint units;           /* 0: unknown */
  GPtrArray *guests;     /* char *, names; empty: nobody runs there, it is only bound */
  gint64 bound_until_us; /* since a guest came there from another host; 0: not bound */
};

enum licence_breach_kind {
  BREACH_HOST,         /* ran on a host that is not licensed */
  BREACH_ENTITLEMENTS, /* more in use or bound than there are entitlements */
  BREACH_STAY,         /* went on to another host before the stay was over */
  LICENCE_BREACH_KINDS
};

struct licence_breach {
  enum licence_breach_kind kind;
  char *guest, *uuid, *host; /* of BREACH_ENTITLEMENTS the guest that was one too many, and where it came to */
  gint64 from_us, until_us;  /* 0: it lasts; of BREACH_STAY the time that was left of the stay */
  char *text;                /* a sentence, without times of day */
};

struct licence_report {
  struct licence *licence;
  GPtrArray *uses; /* struct licence_use, by host */
  guint units_in_use, units_bound; /* of hosts where somebody runs, and of others; those whose units are unknown left out */
  guint n_unknown;                 /* how many of `uses` that are: then head-room is not known either */
  guint head_room;                 /* units; where they are limited and known */
  guint n_free;                    /* licensed hosts that are not in use, and for which the head-room suffices */
  GPtrArray *free_hosts;           /* char *, the first of them */
  GPtrArray *notes;                /* char *, sentences: what is not known */
  GPtrArray *breaches;             /* struct licence_breach, in the order in which they began */
  guint n_breaches;                /* how many there were */
};

const char *licence_breach_kind_name(enum licence_breach_kind kind); /* "host", "entitlements", "stay" */

struct licence_report *licence_report_new(const struct licence_question *question);
void licence_report_free(struct licence_report *report);

gboolean licence_report_knows_head_room(const struct licence_report *report); /* limited, and all units known */

/* ---- for licence_breaches.c ---- */

/* What is known of the question's hosts, and of others that are asked for: each is looked at once. */
struct licence_hosts {
  const struct licence *licence;
  GHashTable *verdicts; /* name -> struct licence_verdict */
};

guint licence_hosts_units(const struct licence_hosts *hosts, const char *name); /* 0: unknown */
/* Of a host that is not configured any more, and may have had a label that is licensed, it is not known: TRUE. */
gboolean licence_hosts_allow(const struct licence_hosts *hosts, const char *name);

/* Adds all breaches to the report. `residences`: those of the product, in order. */
void licence_find_breaches(struct licence_report *report, const struct licence_question *question,
                           const struct licence_hosts *hosts, const GPtrArray *residences);
