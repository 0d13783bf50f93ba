#include "config/schema.h"

#include "base/limits.h"
#include "base/listen_address.h"
#include "base/quantity.h"
#include "config/config.h"
#include "config/credentials.h"
#include "model/verdict_book.h"

#include <string.h>

/* A Unix socket's path has at most 107 bytes, and "/provost.sock" comes behind the folder. */
#define RUNTIME_DIR_MAX 94
/* Those that are started anew for another interval; provost-notify and provost-agentx are told. */
#define ROLES_ALL (PART_SNMP | PART_VIRT | PART_RRD | PART_POLICY)
/* Of the user-based security model (RFC 3414). */
#define SNMP_USER_MAX 32
/* "unix:" and a path. */
#define SOCKET_MIN 7
#define SOCKET_MAX 112
#define LISTEN_MIN 6 /* "[::]:1" */
#define GROUP_MAX 256
#define DAY_SEC 86400
#define PARALLEL_MAX 16
#define MOVES_AN_HOUR_MAX 100 /* fewer than finished actions are kept */
#define DOWNTIME_MAX_MS 60000
#define HOST_FAILURES_MAX 4 /* RESERVE_FAILURES_MAX of placement/reserve.h */
#define MBIT G_GUINT64_CONSTANT(1000000)
#define VCPUS_MAX 4096
#define WINDOWS_MAX 50
#define TRUST_LAST_MAX VERDICTS_KEPT
#define TIB (G_GUINT64_CONSTANT(1) << 40)

/* The offset of a field, which must have the C type that the option's type fills. */
#define FIELD(c_type, owner, field)                                                                \
  (offsetof(owner, field) + 0 * sizeof(char[_Generic(((owner *)0)->field, c_type: 1)]))
#define DURATION(owner, field) OPTION_DURATION, FIELD(guint, owner, field)
#define SPAN(owner, field) OPTION_SPAN, FIELD(guint, owner, field)
#define SIZE(owner, field) OPTION_SIZE, FIELD(guint64, owner, field)
#define SPEED(owner, field) OPTION_SPEED, FIELD(guint64, owner, field)
#define COUNT(owner, field) OPTION_COUNT, FIELD(guint, owner, field)
#define SWITCH(owner, field) OPTION_SWITCH, FIELD(gboolean, owner, field), .words = switches
#define PERCENT(owner, field) OPTION_PERCENT, FIELD(double, owner, field)
#define TEXT(kind, owner, field) OPTION_##kind, FIELD(char *, owner, field)
#define PATHS(owner, field) OPTION_PATHS, FIELD(GPtrArray *, owner, field)
#define NAMES(owner, field) OPTION_NAMES, FIELD(GPtrArray *, owner, field)
#define SELECTORS(owner, field) OPTION_SELECTORS, FIELD(GPtrArray *, owner, field)
#define INSTANCES(owner, field) OPTION_INSTANCES, FIELD(GPtrArray *, owner, field)
#define TOKENS(owner, field) OPTION_TOKENS, FIELD(GPtrArray *, owner, field)
#define PROGRAMS(owner, field) OPTION_PROGRAMS, FIELD(GPtrArray *, owner, field)
#define SETTINGS(owner, field) OPTION_SETTINGS, FIELD(GHashTable *, owner, field)

static const char *const switches[] = {"yes", "no", "true", "false", NULL};
static const char *const severities[] = {"info", "warning", "critical", NULL};
static const char *const levels[] = {"off", "advise", "apply", NULL};
static const char *const methods[] = {"live", "converge", "postcopy", "quick", "cold", NULL};
static const char *const lock_managers[] = {"none", "lockd", "sanlock", NULL};
static const char *const costs[] = {"low", "normal", "high", NULL};
static const char *const goals[] = {"load-balancing", "resource-maximization", NULL};
static const char *const pers[] = {"host", "socket", "core", NULL};
static const char *const versions[] = {"1", "2c", "3", NULL};
static const char *const target_versions[] = {"2c", "3", NULL};
static const char *const trap_levels[] = {"auth", "auth-priv", NULL};
static const char *const auths[] = {"md5", "sha", "sha-224", "sha-256", "sha-384", "sha-512", NULL};
static const char *const rule_kinds[] = {"affinity", "anti-affinity", "pin", "owners", "group", "ignore", NULL};
static const char *const device_kinds[] = {"switch", "array", "hba", "server", "ups", "other", NULL};
static const char *const pers_of_results[] = {"subject", "policy", NULL};
static const char *const acknowledges[] = {"dismiss", "snooze", "ignore", NULL};
static const char *const http_methods[] = {"POST", "PUT", NULL};
static const char *const privs[] = {"aes", "aes-192", "aes-256", NULL};

/* The rows of who somebody is to an SNMP engine: keys of the map `path`, kept in the field `snmp` of `owner`. `part`: whom
 * they concern; `known`: the versions; `repeats`: they are described at another map already. */
#define SECURITY_OPTIONS(path, owner, repeats, part, known)                                                        \
  {path ".version", TEXT(WORD, owner, snmp.version), .words = known, .fallback = "2c",                             \
   .live = part, .again = repeats, .help = "The version of SNMP that the agent speaks"},                           \
  {path ".community", TEXT(SECRET, owner, snmp.community), 1, LIMIT_URI, .live = part,                             \
   .again = repeats, .help = "The community, which is a password, written here"},                                  \
  {path ".community_file", TEXT(SECRET_FILE, owner, snmp.community), 1, LIMIT_URI,                                 \
   .live = part, .again = repeats, .help = "A file that holds the community instead"},                             \
  {path ".user", TEXT(TEXT, owner, snmp.user), 1, SNMP_USER_MAX, .live = part,                                     \
   .again = repeats, .help = "The user of version 3"},                                                             \
  {path ".auth", TEXT(WORD, owner, snmp.auth), .words = auths, .live = part,                                       \
   .again = repeats, .help = "How messages of the user are signed"},                                               \
  {path ".auth_passphrase", TEXT(SECRET, owner, snmp.auth_passphrase), SNMP_PASSPHRASE_MIN,                        \
   LIMIT_URI, .live = part, .again = repeats, .help = "The passphrase they are signed with, written here"},        \
  {path ".auth_file", TEXT(SECRET_FILE, owner, snmp.auth_passphrase), 1, LIMIT_URI,                                \
   .live = part, .again = repeats, .help = "A file that holds this passphrase instead"},                           \
  {path ".priv", TEXT(WORD, owner, snmp.priv), .words = privs, .live = part,                                       \
   .again = repeats, .help = "How messages of the user are encrypted"},                                            \
  {path ".priv_passphrase", TEXT(SECRET, owner, snmp.priv_passphrase), SNMP_PASSPHRASE_MIN,                        \
   LIMIT_URI, .live = part,                                                                                        \
   .again = repeats, .help = "The passphrase they are encrypted with, written here"},                              \
  {path ".priv_file", TEXT(SECRET_FILE, owner, snmp.priv_passphrase), 1, LIMIT_URI,                                \
   .live = part, .again = repeats, .help = "A file that holds this passphrase instead"}

