#pragma once
/*
 * A scenario: the hosts and guests of a world that is not there, how busy the guests would like to be, what fails, and how
 * often what is decided. Read from a YAML file in which alike hosts and guests stand as groups; all keys are in
 * provost-simulate(7). Plain values, immutable once read. Reading blocks on disk only.
 */
#include "placement/snapshot.h"
#include "sim/curve.h"

#define SCENARIO_HOSTS_MAX 10000
#define SCENARIO_GUESTS_MAX 200000
#define SCENARIO_STEPS_MAX 1000000
#define POWER_POINTS 11 /* at 0, 10, ... 100 % load */

/* What planning is done in each decision period, in this order. Where a scenario says nothing of it: rules, relieve, and what the
 * goal of each cluster is. */
enum decision { DECIDE_RULES, DECIDE_RELIEVE, DECIDE_BALANCE, DECIDE_CONSOLIDATE, DECISIONS };
const char *decision_name(enum decision decision);

struct scenario_cluster {
  char *name;
  enum placement_goal goal;
  double weights[RESOURCES];
  guint host_failures, parallel;
  gboolean reserve_ha_only;
  double reserve_cpu_pct;
  guint64 reserve_memory_bytes;
  guint64 link_bits_per_sec; /* for one migration */
};

/* What placement asks of hosts and guests besides room: sorted and NULL-terminated; NULL: nothing is said. */
struct scenario_traits {
  char **labels; /* "name=value" */
  char **networks, **storage; /* offered, or needed */
  char **licences; /* of a guest: the products it needs */
};

struct scenario_host {
  char *name;
  guint cluster;
  guint sockets, cores;
  double speed; /* of a core, in the common unit */
  guint64 memory_bytes;
  char *cpu_model;              /* NULL: any */
  struct scenario_traits traits;
  double power_w[POWER_POINTS]; /* NaN: no table */
};

struct scenario_guest {
  char *name, *uuid;
  guint cluster;
  guint host; /* at the beginning; NOWHERE: it finds no room */
  guint vcpus;
  double speed; /* of a vCPU */
  guint64 memory_bytes, dirty_bytes_per_sec;
  gboolean is_ha, is_ignored;
  double downtime_cost;
  char *cpu_model;
  struct scenario_traits traits;
  guint64 starts_sec, stops_sec; /* it runs from, until; of the scenario */
  struct curve curve;
};

struct scenario_failure {
  guint host;
  guint64 at_sec, back_sec; /* G_MAXUINT64: never */
};

/* What an operator orders. */
enum order_kind { ORDER_RELEASE, ORDER_RESTRICT, ORDER_EVACUATE, ORDER_KINDS };
struct scenario_order {
  enum order_kind kind;
  guint host;
  guint64 at_sec;
};

struct scenario {
  char *title, *expect;
  guint64 step_sec, length_sec, seed;
  guint64 every_sec; /* from decision to decision */
  gboolean is_decided[DECISIONS], decides_by_goal;
  GPtrArray *packs; /* char *: folders of packs whose tips are carried out; empty: none */
  GPtrArray *notes; /* char *: sentences about what was read that one should know, and is no mistake */
  gboolean empty_off; /* a host without guests is switched off, and uses nothing */
  GPtrArray *rules, *licences; /* struct rule (model/rule.h), struct licence (model/licence.h) */
  GArray *clusters, *hosts, *guests, *failures, *orders; /* structs as above */
};

/* A day of steps of five minutes, with nothing in it, to be filled by hand. */
struct scenario *scenario_new(void);

/* NULL where something is wrong; `errors` (char *) then says all of it, each with its place. */
struct scenario *scenario_read(const char *path, GPtrArray *errors);
void scenario_free(struct scenario *scenario);

/* Whether the guest runs there at all, room aside: of its cluster, with its kind of processors, networks and storage. */
gboolean scenario_can_run(const struct scenario_guest *guest, const struct scenario_host *host);

gboolean scenario_decides(const struct scenario *scenario, guint cluster, enum decision decision);

/* What was ordered last of the host up to then; ORDER_RELEASE: nothing holds. */
enum order_kind scenario_ordered(const struct scenario *scenario, guint host, guint64 at_sec);

const struct scenario_host *scenario_host(const struct scenario *scenario, guint host);
const struct scenario_guest *scenario_guest(const struct scenario *scenario, guint guest);
