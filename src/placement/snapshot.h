#pragma once
/*
 * What placement is told: the fleet at one moment as plain values, by index, so that thousands of hosts are ranked in a
 * millisecond. Made once (add clusters, then hosts, then guests, then seal), then immutable: any thread may read it, and
 * nobody needs a lock. It owns all its strings. No I/O, no clock: ages are given as seconds before the snapshot.
 *
 * Unknown figures are NaN, never zero. Who cannot be judged is left out with the reason (is_judged, problem): such a host is no
 * destination, such a guest is not moved by a plan.
 */
#include "base/limits.h"
#include "model/goal.h"
#include "model/plan.h"
#include "model/resource.h"
#include "placement/forecast.h"

#define NOWHERE G_MAXUINT /* as an index: no host, no guest, no cluster */

/* Of the load of one resource, in its unit, what is usual and what is to be reckoned with. Decisions rest on these, never on `now` alone: NaN where `recent` is unknown. */
double load_usual(const struct load *load); /* (now + 3 recent) / 4 */
double load_high(const struct load *load);  /* the greatest of usual and day */

struct placement_cluster {
  const char *name;
  enum placement_goal goal;
  double weights[RESOURCES]; /* of each resource in stars and balance; 0: does not count */
  guint host_failures;       /* how many hosts may fail at once, all guests still finding room (placement/reserve.h) */
  gboolean reserve_ha_only;  /* ... all that are marked ha */
  guint parallel;            /* moves at the same time; 0: 1 */
  enum move_method methods[METHODS]; /* allowed, in order of preference */
  guint n_methods;                   /* 0: live, quick */
  double link_bytes_per_sec;         /* between any two hosts, as configured; 0 or NaN: unknown */
  double bandwidth_bytes_per_sec;    /* that one move may take of it; 0 or NaN: no bound */
};

enum placement_host_state { HOST_READY, HOST_DOWN, HOST_RESTRICTED, HOST_EVACUATED, HOST_STATES };

struct placement_host {
  const char *name;
  guint cluster; /* index */
  enum placement_host_state state;
  gboolean is_excluded;       /* it takes no guests this time: who asks wants others */
  const char *state_reason;   /* in words, for the exclusion; "" */
  guint sockets, cores, cpus; /* cores of all sockets, cpus their threads; 0: unknown */
  double capacity[RESOURCES]; /* cpu: cpus x speed; NaN: unknown, as usual of disk and network */
  double reserve[RESOURCES];  /* kept free of each */
  struct load load[RESOURCES]; /* measured, guests included; of memory: used */
  double link_bytes_per_sec;  /* of its fastest network interface; 0 or NaN: unknown */
  const char *cpu_model;      /* hosts of the same run each other's guests live; NULL: unknown, any */
  const char *const *networks, *const *storage; /* sorted names it offers; NULL: unknown, all */
  const char *const *labels;  /* "name=value", sorted; NULL: none */
  /* Made by sealing. */
  double base_usual[RESOURCES], base_high[RESOURCES]; /* what is not its guests', or of guests of unknown load */
  gboolean hides_guests; /* there are such guests */
  double memory_now;     /* of memory what is not its guests' at this moment: a sudden shortage counts at once */
  gboolean is_judged;
  const char *problem; /* why not */
};

struct placement_guest {
  const char *uuid, *name;
  guint host; /* index; NOWHERE: not yet placed, or where is not known */
  gboolean is_running; /* known to run on exactly one host */
  gboolean is_moving; /* it is on its way to `host`, and counts there and where it comes from, whoever else moves */
  guint leaves, seen; /* then: where it comes from; whose measured load it is part of now, or NOWHERE */
  gboolean is_ha, is_ignored; /* ignored: plans leave it where it is, whoever else moves */
  const char *ignored_why;    /* "is managed by OpenStack": completes its name; NULL: a rule says so */
  guint vcpus;
  guint64 memory_bytes;        /* allocated */
  struct load load[RESOURCES]; /* measured; memory: used of the allocated; cpu in the units of its host */
  double dirty_bytes_per_sec;  /* NaN: unknown */
  const struct past_moves *past; /* METHODS of them, by method; NULL: none */
  double downtime_cost;        /* 1 and 0: usual; how much dearer a second of its downtime is */
  double moved_sec;            /* how long ago it was moved last, by whom ever; INFINITY: never seen */
  guint moved_from;            /* the host it came from then; NOWHERE */
  guint processor;             /* of snapshot_processors(): a host must be able to give it; 0: not known */
  gboolean takes_any_processor; /* it starts on whatever a host has */
  const char *cpu_model;       /* where libvirt has not said: it needs a host of that; NULL: that of its host */
  const char *const *networks, *const *storage; /* sorted names it needs; NULL: none known */
  const char *const *labels;   /* "name=value", sorted; NULL: none */
  const char *const *licences; /* names of products; NULL: none */
  /* Made by sealing. */
  double usual[RESOURCES], high[RESOURCES]; /* what it takes of a host; memory: all that is allocated */
  gboolean is_judged;
  const char *problem; /* why not */
};

struct placement_snapshot;
struct processors;
struct rule;
struct rules;
struct licence;
struct licences;

struct placement_snapshot *snapshot_new(void);
void snapshot_free(struct placement_snapshot *snapshot);

/* Copy what is given, strings included, and return its index. Names and UUIDs unlike any before. */
guint snapshot_add_cluster(struct placement_snapshot *snapshot, const struct placement_cluster *cluster);
guint snapshot_add_host(struct placement_snapshot *snapshot, const struct placement_host *host);
guint snapshot_add_guest(struct placement_snapshot *snapshot, const struct placement_guest *guest);

void snapshot_add_rule(struct placement_snapshot *snapshot, const struct rule *rule); /* model/rule.h */

void snapshot_add_licence(struct placement_snapshot *snapshot, const struct licence *licence); /* model/licence.h */
/* An entitlement for the product that a move has brought to the host is bound to it still, whoever runs there. */
void snapshot_bind_licence(struct placement_snapshot *snapshot, const char *product, guint host);

/* Checks and counts; nothing may be added any more. */
void snapshot_seal(struct placement_snapshot *snapshot);

/* To be filled while guests and hosts are added. Owned by the snapshot. */
struct processors *snapshot_processors(const struct placement_snapshot *snapshot);

const struct rules *snapshot_rules(const struct placement_snapshot *snapshot); /* placement/rules.h; NULL: none */
const struct licences *snapshot_licences(const struct placement_snapshot *snapshot); /* placement/licences.h; NULL: no guest needs any */
guint snapshot_n_clusters(const struct placement_snapshot *snapshot);
guint snapshot_n_hosts(const struct placement_snapshot *snapshot);
guint snapshot_n_guests(const struct placement_snapshot *snapshot);
const struct placement_cluster *snapshot_cluster(const struct placement_snapshot *snapshot, guint cluster);
const struct placement_host *snapshot_host(const struct placement_snapshot *snapshot, guint host);
const struct placement_guest *snapshot_guest(const struct placement_snapshot *snapshot, guint guest);
guint snapshot_find_host(const struct placement_snapshot *snapshot, const char *name);  /* or NOWHERE */
guint snapshot_find_guest(const struct placement_snapshot *snapshot, const char *uuid); /* or NOWHERE */

/* The hosts of a cluster, in the order in which they were added. */
const guint *snapshot_hosts_of(const struct placement_snapshot *snapshot, guint cluster, guint *n);
