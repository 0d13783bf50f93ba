#pragma once
/*
 * The typed configuration, read from provost.yaml. config_load parses and checks everything and reports
 * all errors of a file in one run, each as "FILE:LINE:COLUMN: sentence". The keys stand in the schema
 * table (config/schema.c) and nowhere else. The result is owned by the caller and never changes; it holds
 * secrets (communities) and must not be printed. Blocking: reads files. Any thread.
 */
#include "model/fleet.h"
#include "model/tip.h"

struct config_host {
  char *name, *cluster;
  char *libvirt_uri;  /* NULL: only watched through SNMP */
  char *snmp_address; /* "udp:10.99.0.11:161"; NULL: no agent */
  char *snmp_version; /* "2c" */
  char *snmp_community;
};

struct config_policy {
  char *name;
  GHashTable *settings; /* string -> string as written; checked by provost-policy against the pack */
};

struct config {
  char *file;
  char *state_dir, *runtime_dir;
  guint interval_ms; /* whole seconds */
  enum automation_level automation;
  GPtrArray *packs;    /* char *, folders that hold packs, in order; the shipped one is not among them */
  GPtrArray *policies; /* struct config_policy */
  GPtrArray *clusters; /* struct cluster (model/fleet.h) */
  GPtrArray *hosts;    /* struct config_host, in order */
};

/* The configuration, or NULL with at least one sentence (char *) in `errors`, which the caller made with
 * g_free as element destructor. */
struct config *config_load(const char *path, GPtrArray *errors);
void config_free(struct config *config);
