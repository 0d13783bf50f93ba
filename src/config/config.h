#pragma once
/*
 * The typed configuration, read from provost.yaml. config_load parses and checks everything and
 * reports all errors of a file in one run, in the order of the file, each as "FILE:LINE:COLUMN:
 * sentence", or as "FILE: sentence" where the file as a whole cannot be used. No sentence shows a
 * secret. The keys stand in the schema table (config/schema.c) and nowhere else. The result is
 * owned by the caller and never changes; it holds secrets (communities, passphrases) and must not be printed.
 * Names are unique and valid (name_is_valid). Blocking: reads files. Any thread.
 */
#include "model/access.h"
#include "model/alert_map.h"
#include "model/fleet.h"
#include "model/program.h"
#include "model/tip.h"

/* An SNMP agent and what it is asked with; passphrases have 8 bytes at least. */
struct config_agent {
  char *address;   /* "udp:10.99.0.11:161", "tcp6:[2001:db8::1]:161" ...; NULL: no agent */
  char *version;   /* "1", "2c" or "3", with or without an agent */
  char *community; /* UTF-8; NULL without an agent and with version 3, never otherwise */
  char *user;      /* with version 3, and all below may be NULL: neither signed nor encrypted */
  char *auth, *auth_passphrase; /* "sha-256"; both or none */
  char *priv, *priv_passphrase; /* "aes"; both or none, and none without auth */
  GPtrArray *software; /* char *, programs that must run there: LIMIT_SOFTWARE at most; NULL: none is named */
};

/* Who may send traps, and with what: of `snmp` the version and credentials count. */
struct config_trap_source {
  char *key;       /* `from`, with "#2" behind it for the second entry with the same one ... */
  char *from;      /* "10.0.0.0/8", "2001:db8::/32", or an address */
  char *min_level; /* "auth" or "auth-priv": of version 3 */
  struct config_agent snmp;
};

struct config_host {
  char *name, *cluster;
  char *libvirt_uri; /* NULL: only watched through SNMP */
  guint64 disk_bytes_per_sec, network_bits_per_sec; /* what they can do; 0: not written */
  char *automation;   /* what it may do there: a level's name; NULL: nobody says */
  GHashTable *labels; /* string -> string */
  GHashTable *settings; /* "POLICY.SETTING" -> value; see overrides of struct config */
  struct config_agent snmp;
};

/* What differs from the default for a guest. */
struct config_guest {
  char *name; /* or UUID */
  char *cluster;
  gboolean ha;
  char *automation;    /* as of a host */
  char *downtime_cost; /* "low", "normal" or "high" */
  guint64 memory_min_bytes, memory_max_bytes; /* for resizing it; 0: not written */
  guint vcpus_min, vcpus_max;                 /* the same */
  GPtrArray *licences; /* char *, names of those of struct config */
  GHashTable *labels;       /* string -> string */
  GHashTable *settings;
  struct config_agent snmp; /* inside the guest */
};

/* A switch, an array ...: watched through its SNMP agent. */
struct config_device {
  char *name, *kind; /* "switch" ... */
  GPtrArray *serves; /* char *, names of the hosts that depend on it */
  GHashTable *labels; /* string -> string */
  GHashTable *settings;
  struct config_agent snmp;
};

/* A receiver of notifications. */
struct config_target {
  char *name;
  struct config_agent snmp; /* never version 1 */
  gboolean inform;
  guint timeout_ms, retries; /* of informs; whole seconds */
};

/* Whom an alert means (model/alert_map.h). */
struct config_alert_rule {
  char *number; /* its place in the file, "1" */
  struct alert_rule rule;
};

/* About where guests may be (model/rule.h). */
struct config_rule {
  char *name, *kind;          /* "anti-affinity" ... */
  GPtrArray *guests, *hosts;  /* char *, selectors; hosts NULL where none are written */
  gboolean hard;
};

/* A product and what it may run on (model/licence.h). */
struct config_licence {
  char *name, *per;   /* "host" ... */
  GPtrArray *hosts;   /* char *, selectors; NULL: none are written */
  guint entitlements; /* 0: none are written */
  guint stay_sec;
};

/* What passive results there are, and what an acknowledgement and a move there mean; alike for Nagios and Icinga. */
struct config_results {
  char *per;          /* "subject" or "policy" */
  guint ttl_ms;       /* whole seconds */
  char *acknowledge;  /* "dismiss", "snooze" or "ignore" */
  guint snooze_ms;    /* whole seconds */
  gboolean downtime;  /* one for each guest that is moved */
};

struct config_nagios {
  char *command_file; /* NULL: there is no Nagios */
  struct config_results results;
};

