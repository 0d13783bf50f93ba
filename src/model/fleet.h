#pragma once
/*
 * The fleet: what the core knows now of clusters, hosts and guests, and the last reading of every metric
 * with its source and age. Fed by the pipeline from the collectors' messages, read by the API, the tips
 * and (as a snapshot) placement. The fleet owns all it returns; returned pointers live until the next
 * fleet_take_* call. Never blocks; the core's thread only.
 */
#include "base/clock.h"
#include "model/agent_facts.h"
#include "model/alert_book.h"
#include "model/automation.h"
#include "model/claim.h"
#include "model/foreign_book.h"
#include "model/guest_agent.h"
#include "model/guest_book.h"
#include "model/licence.h"
#include "model/guest_needs.h"
#include "model/load_book.h"
#include "model/object.h"
#include "model/move_book.h"
#include "model/plan.h"
#include "model/residence_book.h"
#include "model/resource.h"
#include "model/pause.h"
#include "model/restriction.h"
#include "model/rule.h"
#include "model/traits.h"
#include "model/value_book.h"

enum link_state { LINK_NONE, LINK_CONNECTING, LINK_UP, LINK_DOWN, LINK_STATES };

/* How one source of a host does. */
struct link {
  enum link_state state; /* NONE: not configured */
  char *reason;          /* why it is not up, in words; "" */
  gint64 since_us;       /* monotonic */
};

/* How its guests are moved, as far as one move is concerned. */
struct move_terms {
  guint64 bits_per_sec;  /* that one move may take of the link; 0: no bound */
  guint max_downtime_ms; /* of a live move, at its end; 0: libvirt's own */
  guint limit_ms;        /* a migration that takes longer is stopped; 0: never */
  guint shutdown_ms;     /* how long a guest may take to shut down for a cold move */
  gboolean tls;          /* between the hosts */
  gboolean managed;      /* guests that another manager owns are moved too */
  char *lock_manager;    /* what keeps two copies off the same disk, by declaration: "none", "lockd", "sanlock" */
};

/* How many moves there may be; 0: as many as there are. */
struct move_budgets {
  guint parallel_per_host, parallel_per_link; /* at the same time, from and to a host, between two hosts */
  guint per_guest, per_host, per_cluster;     /* an hour: with so many automation begins no further one */
  guint hold_down_ms; /* automation leaves a guest alone for so long after a move */
  guint plan_age_ms;  /* a plan that has waited longer is not carried out */
};

/* What is configured for a cluster; filled by the daemon from the configuration. */
struct cluster {
  char *name;
  guint64 reserve_memory_bytes;         /* kept free on every host */
  double reserve_cpu_pct;               /* of each host's processors, kept free */
  guint host_failures;                  /* how many hosts may fail at once, all guests still finding room; at most 4 */
  gboolean reserve_ha_only;             /* ... those marked ha, rather than all */
  enum move_method methods[METHODS];    /* allowed, in order of preference */
  guint n_methods;
  char *save_dir;       /* a directory that all hosts see, for quick migration through it; NULL */
  guint migration_parallel; /* how many of its guests are moved at the same time */
  struct move_budgets budgets;
  guint64 link_bits_per_sec; /* between any two of its hosts, for moves; 0: not configured */
  struct move_terms terms;
  struct automation_terms automation; /* what it may do there */
  char *goal;               /* of placement: "load-balancing", "resource-maximization" (model/goal.h); NULL: the former */
  guint weights[RESOURCES]; /* how much each resource counts where hosts are compared */
  gboolean guest_agent;    /* whether guest agents may be asked */
  guint64 resize_memory_min_bytes; /* no guest is left less, unless its traits say otherwise */
  guint resize_cooldown_ms;        /* between two resizes of a guest by automation */
  GHashTable *settings;    /* of policies, in the configuration only: "POLICY.SETTING" -> value; NULL */
  guint balloon_period_ms; /* of memory statistics, to be set where guests have none; 0: to be left alone */
  GHashTable *labels; /* of the configuration; the fleet keeps them among its traits; NULL: none */
};