/* The rows of an SNMP agent: the keys of the map `path`, kept in the field `snmp` of `owner`.
 * `repeats`: as above; `ends`: whom an agent restarts that comes or goes. */
#define AGENT_OPTIONS(path, owner, repeats, ends)                                                                  \
  {path ".address", TEXT(ADDRESS, owner, snmp.address), 1, LIMIT_URI, .required = TRUE,                            \
   .live = PART_CORE | PART_SNMP, .restarts = ends, .again = repeats, .help = "Where the agent listens"},          \
  SECURITY_OPTIONS(path, owner, repeats, PART_SNMP, versions),                                                     \
  {path ".software", INSTANCES(owner, snmp.software), 1, LIMIT_INSTANCE, .most = LIMIT_SOFTWARE,                   \
   .live = PART_SNMP, .again = repeats, .help = "Programs that must run there, by name"}

/* The row of the labels of what stands in the list `path`. `repeats`: as above. */
#define LABELS(path, owner, repeats)                                                                       \
  {path ".labels", SETTINGS(owner, labels), 1, LIMIT_NAME, .most = LIMIT_LABELS, .live = PART_CORE,        \
   .again = repeats, .help = "Words of your own that policies read, by their names"}

/* What automation may do, and on which terms: the keys of the map `path`, kept in the field `automation` of `owner`. `usual`: the
 * level where none is written; `repeats`: as above. */
#define AUTOMATION_OPTIONS(path, owner, usual, repeats)                                                                  \
  {path ".level", TEXT(WORD, owner, automation.level), .words = levels, .fallback = usual, .live = PART_CORE,            \
   .again = repeats, .help = "No tips, tips for an operator to accept, or tips that are carried out at once"},           \
  {path ".min_severity", TEXT(WORD, owner, automation.min_severity), .words = severities, .live = PART_CORE,             \
   .again = repeats, .help = "Tips that are less grave are left to people"},                                             \
  {path ".windows", OPTION_WINDOWS, FIELD(GPtrArray *, owner, automation.windows), 1, LIMIT_NAME, .most = WINDOWS_MAX,   \
   .live = PART_CORE, .again = repeats, .help = "When automation may act; at any time, where none are written"},         \
  {path ".hold", DURATION(owner, automation.hold_ms), 0, DAY_SEC, .fallback = "0s", .live = PART_CORE,                   \
   .again = repeats, .help = "How long a tip is open before automation takes it, for an operator to dismiss it"},        \
  {path ".approvals", COUNT(owner, automation.approvals), 1, LIMIT_APPROVALS, .fallback = "1", .live = PART_CORE,          \
   .again = repeats, .help = "How many people must accept a tip before it is carried out"},                              \
  {path ".dry_run", SWITCH(owner, automation.dry_run), .fallback = "no", .live = PART_CORE,                              \
   .again = repeats, .help = "Whether automation only says what it would have done"},                                    \
  {path ".trust", OPTION_MAP, .live = PART_CORE, .again = repeats,                                                       \
   .help = "What the record of a policy must be before automation carries its tips out"},                               \
  {path ".trust.last", COUNT(owner, automation.trust_last), 0, TRUST_LAST_MAX, .fallback = "0", .live = PART_CORE,       \
   .again = repeats, .help = "How many of its newest actions in the cluster count; 0: it needs no record"},              \
  {path ".trust.success", PERCENT(owner, automation.trust_success_pct), 1, 100, .fallback = "80%", .live = PART_CORE,    \
   .again = repeats, .help = "The share of them that must have helped"}

/* What goes to a Nagios or Icinga: the keys of the map `path`, kept in the field `field` of struct config. */
#define RESULTS_OPTIONS(path, field, repeats)                                                                             \
  {path ".per", TEXT(WORD, struct config, field.results.per), .words = pers_of_results, .fallback = "subject",            \
   .live = PART_CORE, .again = repeats, .help = "One service for each host, guest, cluster and device, or for each policy of each"}, \
  {path ".ttl", DURATION(struct config, field.results.ttl_ms), 30, DAY_SEC, .fallback = "5m", .live = PART_CORE,          \
   .again = repeats, .help = "How long a result holds that is not said again"},                                           \
  {path ".acknowledge", TEXT(WORD, struct config, field.results.acknowledge), .words = acknowledges, .fallback = "snooze", \
   .live = PART_CORE, .again = repeats, .help = "What becomes of tips whose service is acknowledged there"},              \
  {path ".snooze", DURATION(struct config, field.results.snooze_ms), 60, 30 * DAY_SEC, .fallback = "4h", .live = PART_CORE, \
   .again = repeats, .help = "How long an acknowledgement holds back new ones of such tips, with acknowledge: snooze"},   \
  {path ".downtime", SWITCH(struct config, field.results.downtime), .fallback = "yes", .live = PART_CORE,                 \
   .again = repeats, .help = "Whether a guest that is moved or resized gets a short downtime there"}

/* How much a resource counts, beside the others. */
#define WEIGHT(name, resource, usual, what)                                                                       \
  {"clusters[].placement.weights." name, COUNT(struct cluster, weights[resource]), 0, WEIGHT_MAX,          \
   .fallback = usual, .live = PART_CORE, .help = "How much " what " counts where hosts are compared"}

