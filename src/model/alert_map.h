#pragma once
/*
 * Whom of the fleet an alert is about: by the first rule of the administrator that fits, else by what the source says, a
 * subject, a host's name, an address. Where that is nobody, or not just one, it says why. Reads the fleet, anew when its members have
 * changed. One thread.
 */
#include "model/alert_rule.h"
#include "model/fleet.h"

struct alert_map;

struct alert_map *alert_map_new(const struct fleet *fleet); /* which must outlive it */
void alert_map_free(struct alert_map *map);

/* Configuring it: from the beginning, then what there is. Sound rules only, which are copied, in order. */
void alert_map_begin(struct alert_map *map);
void alert_map_add_rule(struct alert_map *map, const struct alert_rule *rule);
void alert_map_add_address(struct alert_map *map, const char *subject, const char *address); /* copied */
/* The same, of a guest that is configured by its name or UUID. */
void alert_map_add_guest_address(struct alert_map *map, const char *cluster, const char *guest, const char *address);

/* The subject of what is said (of an alert: said, host, address, name and source); else NULL, with why in a sentence. Caller
 * frees both. */
char *alert_map_find(struct alert_map *map, const struct alert *alert, char **why);
