#pragma once
/*
 * The HTTP/JSON API on the Unix socket and, where it is configured, over TCP: a libmicrohttpd in external mode for each, driven by
 * the core's main loop. Who may do what is asked before each answer (serve/gate.h). Reads the fleet, the tip book and the actions directly; what needs others (plans, history, role
 * states) it asks through the verbs it was handed. A reply that has to wait suspends its connection.
 * Limits on size, connections and time. Core's thread, never blocks.
 */
#include "action/actions.h"
#include "journal/journal.h"
#include "model/access.h"
#include "model/plan_question.h"
#include "json/json.h"
#include "model/event_book.h"
#include "model/trap_book.h"
#include "tips/tipbook.h"
#include "wire/graph.h"

struct listener;
struct serve;

/* What a person orders with `provost move`. */
struct move_request {
  const char *guest;       /* name or UUID */
  const char *to;          /* host name; NULL: the best */
  const char *const *excluded; /* names of hosts that it must not be, NULL-terminated; NULL: none */
  enum move_method method; /* METHOD_AUTO: the one that costs the guest least */
  gboolean dry_run;
};

/* Exactly one call, at once or later, on the core's thread. On success error is NULL. */
typedef void (*serve_plan_done)(const struct plan *plan, guint64 action_id, const GError *error, gpointer call);
struct series_query {
  const char *object; /* written form */
  enum metric_id metric;
  gint64 from_sec, to_sec;
  guint step_sec; /* wanted from point to point; 0: the finest there is */
};
struct series_points {
  const char *object;
  enum metric_id metric;
  gint64 from_sec;
  guint step_sec;
  const double *values; /* NaN: unknown */
  gsize n;
};
typedef void (*serve_series_done)(const struct series_points *points, const GError *error, gpointer call);

/* The folder of the history files, in which all is that was heard. */
typedef void (*serve_flush_done)(const char *directory, const GError *error, gpointer call);

/* A PNG. */
typedef void (*serve_picture_done)(gconstpointer png, gsize size, const GError *error, gpointer call);

/* As it is stored, borrowed; or an error. */
typedef void (*serve_trap_done)(const struct trap_record *trap, const GError *error, gpointer call);

/* -1 with an error. */
typedef void (*serve_dirty_rate_done)(gint64 bytes_per_sec, const GError *error, gpointer call);

/* What was done, or would be; borrowed. NULL with an error. */
typedef void (*serve_reload_done)(json_t *report, const GError *error, gpointer call);

/* JSON, a reference of its own, or an error. */
typedef void (*serve_json_done)(json_t *json, const GError *error, gpointer call);

/* What would be done about a tip; borrowed. NULL with an error. */
typedef void (*serve_proposal_done)(const struct proposal *proposal, const GError *error, gpointer call);

/* What is known of it then; borrowed. NULL with an error. */
typedef void (*serve_alert_done)(const struct alert *alert, const GError *error, gpointer call);

struct policy_switch {
  const char *policy;
  gboolean enable; /* else disable */
  const char *why; /* "" */
};

/* A test tip of the policy about the subject (pipeline/rehearsal.h). */
struct rehearsal_request {
  const char *policy, *asked, *by;
  const char *subject; /* written form; NULL: nothing is called `asked` */
  gboolean apply;
};

/* The part of a long list that is asked for; never empty. */
struct serve_page {
  guint from, limit;
};

/* The cursor of the page behind it, or null where that is behind the end. New reference. */
json_t *serve_page_next(const struct serve_page *page, guint total);

/* What is ordered about a host, by its name. */
struct host_order {
  const char *host, *reason; /* "" */
  const char *by;
};