/* The row of the group that gives a role. */
#define GROUP(role, access_, what)                                                                                 \
  {"api.groups." role, TEXT(TEXT, struct config, access.groups[access_]), 1, GROUP_MAX, .live = PART_CORE,         \
   .help = "The group of this machine whose members may " what}

/* Fields of each struct: config for the keys at the top, config_policy, cluster, config_host. */
static const struct option table[] = {
    {"state_dir", TEXT(PATH, struct config, state_dir), 1, LIMIT_URI, .fallback = "/var/lib/provost",
     .restarts = PART_CORE,
     .help = "Where the journal and the history are kept, on a local file system"},
    {"runtime_dir", TEXT(PATH, struct config, runtime_dir), 1, RUNTIME_DIR_MAX,
     .fallback = "/run/provost", .restarts = PART_CORE, .help = "Where the socket for the command line is made"},
    {"interval", DURATION(struct config, interval_ms), 1, LIMIT_INTERVAL_SEC, .fallback = "10s",
     .live = PART_CORE | PART_NOTIFY | PART_AGENTX, .restarts = ROLES_ALL, .help = "How often every host is asked"},
    {"api", OPTION_MAP, .live = PART_CORE, .help = "Who may do what, and from where"},
    {"api.groups", OPTION_MAP, .live = PART_CORE, .help = "Groups of this machine and what their members may do"},
    GROUP("viewer", ACCESS_VIEWER, "look at everything and change nothing"),
    GROUP("operator", ACCESS_OPERATOR, "also decide upon tips, move and resize guests, and pause automation"),
    GROUP("admin", ACCESS_ADMIN, "also have the configuration and the packs read anew, and switch policies"),
    {"api.listen", TEXT(LISTEN, struct config, api_listen), LISTEN_MIN, LISTEN_ADDRESS_MAX, .restarts = PART_CORE,
     .help = "Where the API is served over TCP, too"},
    {"api.token_file", TOKENS(struct config, access.tokens), 1, LIMIT_URI, .live = PART_CORE,
     .help = "A file with those who may ask over TCP, what they may do, and the digests of their tokens"},
    {"api.tls", OPTION_MAP, .restarts = PART_CORE, .help = "How TCP is encrypted"},
    {"api.tls.certificate", TEXT(PATH, struct config, tls_certificate), 1, LIMIT_URI, .restarts = PART_CORE,
     .help = "The file of the server's certificate, in PEM, those of its issuers behind it"},
    {"api.tls.key", TEXT(PATH, struct config, tls_key), 1, LIMIT_URI, .restarts = PART_CORE,
     .help = "The file of the private key of that certificate, in PEM"},
    {"rrd", OPTION_MAP, .restarts = PART_RRD, .help = "How the history is kept"},
    {"rrd.rrdcached", TEXT(SOCKET, struct config, rrdcached), SOCKET_MIN, SOCKET_MAX, .restarts = PART_RRD,
     .help = "The rrdcached of this machine that writes the history files"},
    {"rrd.retention", SPAN(struct config, retention_sec), DAY_SEC, 3650 * DAY_SEC, .fallback = "730d",
     .restarts = PART_RRD, .help = "How long the history is kept of what is not seen any more"},
    {"packs", PATHS(struct config, packs), 1, LIMIT_URI, .live = PART_POLICY,
     .help = "Folders that hold policy packs, besides those that come with provost"},
    {"canaries", PATHS(struct config, canaries), 1, LIMIT_URI, .live = PART_POLICY,
     .help = "Folders of packs that are only tried, beside the running version of the same name"},
    {"timezone", TEXT(ZONE, struct config, timezone), 1, LIMIT_NAME, .live = PART_CORE,
     .help = "The time zone of change windows; that of the system, where none is written"},
    {"automation", OPTION_MAP, .live = PART_CORE,
     .help = "What provost may do without being asked"},
    AUTOMATION_OPTIONS("automation", struct config, "advise", FALSE),
    {"automation.undo_per_hour", COUNT(struct config, undo_per_hour), 0, 100, .fallback = "1", .live = PART_CORE,
     .help = "How many of its own moves that did harm automation takes back in an hour"},
    {"automation.foreign_hold", DURATION(struct config, foreign_hold_ms), 0, DAY_SEC, .fallback = "30m", .live = PART_CORE,
     .help = "How long automation leaves a guest alone that somebody else has moved, paused or resized"},
    {"tips", OPTION_MAP, .live = PART_CORE, .help = "How tips that come and go are treated, and how long they are kept"},
    {"tips.flap_window", DURATION(struct config, flap_window_ms), 0, DAY_SEC, .fallback = "30m", .live = PART_CORE,
     .help = "What comes back within this time after it was gone reopens its tip; 0s: it is a new one"},
    {"tips.retention", SPAN(struct config, tips_retention_sec), DAY_SEC, 3650 * DAY_SEC, .fallback = "365d", .live = PART_CORE,
     .help = "How long finished tips and actions and the audit trail are kept"},
    {"ownership", OPTION_MAP, .restarts = PART_VIRT,
     .help = "Which of several provosts acts on a host that all of them watch"},
    {"ownership.takeover", DURATION(struct config, takeover_ms), 6, 3600, .fallback = "60s", .live = PART_CORE, .restarts = PART_VIRT,
     .help = "How long the claim of another one counts that is not renewed"},
    {"policies", OPTION_NAMED, .live = PART_CORE | PART_POLICY,
     .help = "What differs from the defaults of the policies, by their names"},
    {"policies.NAME.settings", SETTINGS(struct config_policy, settings), 0, LIMIT_TEXT,
     .live = PART_POLICY,
     .help = "Values for the settings that the policy declares, as its pack describes them"},
    {"policies.NAME.automation", OPTION_MAP, .live = PART_CORE, .help = "What automation may do about what the policy finds"},
    AUTOMATION_OPTIONS("policies.NAME.automation", struct config_policy, NULL, TRUE),
    {"programs", PROGRAMS(struct config, programs), 1, LIMIT_URI, .most = LIMIT_PROGRAMS, .live = PART_NOTIFY,
     .help = "Programs of yours that policies may propose to run, by names that you choose: the words of each command"},
    {"program_timeout", DURATION(struct config, program_timeout_ms), 1, LIMIT_PROGRAM_SEC, .fallback = "30s",
     .live = PART_NOTIFY, .help = "How long such a program may run before it is ended"},
    {"nagios", OPTION_MAP, .live = PART_CORE | PART_NOTIFY, .help = "The Nagios of this machine that is given results"},
    {"nagios.command_file", TEXT(PATH, struct config, nagios.command_file), 1, LIMIT_URI, .required = TRUE,
     .live = PART_CORE | PART_NOTIFY, .help = "The pipe from which Nagios reads external commands"},
    RESULTS_OPTIONS("nagios", nagios, FALSE),
    {"icinga", OPTION_MAP, .live = PART_CORE | PART_NOTIFY, .help = "The Icinga 2 that is given results through its API"},
    {"icinga.url", TEXT(URI, struct config, icinga.url), 1, LIMIT_URI, .required = TRUE, .live = PART_CORE | PART_NOTIFY,
     .help = "Where the API of Icinga 2 listens"},
    {"icinga.user", TEXT(TEXT, struct config, icinga.user), 1, LIMIT_NAME, .required = TRUE, .live = PART_NOTIFY,
     .help = "The ApiUser of Icinga 2 that provost is"},
    {"icinga.password", TEXT(SECRET, struct config, icinga.password), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "The password of that user, written here"},
    {"icinga.password_file", TEXT(SECRET_FILE, struct config, icinga.password), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "A file that holds this password instead"},
    {"icinga.ca_file", TEXT(PATH, struct config, icinga.ca_file), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "A file with the certificates of those who may have signed that of Icinga 2, in PEM"},
    {"icinga.public_key", TEXT(TEXT, struct config, icinga.public_key), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "The digest of the public key that Icinga 2 must have, in place of a signed certificate"},
    RESULTS_OPTIONS("icinga", icinga, TRUE),
    {"icinga.objects", SWITCH(struct config, icinga.objects), .fallback = "no", .live = PART_CORE | PART_NOTIFY,
     .help = "Whether provost makes hosts and services there for its guests and removes them with those"},
    {"icinga.events", SWITCH(struct config, icinga.events), .fallback = "yes", .live = PART_NOTIFY,
     .help = "Whether states, acknowledgements and downtimes of Icinga 2 come in as alerts"},
    {"webhooks", OPTION_LIST, .live = PART_NOTIFY, .help = "Who is told of events over HTTP"},
    {"webhooks[].name", TEXT(NAME, struct config_webhook, name), 1, LIMIT_NAME, .required = TRUE, .live = PART_NOTIFY,
     .help = "The name of the webhook, unlike that of any other"},
    {"webhooks[].url", TEXT(SECRET, struct config_webhook, url), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "Where events are sent, which may be a secret, written here"},
    {"webhooks[].url_file", TEXT(SECRET_FILE, struct config_webhook, url), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "A file that holds this URL instead"},
    {"webhooks[].on", NAMES(struct config_webhook, on), 1, LIMIT_NAME, .live = PART_NOTIFY,
     .help = "The kinds of events that it is told of; of tips and actions, where none are named"},
    {"webhooks[].min_severity", TEXT(WORD, struct config_webhook, min_severity), .words = severities, .live = PART_NOTIFY,
     .help = "Tips that are less grave are not told"},
    {"webhooks[].method", TEXT(WORD, struct config_webhook, method), .words = http_methods, .fallback = "POST",
     .live = PART_NOTIFY, .help = "The method of the requests"},
    {"webhooks[].headers", SETTINGS(struct config_webhook, headers), 1, LIMIT_URI, .most = LIMIT_HEADERS, .live = PART_NOTIFY,
     .help = "Headers of the requests, by their names"},
    {"webhooks[].header", TEXT(SECRET, struct config_webhook, header), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "One more header, which is a secret, written here"},
    {"webhooks[].header_file", TEXT(SECRET_FILE, struct config_webhook, header), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "A file that holds this header instead"},
    {"webhooks[].template", TEXT(TEXT, struct config_webhook, template), 1, LIMIT_TEMPLATE, .live = PART_NOTIFY,
     .help = "The text of the body, with the fields of the event in it"},
    {"webhooks[].ca_file", TEXT(PATH, struct config_webhook, ca_file), 1, LIMIT_URI, .live = PART_NOTIFY,
     .help = "A file with the certificates of those who may have signed that of the server, in PEM"},
    {"webhooks[].timeout", DURATION(struct config_webhook, timeout_ms), 1, 60, .fallback = "10s", .live = PART_NOTIFY,
     .help = "How long a request may take before it is given up and tried again"},
    {"agent", OPTION_MAP, .live = PART_AGENTX, .help = "What SNMP managers are told of provost itself"},
    {"agent.agentx", TEXT(SOCKET, struct config, agentx), SOCKET_MIN, SOCKET_MAX, .live = PART_CORE, .restarts = PART_AGENTX,
     .help = "Where the snmpd of this machine takes subagents, to be asked for PROVOST-MIB"},
    {"agent.heartbeat", DURATION(struct config, heartbeat_ms), 1, DAY_SEC, .fallback = "60s", .live = PART_AGENTX,
     .help = "How often targets are told that provost is alive"},
    {"agent.targets", OPTION_LIST, .live = PART_AGENTX, .help = "Who is sent notifications"},
    {"agent.targets[].name", TEXT(NAME, struct config_target, name), 1, LIMIT_NAME, .required = TRUE, .live = PART_AGENTX,
     .help = "The name of the target, unlike that of any other"},
    {"agent.targets[].address", TEXT(RECEIVER, struct config_target, snmp.address), 1, LIMIT_URI, .required = TRUE,
     .live = PART_AGENTX, .help = "Where the target listens, on port 162 where none is written"},
    SECURITY_OPTIONS("agent.targets[]", struct config_target, TRUE, PART_AGENTX, target_versions),
    {"agent.targets[].inform", SWITCH(struct config_target, inform), .fallback = "no", .live = PART_AGENTX,
     .help = "Whether notifications are informs, which the target acknowledges"},
    {"agent.targets[].timeout", DURATION(struct config_target, timeout_ms), 1, 60, .fallback = "5s", .live = PART_AGENTX,
     .help = "How long an acknowledgement is waited for"},
    {"agent.targets[].retries", COUNT(struct config_target, retries), 0, 10, .fallback = "2", .live = PART_AGENTX,
     .help = "How often an inform is sent again that is not acknowledged"},
    {"clusters", OPTION_LIST, .required = TRUE, .live = PART_CORE,
     .help = "The clusters: hosts between which guests may move"},
    {"clusters[].name", TEXT(NAME, struct cluster, name), 1, LIMIT_NAME, .required = TRUE,
     .live = PART_CORE, .help = "The name of the cluster, unlike that of any other"},
    LABELS("clusters[]", struct cluster, FALSE),
    {"clusters[].reserve", OPTION_MAP, .live = PART_CORE,
     .help = "What is kept free on every host of the cluster"},
    {"clusters[].reserve.memory", SIZE(struct cluster, reserve_memory_bytes), 0, 64 * TIB,
     .fallback = "0", .live = PART_CORE, .help = "Memory that no guest is given"},
    {"clusters[].reserve.cpu", PERCENT(struct cluster, reserve_cpu_pct), 0, 100,
     .fallback = "0%", .live = PART_CORE, .help = "The share of the processors that is to stay idle"},
    {"clusters[].reserve.host_failures", COUNT(struct cluster, host_failures), 0, HOST_FAILURES_MAX, .fallback = "0",
     .live = PART_CORE, .help = "How many hosts may fail at once, all guests still finding room on the others"},
    {"clusters[].reserve.ha_only", SWITCH(struct cluster, reserve_ha_only), .fallback = "no", .live = PART_CORE,
     .help = "Whether only guests marked ha are to find room then"},
    {"clusters[].libvirt", OPTION_MAP, .restarts = PART_VIRT,
     .help = "What may be asked and set so as to see more of the guests of the cluster"},
    {"clusters[].libvirt.guest_agent", SWITCH(struct cluster, guest_agent), .fallback = "yes",
     .restarts = PART_VIRT, .help = "Whether QEMU's guest agents are asked, where there are any"},
    {"clusters[].libvirt.balloon_period", DURATION(struct cluster, balloon_period_ms), 0, 3600, .fallback = "0s",
     .restarts = PART_VIRT, .help = "How often guests are to report on their memory, where they do not yet"},
    {"clusters[].migration", OPTION_MAP, .live = PART_CORE,
     .help = "How guests of the cluster are moved"},
    {"clusters[].migration.methods", OPTION_METHODS, .words = methods,
     .fallback = "[live, quick]", .live = PART_CORE,
     .help = "The methods that may be used, the preferred one first"},
    {"clusters[].migration.save_dir", TEXT(PATH, struct cluster, save_dir), 1, LIMIT_URI,
     .live = PART_CORE,
     .help = "A folder that all hosts of the cluster see, for quick migration"},
    {"clusters[].migration.parallel", COUNT(struct cluster, migration_parallel), 1, PARALLEL_MAX, .fallback = "1",
     .live = PART_CORE, .help = "How many guests of the cluster are moved at the same time"},
    {"clusters[].migration.parallel_per_host", COUNT(struct cluster, budgets.parallel_per_host), 1, PARALLEL_MAX,
     .fallback = "2", .live = PART_CORE, .help = "How many guests leave and reach one host at the same time"},
    {"clusters[].migration.parallel_per_link", COUNT(struct cluster, budgets.parallel_per_link), 1, PARALLEL_MAX,
     .fallback = "2", .live = PART_CORE, .help = "How many guests move between the same two hosts at the same time"},
    {"clusters[].migration.plan_age", DURATION(struct cluster, budgets.plan_age_ms), 5, DAY_SEC, .fallback = "5m",
     .live = PART_CORE, .help = "A move whose plan has waited longer is not carried out"},
    {"clusters[].migration.link", SPEED(struct cluster, link_bits_per_sec), MBIT, 100 * MBIT * MBIT,
     .live = PART_CORE, .help = "How fast guests' memory goes between any two hosts of the cluster"},
    {"clusters[].migration.bandwidth", SPEED(struct cluster, terms.bits_per_sec), 8 * MBIT, 100 * MBIT * MBIT,
     .live = PART_CORE, .help = "How much of the link one move may take"},
    {"clusters[].migration.max_downtime_ms", COUNT(struct cluster, terms.max_downtime_ms), 0, DOWNTIME_MAX_MS,
     .fallback = "0", .live = PART_CORE,
     .help = "For how many milliseconds a live move may pause the guest at its end; 0: as libvirt has it"},
    {"clusters[].migration.time_limit", DURATION(struct cluster, terms.limit_ms), 10, DAY_SEC, .fallback = "10m",
     .live = PART_CORE, .help = "A migration that takes longer is stopped, and the guest stays where it was"},
    {"clusters[].migration.shutdown_time", DURATION(struct cluster, terms.shutdown_ms), 10, 3600, .fallback = "5m",
     .live = PART_CORE, .help = "How long a guest may take to shut down for a cold move"},
    {"clusters[].migration.tls", SWITCH(struct cluster, terms.tls), .fallback = "no", .live = PART_CORE,
     .help = "Whether guests' memory is encrypted on its way between hosts"},
    {"clusters[].migration.managed", SWITCH(struct cluster, terms.managed), .fallback = "no", .live = PART_CORE,
     .help = "Whether guests are moved too that OpenStack, oVirt, KubeVirt, OpenNebula or Pacemaker look after"},
    {"clusters[].migration.lock_manager", TEXT(WORD, struct cluster, terms.lock_manager), .words = lock_managers,
     .fallback = "none", .live = PART_CORE,
     .help = "What the hosts' libvirt uses so that no two guests write to one disk"},
    {"clusters[].resize", OPTION_MAP, .live = PART_CORE, .help = "How guests of the cluster are given memory and vcpus"},
    {"clusters[].resize.memory_min", SIZE(struct cluster, resize_memory_min_bytes), 0, 64 * TIB, .fallback = "256MiB",
     .live = PART_CORE, .help = "The least memory that a guest is left, where it has no memory_min of its own"},
    {"clusters[].resize.cooldown", DURATION(struct cluster, resize_cooldown_ms), 0, DAY_SEC, .fallback = "10m",
     .live = PART_CORE, .help = "How long automation leaves a guest alone that was resized"},
    {"clusters[].automation", OPTION_MAP, .live = PART_CORE, .help = "What and how much automation may do in the cluster"},
    AUTOMATION_OPTIONS("clusters[].automation", struct cluster, NULL, TRUE),
    {"clusters[].automation.hold_down", DURATION(struct cluster, budgets.hold_down_ms), 0, DAY_SEC, .fallback = "10m",
     .live = PART_CORE, .help = "How long automation leaves a guest where it is after a move"},
    {"clusters[].automation.moves_per_guest", COUNT(struct cluster, budgets.per_guest), 1, MOVES_AN_HOUR_MAX,
     .fallback = "2", .live = PART_CORE, .help = "With so many moves of a guest in an hour automation begins no further one"},
    {"clusters[].automation.moves_per_host", COUNT(struct cluster, budgets.per_host), 1, MOVES_AN_HOUR_MAX,
     .fallback = "10", .live = PART_CORE, .help = "The same of moves from and to one host"},
    {"clusters[].automation.moves_per_cluster", COUNT(struct cluster, budgets.per_cluster), 1, MOVES_AN_HOUR_MAX,
     .fallback = "30", .live = PART_CORE, .help = "The same of all moves in the cluster"},
    {"clusters[].placement", OPTION_MAP, .live = PART_CORE, .help = "Where guests of the cluster belong"},
    {"clusters[].placement.goal", TEXT(WORD, struct cluster, goal), .words = goals, .fallback = "load-balancing",
     .live = PART_CORE, .help = "Spread the guests evenly, or fill some hosts so that others are empty"},
    {"clusters[].placement.weights", OPTION_MAP, .live = PART_CORE,
     .help = "How much each resource counts where hosts are compared"},
    WEIGHT("cpu", RESOURCE_CPU, "1", "use of processors"),
    WEIGHT("memory", RESOURCE_MEMORY, "1", "memory given to guests"),
    WEIGHT("disk", RESOURCE_DISK, "0", "traffic of disks"),
    WEIGHT("network", RESOURCE_NETWORK, "0", "traffic of the network"),
    {"clusters[].settings", SETTINGS(struct cluster, settings), 0, LIMIT_TEXT, .live = PART_POLICY,
     .help = "Values for settings of policies, for all that is in the cluster"},
    {"clusters[].hosts", OPTION_LIST, .required = TRUE, .live = PART_CORE,
     .help = "The hosts of the cluster"},
    {"clusters[].hosts[].name", TEXT(NAME, struct config_host, name), 1, LIMIT_NAME,
     .required = TRUE, .live = PART_CORE,
     .help = "The name of the host, unlike that of any other in the file"},
    {"clusters[].hosts[].libvirt", TEXT(URI, struct config_host, libvirt_uri), 1, LIMIT_URI,
     .live = PART_CORE, .restarts = PART_VIRT, .help = "How libvirt is reached"},
    {"clusters[].hosts[].capacity", OPTION_MAP, .live = PART_CORE,
     .help = "What the host can do that nobody sees by looking, for placement"},
    {"clusters[].hosts[].capacity.disk", SIZE(struct config_host, disk_bytes_per_sec), 1, TIB, .live = PART_CORE,
     .help = "How much its storage reads and writes in a second"},
    {"clusters[].hosts[].capacity.network", SPEED(struct config_host, network_bits_per_sec), MBIT, 100 * MBIT * MBIT,
     .live = PART_CORE, .help = "How fast it is connected, each way"},
    {"clusters[].hosts[].automation", OPTION_MAP, .live = PART_CORE, .help = "What automation may do about the host and the guests on it"},
    {"clusters[].hosts[].automation.level", TEXT(WORD, struct config_host, automation), .words = levels, .live = PART_CORE,
     .help = "What it may do there, in place of the cluster's level"},
    LABELS("clusters[].hosts[]", struct config_host, TRUE),
    {"clusters[].hosts[].settings", SETTINGS(struct config_host, settings), 0, LIMIT_TEXT, .live = PART_POLICY,
     .help = "Values for settings of policies, for the host and the guests on it"},
    {"clusters[].hosts[].snmp", OPTION_MAP, .live = PART_CORE | PART_SNMP,
     .help = "The SNMP agent of the host"},
    AGENT_OPTIONS("clusters[].hosts[].snmp", struct config_host, FALSE, PART_VIRT),
    {"clusters[].guests", OPTION_LIST, .live = PART_CORE | PART_SNMP,
     .help = "What differs from the default for guests of the cluster"},
    {"clusters[].guests[].name", TEXT(NAME, struct config_guest, name), 1, LIMIT_NAME, .required = TRUE,
     .live = PART_CORE | PART_SNMP, .help = "The name or the UUID of the guest"},
    {"clusters[].guests[].automation", OPTION_MAP, .live = PART_CORE, .help = "What automation may do about the guest"},
    {"clusters[].guests[].automation.level", TEXT(WORD, struct config_guest, automation), .words = levels, .live = PART_CORE,
     .help = "What it may do there, in place of its host's level; with off and advise it does nothing with the guest"},
    LABELS("clusters[].guests[]", struct config_guest, TRUE),
    {"clusters[].guests[].ha", SWITCH(struct config_guest, ha), .fallback = "no", .live = PART_CORE,
     .help = "Whether the guest is to be kept running, for policies that look after such guests"},
    {"clusters[].guests[].downtime_cost", TEXT(WORD, struct config_guest, downtime_cost), .words = costs, .fallback = "normal",
     .live = PART_CORE, .help = "How dear a second without the guest is, where methods of moving it are compared"},
    {"clusters[].guests[].memory_min", SIZE(struct config_guest, memory_min_bytes), 1, 64 * TIB, .live = PART_CORE,
     .help = "The least memory that the guest is left when it is resized"},
    {"clusters[].guests[].memory_max", SIZE(struct config_guest, memory_max_bytes), 1, 64 * TIB, .live = PART_CORE,
     .help = "The most memory that the guest is given when it is resized"},
    {"clusters[].guests[].vcpus_min", COUNT(struct config_guest, vcpus_min), 1, VCPUS_MAX, .live = PART_CORE,
     .help = "The fewest processors that the guest is left"},
    {"clusters[].guests[].vcpus_max", COUNT(struct config_guest, vcpus_max), 1, VCPUS_MAX, .live = PART_CORE,
     .help = "The most processors that the guest is given"},
    {"clusters[].guests[].licences", NAMES(struct config_guest, licences), 1, LIMIT_NAME, .live = PART_CORE,
     .help = "The licensed products that run in the guest"},
    {"clusters[].guests[].settings", SETTINGS(struct config_guest, settings), 0, LIMIT_TEXT, .live = PART_POLICY,
     .help = "Values for settings of policies, for the guest"},
    {"clusters[].guests[].snmp", OPTION_MAP, .live = PART_CORE | PART_SNMP,
     .help = "The SNMP agent inside the guest"},
    AGENT_OPTIONS("clusters[].guests[].snmp", struct config_guest, TRUE, 0),
    {"devices", OPTION_LIST, .live = PART_CORE | PART_SNMP,
     .help = "What else is watched through SNMP: switches, arrays and the like"},
    {"devices[].name", TEXT(NAME, struct config_device, name), 1, LIMIT_NAME, .required = TRUE,
     .live = PART_CORE | PART_SNMP, .help = "The name of the device, unlike that of any other"},
    {"devices[].kind", TEXT(WORD, struct config_device, kind), .words = device_kinds, .fallback = "other",
     .live = PART_CORE, .help = "What the device is"},
    {"devices[].serves", NAMES(struct config_device, serves), 1, LIMIT_NAME, .live = PART_CORE,
     .help = "The hosts that depend on the device"},
    LABELS("devices[]", struct config_device, TRUE),
    {"devices[].settings", SETTINGS(struct config_device, settings), 0, LIMIT_TEXT, .live = PART_POLICY,
     .help = "Values for settings of policies, for the device"},
    {"devices[].snmp", OPTION_MAP, .required = TRUE, .live = PART_CORE | PART_SNMP,
     .help = "The SNMP agent of the device"},
    AGENT_OPTIONS("devices[].snmp", struct config_device, TRUE, 0),
    {"alerts", OPTION_MAP, .live = PART_CORE, .help = "What others say of the fleet"},
    {"alerts.map", OPTION_LIST, .live = PART_CORE,
     .help = "Whom of the fleet they mean, where names and addresses do not say: the first rule that fits"},
    {"alerts.map[].source", TEXT(TEXT, struct config_alert_rule, rule.source), 1, LIMIT_NAME, .live = PART_CORE,
     .help = "Who says it, as a pattern"},
    {"alerts.map[].host", TEXT(TEXT, struct config_alert_rule, rule.host), 1, LIMIT_URI, .live = PART_CORE,
     .help = "The host that it is about as it is called there, as a pattern"},
    {"alerts.map[].service", TEXT(TEXT, struct config_alert_rule, rule.service), 1, LIMIT_URI, .live = PART_CORE,
     .help = "The service that it is about, as a pattern"},
    {"alerts.map[].address", TEXT(TEXT, struct config_alert_rule, rule.address), 1, LIMIT_NAME, .live = PART_CORE,
     .help = "The address that it is about, or the network of it"},
    {"alerts.map[].subject", TEXT(TEXT, struct config_alert_rule, rule.subject), 1, LIMIT_OBJECT, .required = TRUE,
     .live = PART_CORE, .help = "Whom of the fleet it means"},
    {"traps", OPTION_MAP, .live = PART_SNMP, .help = "Traps and informs of SNMP that others send"},
    {"traps.listen", INSTANCES(struct config, trap_listens), 1, LISTEN_ADDRESS_MAX, .most = LIMIT_TRAP_LISTENS,
     .live = PART_SNMP, .help = "Where they are listened for; nowhere, where nothing is written"},
    {"traps.rate", COUNT(struct config, trap_rate), 1, LIMIT_TRAP_RATE, .fallback = "50", .live = PART_SNMP,
     .help = "How many datagrams of one sender are looked at in a second"},
    {"traps.rate_total", COUNT(struct config, trap_rate_total), 1, LIMIT_TRAP_RATE, .fallback = "500", .live = PART_SNMP,
     .help = "How many of all senders together"},
    {"traps.sources", OPTION_LIST, .live = PART_SNMP, .help = "Who may send them: what comes from others is dropped"},
    {"traps.sources[].from", TEXT(TEXT, struct config_trap_source, from), 1, LISTEN_ADDRESS_MAX, .required = TRUE,
     .live = PART_SNMP, .help = "The address or network of the senders"},
    {"traps.sources[].min_level", TEXT(WORD, struct config_trap_source, min_level), .words = trap_levels, .fallback = "auth",
     .live = PART_SNMP, .help = "What messages of version 3 must be: signed, or also encrypted"},
    SECURITY_OPTIONS("traps.sources[]", struct config_trap_source, TRUE, PART_SNMP, versions),
    {"rules", OPTION_LIST, .live = PART_CORE, .help = "Where guests may be, and which belong together"},
    {"rules[].name", TEXT(NAME, struct config_rule, name), 1, LIMIT_NAME, .required = TRUE, .live = PART_CORE,
     .help = "The name of the rule, unlike that of any other"},
    {"rules[].kind", TEXT(WORD, struct config_rule, kind), .words = rule_kinds, .required = TRUE, .live = PART_CORE,
     .help = "What the rule demands"},
    {"rules[].guests", SELECTORS(struct config_rule, guests), 1, SELECTOR_MAX, .most = LIMIT_SELECTORS, .required = TRUE,
     .live = PART_CORE, .help = "The guests that it is about"},
    {"rules[].hosts", SELECTORS(struct config_rule, hosts), 1, SELECTOR_MAX, .most = LIMIT_SELECTORS, .live = PART_CORE,
     .help = "The hosts that it is about, where the kind is pin or owners"},
    {"rules[].hard", SWITCH(struct config_rule, hard), .fallback = "yes", .live = PART_CORE,
     .help = "Whether what breaks it is forbidden; else it costs stars"},
    {"licences", OPTION_NAMED, .live = PART_CORE, .help = "Products that are licensed by what they run on, by their names"},
    {"licences.NAME.per", TEXT(WORD, struct config_licence, per), .words = pers, .fallback = "host", .live = PART_CORE,
     .help = "What needs an entitlement each, where a guest with the product runs"},
    {"licences.NAME.hosts", SELECTORS(struct config_licence, hosts), 1, SELECTOR_MAX, .most = LIMIT_SELECTORS,
     .live = PART_CORE, .help = "The hosts on which the product may run; all, where none are named"},
    {"licences.NAME.entitlements", COUNT(struct config_licence, entitlements), 1, LIMIT_ENTITLEMENTS, .live = PART_CORE,
     .help = "How many hosts, sockets or cores may be in use for the product at the same time"},
    {"licences.NAME.stay", SPAN(struct config_licence, stay_sec), 0, 3650 * DAY_SEC, .fallback = "0s", .live = PART_CORE,
     .help = "How long a guest with the product, once moved, must stay where it is"},
};