struct host {
  char *name, *cluster;
  struct link links[SOURCES];
  gboolean guests_are_known; /* it has told which there are since libvirt was down last */
  /* From libvirt; "" and 0 until it has answered once. */
  char *hostname, *uuid, *libvirt_version;
  guint cpus;
  guint64 memory_bytes;
  guint sockets, cores; /* cores of all sockets, not threads; 0: unknown */
  guint64 cpu_hz;     /* of each processor, as rated; 0: unknown */
  char *cpu_model;    /* "": unknown */
  char **missing; /* what its driver lacks: "job statistics" ...; NULL-terminated */
  struct host_offers *offers; /* NULL: it has not told yet */
  GHashTable *verdicts;       /* guest_needs.cpu_key -> struct cpu_verdict; NULL: it has not told yet */
  struct claim claim; /* as told last; fleet_claim() says what it is worth */
};

/* What else is watched through SNMP; filled by the daemon from the configuration. */
struct device {
  char *name, *kind; /* "switch" ... */
  char **serves;     /* names of the hosts that depend on it; NULL-terminated */
};

struct fleet;

/* `clock` must outlive the fleet. */
struct fleet *fleet_new(const struct clock *clock, guint interval_ms);
void fleet_free(struct fleet *fleet);

/* Building it from the configuration, and again when that has changed: what is added between begin and end is the
 * fleet, what was there already stays as it is known, and all else is forgotten. Each link and value stays whose source
 * does. */
void fleet_begin_configuration(struct fleet *fleet, guint interval_ms);
void fleet_end_configuration(struct fleet *fleet);

/* Takes the cluster. A host belongs to a cluster added before;
 * `sources` is a bit mask (1 << SOURCE_*) of what is configured for it. */
void fleet_add_cluster(struct fleet *fleet, struct cluster *cluster);
void fleet_add_host(struct fleet *fleet, const char *name, const char *cluster, guint sources);
void fleet_add_device(struct fleet *fleet, struct device *device); /* takes it */
/* A guest, by its name or UUID, has an SNMP agent inside. */
void fleet_add_guest_agent(struct fleet *fleet, const char *cluster, const char *guest);
/* What is said of a cluster, host or device, or of a guest of `cluster`, by its name or UUID; the latter counts more. */
void fleet_add_traits(struct fleet *fleet, const char *subject, const char *cluster, const struct traits *traits);
void fleet_forget_traits(struct fleet *fleet); /* all of them */
/* A rule about where guests may be; copied. They are forgotten when the configuration begins anew. */
void fleet_add_rule(struct fleet *fleet, const struct rule *rule);
const GPtrArray *fleet_rules(const struct fleet *fleet); /* const struct rule * */
/* The same of a licensed product. */
void fleet_add_licence(struct fleet *fleet, const struct licence *licence);
const GPtrArray *fleet_licences(const struct fleet *fleet); /* const struct licence * */
struct cluster *cluster_new(const char *name);
void cluster_free(struct cluster *cluster);

/* What the collectors say. Hosts are named as in the configuration; unknown ones are ignored and FALSE
 * is returned: the caller counts them. */
gboolean fleet_take_readings(struct fleet *fleet, enum source source, gint64 stamp_sec, const char *object,
                             const struct reading *readings, gsize n);
gboolean fleet_take_link(struct fleet *fleet, const char *host, enum source source, enum link_state state,
                         const char *reason);
/* The same of the agent of a guest or device. */
gboolean fleet_take_agent_link(struct fleet *fleet, const char *subject, enum link_state state, const char *reason);
struct host_facts {
  const char *hostname, *uuid, *libvirt_version;
  guint cpus;
  guint64 memory_bytes;
  const char *const *missing; /* NULL-terminated */
  guint sockets, cores;
  guint64 cpu_hz;
  const char *cpu_model;
};
gboolean fleet_take_facts(struct fleet *fleet, const char *host, const struct host_facts *facts);

/* What an SNMP agent of the subject is and has; takes `facts` in any case. */
gboolean fleet_take_agent(struct fleet *fleet, const char *subject, struct agent_facts *facts);

/* What the guest agent of a known guest says; takes `agent` in any case. */
gboolean fleet_take_guest_agent(struct fleet *fleet, const char *uuid, struct guest_agent *agent);

/* What the host offers to guests, what libvirt there says of processors (guest_needs.cpu_key -> struct cpu_verdict; replaces
 * what it said before), and what a guest needs by its definition on that host. They take what they are given, in any case. */
gboolean fleet_take_offers(struct fleet *fleet, const char *host, struct host_offers *offers);
gboolean fleet_take_verdicts(struct fleet *fleet, const char *host, GHashTable *verdicts);
gboolean fleet_take_needs(struct fleet *fleet, const char *host, const char *uuid, struct guest_needs *needs);