struct config_icinga {
  char *url; /* "https://127.0.0.1:5665"; NULL: there is no Icinga */
  char *user, *password;
  char *ca_file;    /* NULL: the issuers that this machine trusts */
  char *public_key; /* "sha256//...", in place of a certificate's check; NULL */
  struct config_results results;
  gboolean objects, events;
};

/* Who is told of events. */
struct config_webhook {
  char *name;
  char *url;          /* a secret: some hold the right to use them */
  GPtrArray *on;      /* char *, kinds of events; empty: of tips and actions */
  char *min_severity; /* of tips; NULL: all */
  char *method;
  GHashTable *headers; /* string -> string */
  char *header;        /* "NAME: VALUE", a secret; NULL */
  char *template;      /* of the body; NULL: the event's JSON */
  char *ca_file;       /* as above */
  guint timeout_ms;
};

struct config_policy {
  char *name;
  GHashTable
      *settings; /* string -> string as written; checked by provost-policy against the pack */
  struct automation_terms automation;
};

/* A setting of a policy, as the file gives it a value. Cluster: of a guest, else "". */
struct config_override {
  enum subject_kind kind; /* of whom it holds for; SUBJECT_KINDS: of all */
  char *cluster, *name;   /* their cluster, host, guest or device; "" for all */
  char *policy, *setting, *value;
  guint line, column;
};

struct config {
  char *file;
  char *state_dir, *runtime_dir;
  struct access_rules access;
  char *api_listen;                /* "127.0.0.1:8480"; NULL: there is no TCP */
  char *tls_certificate, *tls_key; /* paths; both or none */
  guint interval_ms; /* whole seconds */
  char *rrdcached;     /* path of its Unix socket, or NULL: files are written by ourselves */
  guint retention_sec; /* of history of what is not seen any more */
  struct automation_terms automation; /* of the fleet; its level is written, or the default */
  char *timezone; /* of change windows; NULL: the system's */
  guint undo_per_hour; /* how many harmful moves of its own automation takes back */
  guint flap_window_ms, tips_retention_sec; /* of tips (tips/tipbook.h) */
  guint foreign_hold_ms; /* how long automation is held off a guest on which others acted; whole seconds */
  guint takeover_ms; /* another provost's claim that is not renewed for so long is void; whole seconds */
  GPtrArray
      *packs; /* char *, folders that hold packs, in order; the shipped one is not among them */
  GPtrArray *canaries; /* char *, folders of packs that are only tried */
  GPtrArray *policies; /* struct config_policy */
  GPtrArray *overrides; /* struct config_override: all settings, in the order of the file */
  GPtrArray *clusters; /* struct cluster (model/fleet.h), owned: give the fleet copies */
  GPtrArray *hosts;    /* struct config_host, in order */
  GPtrArray *guests;   /* struct config_guest, in order */
  GPtrArray *devices;  /* struct config_device, in order */
  GPtrArray *alert_rules; /* struct config_alert_rule, in order */
  GPtrArray *rules;    /* struct config_rule, in order */
  GPtrArray *licences; /* struct config_licence, in order */
  GPtrArray *trap_listens; /* char *, "udp:127.0.0.1:162"; NULL: traps are not taken */
  GPtrArray *trap_sources; /* struct config_trap_source, in order */
  guint trap_rate, trap_rate_total; /* datagrams a second of one sender, of all */
  GPtrArray *programs; /* struct program, in order */
  guint program_timeout_ms;
  struct config_nagios nagios;
  struct config_icinga icinga;
  GPtrArray *webhooks; /* struct config_webhook, in order */
  char *agentx;       /* path of the socket at which snmpd takes subagents; NULL: it is not asked */
  guint heartbeat_ms; /* whole seconds */
  GPtrArray *targets; /* struct config_target, in order */
};

/* The configuration, or NULL with at least one sentence (char *) in `errors`, which the caller made
 * with g_free as element destructor. A file that everybody may read and that holds a secret is
 * warned of. */
struct config *config_load(const char *path, GPtrArray *errors);
void config_free(struct config *config);

struct rule *config_rule_read(const struct config_rule *rule); /* as placement knows it; the caller's */
struct licence *config_licence_read(const struct config_licence *licence); /* the same */

/* What a scenario has in common with provost.yaml, and nothing else: the lists and maps `keys` (NULL-terminated) of its root, read
 * and checked alike. `hosts` has the names of its hosts as keys. What is wrong is added to `problems` (config/problems.h). */
struct yaml_node;
struct config *config_read_part(const struct yaml_node *root, const char *const *keys, GHashTable *hosts, GPtrArray *problems);