/* Keys of the design whose feature comes later; whoever builds one moves it into the table above. */
static const char *const planned[] = {
    "rrd.archives", "clusters[].hosts[].guests",
};

static const char *const type_names[OPTION_TYPES] = {
    [OPTION_MAP] = "map",
    [OPTION_LIST] = "list of maps",
    [OPTION_NAMED] = "map of maps, by name",
    [OPTION_DURATION] = "duration",
    [OPTION_SPAN] = "duration",
    [OPTION_SIZE] = "size",
    [OPTION_SWITCH] = "word",
    [OPTION_SPEED] = "speed",
    [OPTION_COUNT] = "number",
    [OPTION_PERCENT] = "percentage",
    [OPTION_NAME] = "name",
    [OPTION_PATH] = "absolute path",
    [OPTION_PATHS] = "list of absolute paths",
    [OPTION_NAMES] = "list of names",
    [OPTION_INSTANCES] = "list of texts",
    [OPTION_SELECTORS] = "list of names, patterns or labels",
    [OPTION_URI] = "URI",
    [OPTION_ADDRESS] = "address",
    [OPTION_RECEIVER] = "address",
    [OPTION_SOCKET] = "Unix socket",
    [OPTION_WORD] = "word",
    [OPTION_TEXT] = "text",
    [OPTION_SECRET] = "secret",
    [OPTION_SECRET_FILE] = "absolute path of a file with a secret",
    [OPTION_ZONE] = "time zone",
    [OPTION_WINDOWS] = "list of change windows",
    [OPTION_TOKENS] = "absolute path of a file with tokens",
    [OPTION_LISTEN] = "address and port",
    [OPTION_METHODS] = "list of words",
    [OPTION_SETTINGS] = "map of single values",
    [OPTION_PROGRAMS] = "map of lists of words",
};