struct serve_verbs {
  /* Plans the move and, unless dry_run, starts it (action_id != 0). */
  void (*move)(const struct move_request *request, const char *by, serve_plan_done done, gpointer call,
               gpointer user);
  /* Plans, and moves nobody; a guest is meant by its name or UUID. */
  void (*plan)(const struct plan_question *question, serve_plan_done done, gpointer call, gpointer user);
  /* The same, and carries the plan out: the action's id, 0 where it moves nobody. */
  void (*carry_out)(const struct plan_question *question, const char *by, serve_plan_done done, gpointer call, gpointer user);
  /* The host is given no new guests, is given guests again, or its guests leave it: the action's id; 0 with error. */
  guint64 (*restrict_host)(const struct host_order *order, gpointer user, GError **error);
  guint64 (*release_host)(const struct host_order *order, gpointer user, GError **error);
  guint64 (*evacuate_host)(const struct host_order *order, gpointer user, GError **error);
  /* Automation is stopped, and goes on. FALSE with error. */
  gboolean (*pause)(const char *reason, const char *by, gpointer user, GError **error);
  gboolean (*resume)(const char *by, gpointer user, GError **error);
  /* Why automation does not take the tip now (pipeline/waits.h), or NULL; caller frees. */
  char *(*why_waits)(const struct tip *tip, gpointer user);
  /* Plays a test tip through all stations. */
  void (*rehearse)(const struct rehearsal_request *request, serve_json_done done, gpointer call, gpointer user);
  /* From what value on the tip's settings call the metric of its evidence so severe; FALSE: they do not say. */
  gboolean (*threshold)(const struct tip *tip, const struct evidence *evidence, enum severity severity, double *value, gpointer user);
  /* What would be done if `by` accepted the tip now; nothing is ordered. */
  void (*propose)(guint64 tip_id, const char *by, serve_proposal_done done, gpointer call, gpointer user);
  /* Keeps what somebody says, which is taken; done when it is stored for good. */
  void (*take_alert)(struct alert_report *report, serve_alert_done done, gpointer call, gpointer user);
  /* Lines of why the guest or host is as it is (pipeline/why.h); none: it is not there. New reference. */
  json_t *(*why)(const char *subject, gpointer user);
  /* History of one series. */
  void (*fetch)(const struct series_query *query, serve_series_done done, gpointer call, gpointer user);
  /* Writes what waits, for who reads the files himself. */
  void (*flush)(serve_flush_done done, gpointer call, gpointer user);
  /* A picture of history; thresholds are added to it. */
  void (*graph)(struct graph *graph, serve_picture_done done, gpointer call, gpointer user);
  /* How fast the guest (name or UUID) writes to its memory, measured for so long. */
  void (*dirty_rate)(const char *guest, guint seconds, serve_dirty_rate_done done, gpointer call, gpointer user);
  /* Somebody passes on a trap, which is taken: stored, or why not. */
  void (*pass_trap)(struct trap_record *trap, serve_trap_done done, gpointer call, gpointer user);
  /* Which clusters survive failures of hosts: an object by their names (daemon/reserves.h). */
  void (*reserves)(serve_json_done done, gpointer call, gpointer user);
  /* Reads the configuration anew; with `dry_run` only says what that would do. */
  void (*reload)(gboolean dry_run, const char *by, serve_reload_done done, gpointer call, gpointer user);
  /* New references: the bodies of GET /v1/status, /v1/doctor, /v1/policies and /v1/canaries. */
  json_t *(*status)(gpointer user);
  json_t *(*doctor)(const struct serve_page *page, gpointer user);
  json_t *(*policies)(const struct serve_page *page, gpointer user);
  json_t *(*policy)(const char *name, gpointer user); /* NULL: there is none of that name */
  json_t *(*canaries)(gpointer user);
  /* Packs are read anew; a policy may run or not: answers when provost-policy has taken it. */
  void (*policies_reload)(const char *by, serve_json_done done, gpointer call, gpointer user);
  void (*policy_switch)(const struct policy_switch *asked, const char *by, serve_json_done done, gpointer call,
                        gpointer user);
};

struct serve_options {
  const char *socket_path; /* made 0660, group provost where that group exists, or for everybody where access names groups; a
                              stale one is replaced */
  const char *listen;      /* "127.0.0.1:8480"; NULL: no TCP */
  const char *certificate, *key; /* PEM, for TLS; NULL: none */
  const struct access_rules *access; /* until serve_set_access; NULL: neither groups nor tokens */
  struct journal *journal; /* for what is refused */
  const char *journal_path; /* of its file, for tips that were; copied */
  const struct clock *clock;
  struct fleet *fleet;
  struct tipbook *tips;
  const struct trap_book *traps;
  struct actions *actions;
  struct event_book *events; /* has nobody else who watches it */
  const struct serve_verbs *verbs;
  gpointer user;
  guint wait_ms;  /* how long a call waits for a verb before it is answered with 504; 0: 12 s */
  guint idle_sec; /* how long a connection may be silent; 0: 10 s */
};

/* NULL with UNAVAILABLE or REFUSED where a socket cannot be had. */
struct serve *serve_new(const struct serve_options *options, GError **error);
void serve_free(struct serve *serve); /* ends waiting calls with 503 and removes the socket */

/* Other rules are in force, which stay where they are as long as they are. Connections are kept, and those listeners to events who may look. */
void serve_set_access(struct serve *serve, const struct access_rules *access);

/* {listen, tls, tokens, groups, refused}: where it listens over TCP or null, whether that is encrypted, how many tokens there are or
 * null, whether groups give roles, and how much was refused so far. New reference. */
json_t *serve_to_json(const struct serve *serve);

/* ---- for gate.c ---- */

const struct access_rules *serve_rules(const struct serve *serve);
const struct listener *serve_listener(const struct serve *serve);