/* Whose the host is (fleet_claims.c). From fleet_require_claims() on, nothing may be done on a host with libvirt whose claim
 * is another's, or is not known to be ours; `takeover_sec`: a claim that is not renewed for so long is void. */
void fleet_require_claims(struct fleet *fleet, guint takeover_sec);
gboolean fleet_take_claim(struct fleet *fleet, const char *host, enum claim_state state, const char *who);
/* As it counts now: OURS only while it was said lately; NONE also where no claims are required. */
enum claim_state fleet_claim(const struct fleet *fleet, const struct host *host);
/* Why nothing may be done on the host, in a sentence; NULL: it may. Caller frees. */
char *fleet_claim_refusal(const struct fleet *fleet, const char *host);

/* What others do to guests (fleet_foreign.c, model/foreign_book.h): found from what hosts tell and from fleet_take_action(). Why
 * automation leaves a guest alone for now, in a clause; NULL: it need not. And for how long; 0: not. */
const char *fleet_foreign_hold(const struct fleet *fleet, const char *uuid);
double fleet_foreign_hold_sec(const struct fleet *fleet, const char *uuid);
void fleet_hold_guest(struct fleet *fleet, const char *uuid, const char *why, double ago_sec); /* since so long */
void fleet_set_foreign_hold(struct fleet *fleet, guint hold_ms); /* of what is found from now on; 0: none */
GPtrArray *fleet_steal_foreign_events(struct fleet *fleet);      /* struct foreign_event, since the last call */
void fleet_sweep_foreign(struct fleet *fleet); /* at times: forgets who is gone for long */
/* Who shares a rule of the kinds affinity and group with the guest; borrowed guests in a new array. */
GPtrArray *fleet_company(const struct fleet *fleet, const char *uuid);
/* Who else manages a guest by its metadata: "OpenStack"; "": nobody that is known. */
const char *fleet_owner(const struct fleet *fleet, const struct guest *guest);

/* The full list of guests that `host` knows now replaces the former one. */
gboolean fleet_take_sightings(struct fleet *fleet, const char *host, const struct sighting *sightings,
                              gsize n);

/* Queries. */

/* Rises whenever the subjects that there are, or how they do, may have changed. */
guint fleet_changes(const struct fleet *fleet);

gint64 fleet_monotonic_us(const struct fleet *fleet); /* by its clock */
guint fleet_interval_ms(const struct fleet *fleet);
const GPtrArray *fleet_clusters(const struct fleet *fleet); /* const struct cluster *, as configured */
const GPtrArray *fleet_hosts(const struct fleet *fleet);    /* const struct host *, as configured */
const GPtrArray *fleet_guests(const struct fleet *fleet);   /* const struct guest *, by name */
/* The guests that are on the host or were seen there last, by name; borrowed guests in a new array. */
GPtrArray *fleet_guests_on(const struct fleet *fleet, const char *host);
const struct cluster *fleet_cluster(const struct fleet *fleet, const char *name); /* or NULL */
const struct cluster *fleet_cluster_of(const struct fleet *fleet, const char *host); /* the same of a host */
const struct host *fleet_host(const struct fleet *fleet, const char *name);       /* or NULL */
const struct guest *fleet_guest(const struct fleet *fleet, const char *uuid);     /* or NULL */
/* Where a copy of the guest runs, or ran when its host was last heard, that is neither of these hosts; NULL: nowhere. */
const char *fleet_runs_elsewhere(const struct fleet *fleet, const char *uuid, const char *host, const char *other);

/* Whether there is such a host, guest, cluster, device or service. */
gboolean fleet_has_subject(const struct fleet *fleet, const char *subject);

const GPtrArray *fleet_devices(const struct fleet *fleet); /* const struct device *, as configured */
const struct device *fleet_device(const struct fleet *fleet, const char *name); /* or NULL */

/* The guest that is meant in a configuration, by UUID or by a name that only one has, on a host of its cluster;
 * NULL: not known, or not which. */
const struct guest *fleet_guest_meant(const struct fleet *fleet, const char *cluster, const char *name);

/* Rises whenever an agent inside a guest may have come or gone, since what is configured means another guest. */
guint fleet_agent_changes(const struct fleet *fleet);

/* How the SNMP agent of a guest or device does; NULL: it has none. That of a guest is there, or not, as soon as a
 * host has told of the guest. */
