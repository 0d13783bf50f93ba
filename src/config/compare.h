#pragma once
/*
 * What two configurations differ in, key by key, and whom that concerns: what a reload goes by. Led by the schema, so
 * that a new row is compared as soon as it is there. Entries of lists are the same where their names are, whatever
 * their order. The result is owned by the caller and quotes no secret. Never blocks; any thread.
 */
#include "config/config.h"
#include "config/schema.h"

enum change_kind { CHANGE_VALUE, CHANGE_ADDED, CHANGE_REMOVED };

struct config_change {
  char *key; /* "clusters[lab].hosts[h1].snmp.address", "policies.host-cpu.settings.warning" */
  enum change_kind kind;   /* ADDED and REMOVED: the entry of a list, with all that is in it */
  char *before, *after;    /* of a VALUE, as it would be written; NULL: not set, or a secret */
  gboolean is_secret;
  guint live, restarts;    /* masks of enum option_part, as in the schema */
};

/* struct config_change, in the order of the schema. Caller unrefs. */
GPtrArray *config_compare(const struct config *before, const struct config *after);

/* Gives `config` the values of `running` for the keys that only a restart of provostd changes. */
void config_keep(struct config *config, const struct config *running);

/* "interval: 10s -> 5s", "clusters[lab].hosts[h3]: added". Caller frees. */
char *config_change_text(const struct config_change *change);