const struct option *options(gsize *n)
{
  *n = G_N_ELEMENTS(table);
  return table;
}

const char *option_key(const struct option *option)
{
  const char *dot = strrchr(option->path, '.');
  return dot ? dot + 1 : option->path;
}

/* What follows `path` and its dot in `longer`; NULL where it does not begin so. */
static const char *path_rest(const char *longer, const char *path)
{
  gsize length = strlen(path);
  if (length == 0)
    return longer;
  return strncmp(longer, path, length) == 0 && longer[length] == '.' ? longer + length + 1 : NULL;
}

const struct option *option_child(const char *path, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS(table) && !strchr(key, '.'); i++) {
    const char *rest = path_rest(table[i].path, path);
    if (rest && strcmp(rest, key) == 0)
      return &table[i];
  }
  return NULL;
}

const char **option_keys_below(const char *path)
{
  GPtrArray *keys = g_ptr_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
    const char *rest = path_rest(table[i].path, path);
    if (rest && !strchr(rest, '.'))
      g_ptr_array_add(keys, (gpointer)rest);
  }
  g_ptr_array_add(keys, NULL);
  return (const char **)g_ptr_array_free(keys, FALSE);
}

const char *option_within(const struct option *option, const char *path)
{
  const char *rest = path_rest(option->path, path);
  return rest && !strstr(rest, "[]") && !strstr(rest, "NAME") ? rest : NULL;
}