const struct link *fleet_agent_link(const struct fleet *fleet, const char *subject);

gint64 fleet_link_age_ms(const struct fleet *fleet, const struct link *link); /* since its state changed */

struct value fleet_value(const struct fleet *fleet, const char *object, enum metric_id metric);

/* What a host or guest uses of a resource, in the units of model/load_book.h; NaN: unknown. */
struct load fleet_load(const struct fleet *fleet, const char *subject, enum resource resource);
/* What is known of the guest's moves; NULL: nothing. Each action is told to it as it goes on, oldest first. */
const struct guest_moves *fleet_moves(const struct fleet *fleet, const char *uuid);
double fleet_moved_sec(const struct fleet *fleet, const char *uuid); /* how long ago; INFINITY: never seen */
void fleet_take_action(struct fleet *fleet, const struct action *action);
/* What the guest needs, by its definition on the host where it is; NULL: not known. */
const struct guest_needs *fleet_needs(const struct fleet *fleet, const struct guest *guest);
/* How fast the guest writes to its memory, as was measured now; and what was measured lately, NaN: nothing. */
void fleet_take_dirty_rate(struct fleet *fleet, const char *uuid, double bytes_per_sec);
double fleet_dirty_rate(const struct fleet *fleet, const char *uuid);

/* Where guests ran that need licences, and when (model/residence_book.h). `changed` is told of each entry that is opened or
 * closed (NULL: nobody is). What was stored before is handed in after that, and is taken out of the array. */
void fleet_watch_residences(struct fleet *fleet, residence_changed changed, gpointer user);
void fleet_restore_residences(struct fleet *fleet, GPtrArray *residences);
const struct residence_book *fleet_residences(const struct fleet *fleet);
/* How long ago a licensed guest came from another host to where it runs; INFINITY: it did not, or nothing is known. */
double fleet_residence_moved_sec(const struct fleet *fleet, const char *uuid);
/* The licensed hosts to which the product is bound, since a guest that needs it came there from another one within its stay, whoever
 * runs there now; borrowed names in a new array. */
GPtrArray *fleet_residence_bound(const struct fleet *fleet, const struct licence *licence);

/* A host that is given no new guests, also over restarts: whoever orders it stores it (journal/journal.h), too. Copied; in the place
 * of a former one. FALSE: it was not restricted. A host that is not configured may be restricted, until it is released. */
void fleet_restrict(struct fleet *fleet, const struct restriction *restriction);
gboolean fleet_release(struct fleet *fleet, const char *host);
const struct restriction *fleet_restriction(const struct fleet *fleet, const char *host); /* or NULL */
gboolean fleet_host_is_restricted(const struct fleet *fleet, const char *host);

/* No automation until it is lifted: whoever orders it remembers it (pipeline/pausing.h). Taken, in the place of a former one; NULL:
 * it goes on. */
void fleet_pause(struct fleet *fleet, struct pause *pause);
const struct pause *fleet_paused(const struct fleet *fleet); /* or NULL */

/* What history knows of it: points of one of load_book_past(). */
void fleet_fill_load(struct fleet *fleet, const char *subject, struct load_points *points);

/* What others feed in, of hosts, guests, clusters and devices of the fleet, or of nobody (alert_book.h): what is known then; NULL
 * with NOT_FOUND or REFUSED. And all of it. `left` is told of each that
 * had a subject and has it no more (NULL: nobody is). */
const struct alert *fleet_take_alert(struct fleet *fleet, const struct alert *alert, GError **error);
const struct alert_book *fleet_alerts(const struct fleet *fleet);
struct alert_book *fleet_alert_book(struct fleet *fleet);
void fleet_displace_alert(struct fleet *fleet, const struct alert *alert, const char *why); /* it is of nobody */
void fleet_watch_alerts(struct fleet *fleet, void (*left)(const char *subject, const char *name, gpointer user), gpointer user);
gint64 fleet_listening_ms(const struct fleet *fleet);  /* for how long others could feed them in */
/* Rises whenever members of the fleet may have come or gone, or be called otherwise, or guests have other addresses. */
guint fleet_member_changes(const struct fleet *fleet);

/* What is said of the subject: nothing, where that is so. */
const struct traits *fleet_traits(const struct fleet *fleet, const char *subject);