gboolean option_is_near_secret(const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
    const char *rest = path_rest(table[i].path, path);
    if (rest && !strchr(rest, '.') && table[i].type == OPTION_SECRET)
      return TRUE;
  }
  return FALSE;
}

gboolean option_is_planned(const char *path, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS(planned); i++) {
    const char *rest = path_rest(planned[i], path);
    if (rest && strcmp(rest, key) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *option_type_name(enum option_type type)
{
  return type_names[type];
}

char *option_bounds(const struct option *option)
{
  g_autofree char *min = NULL, *max = NULL;
  if (option->words)
    return g_strjoinv(", ", (char **)option->words);
  switch (option->type) {
  case OPTION_DURATION:
  case OPTION_SPAN:
    min = duration_format(option->min);
    max = duration_format(option->max);
    return g_strdup_printf("%s to %s", min, max);
  case OPTION_SIZE:
    return g_strdup_printf("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "TiB", option->min,
                           option->max / TIB);
  case OPTION_SPEED:
    min = speed_format(option->min);
    max = speed_format(option->max);
    return g_strdup_printf("%s to %s", min, max);
  case OPTION_COUNT:
    return g_strdup_printf("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, option->min, option->max);
  case OPTION_PERCENT:
    return g_strdup_printf("%" G_GUINT64_FORMAT "%% to %" G_GUINT64_FORMAT "%%", option->min,
                           option->max);
  default:
    return option->max == 0 ? g_strdup("")
                            : g_strdup_printf("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " bytes",
                                              option->min, option->max);
  }
}

static char *part_names(guint parts)
{
  static const char *const names[] = {"provostd", "provost-snmp", "provost-virt", "provost-rrd", "provost-policy",
                                      "provost-notify", "provost-agentx"};
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (parts & (1u << i))
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", names[i]);
  return g_string_free(text, FALSE);
}

char *option_reload(const struct option *option)
{
  if (option->restarts & PART_CORE)
    return g_strdup("needs a restart of provostd");
  if (!option->restarts)
    return g_strdup("reload: live");
  g_autofree char *names = part_names(option->restarts);
  return g_strconcat("reload: restarts ", names, NULL);
}