/* What automation may do about the subject, as the policy finds (NULL: whichever): by what is said of the guest, else of the host
 * where it is or that it is, else of the cluster; or of the policy; the more careful one, where something is said of both; where
 * nothing is, of the fleet. */
struct automation fleet_automation(const struct fleet *fleet, const char *subject, const char *policy);

/* All the terms that hold for what concerns the subjects (char *) and the policy, NULL: none: of the fleet, of each of their
 * clusters, of the policy. Borrowed, in a new array of struct automation_place. */
struct automation_place {
  char *setting; /* "clusters[lab].automation" */
  const struct automation_terms *terms;
};
GPtrArray *fleet_automation_places(const struct fleet *fleet, const GPtrArray *subjects, const char *policy);

/* The cluster that the subject belongs to, or is; NULL: it has none. */
const struct cluster *fleet_subject_cluster(const struct fleet *fleet, const char *subject);

/* The subjects whose trouble may be the subject's trouble, nearest first: itself, whose service it is, the host where it is, the
 * devices that serve that host, its cluster. New array that owns its strings. */
GPtrArray *fleet_containing(const struct fleet *fleet, const char *subject);

/* That somebody who watches the subject, or what contains it (fleet_containing), has planned that it is down now, for a sentence:
 * "nagios has a downtime of web1 by bob until 2026-11-28 12:00:00 UTC (new disk)"; NULL: nobody has, but perhaps we. Caller frees. */
char *fleet_downtime(const struct fleet *fleet, const char *subject);

/* What is said of the fleet and of policies. Taken. */
void fleet_set_automation(struct fleet *fleet, struct automation_rules *rules);
const struct automation_rules *fleet_automation_rules(const struct fleet *fleet);
/* Why automation does nothing with the guest, whatever it is about: its own setting. NULL: that forbids nothing. Caller frees. */
char *fleet_guest_refuses_automation(const struct fleet *fleet, const char *uuid);

/* What the subject's SNMP agent said of itself, and how long ago; NULL: nothing yet. */
const struct agent_facts *fleet_agent(const struct fleet *fleet, const char *subject, gint64 *age_ms);

/* What the guest agent of a guest said last, and how long ago; NULL: nothing yet. */
const struct guest_agent *fleet_guest_agent(const struct fleet *fleet, const char *uuid, gint64 *age_ms);

/* The parts of a subject seen so far ("host:h1{if=eth0}" ...), sorted; borrowed strings in a new array.
 * With subject NULL, every object. */
GPtrArray *fleet_objects(const struct fleet *fleet, const char *subject);

/* How many objects there are, parts included; and each of them, in no order. */
guint fleet_count_objects(const struct fleet *fleet);
void fleet_each_object(const struct fleet *fleet, void (*take)(const char *object, gpointer user), gpointer user);

/* How many readings of the last round are in each state, over all objects. */
void fleet_count_readings(const struct fleet *fleet, guint counts[READING_STATES]);

/* How long ago anything of the subject itself was known, where a source of it (of a guest: its host's
 * libvirt) is down at least as long as that; -1: never. Does not end when the value does. */
gint64 fleet_age_ms(const struct fleet *fleet, const char *subject);

/* ---- in words: fleet_names.c ---- */

/* The guest, host, device or cluster a person names: a guest by name or UUID. Errors NOT_FOUND (with the nearest name)
 * and REFUSED where a name stands for several guests. */
const struct guest *fleet_find_guest(const struct fleet *fleet, const char *name, GError **error);
const struct host *fleet_find_host(const struct fleet *fleet, const char *name, GError **error);
const struct device *fleet_find_device(const struct fleet *fleet, const char *name, GError **error);
const struct cluster *fleet_find_cluster(const struct fleet *fleet, const char *name, GError **error);
const struct licence *fleet_find_licence(const struct fleet *fleet, const char *name, GError **error);

/* "h1" for "host:h1", the guest's name for "guest:UUID", "http on h1" for a service; the key itself where it is not known. */
const char *fleet_subject_name(const struct fleet *fleet, const char *subject);

/* Whether the host answers: every configured source up, some, or none. */
const char *host_state_name(const struct host *host); /* "up", "partial", "down", "connecting" */
/* The same where it is that of all its hosts; else "partial". */
const char *cluster_state_name(const struct fleet *fleet, const struct cluster *cluster);
const char *link_state_name(enum link_state state);
char *link_text(const struct link *link); /* "down: no route to host"; caller frees */
