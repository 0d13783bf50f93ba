#pragma once
/*
 * Whom of the fleet an alert is about: by the first rule of the administrator that fits, else by what the source says, a
 * subject, a host's name, an address. Where that is nobody, or not just one, it says why. The same rules say what one of ours is
 * called there. Reads the fleet, anew when its members have changed. One thread.
 */
#include "model/alert.h"
#include "model/fleet.h"

/* A report fits where all that are written do. Patterns may have '*' and '?', in any case of letters. */
struct alert_rule {
  char *source, *host, *service; /* patterns; NULL: any */
  char *address;                 /* "192.0.2.7", "192.0.2.0/24"; NULL: any */
  char *subject; /* "guest:%{host}"; of %{host}, %{short} (without its domain), %{service}, %{address}, %{source} */
};

/* Whether it can be one; else why not, in a clause, caller frees. */
char *alert_rule_problem(const struct alert_rule *rule);
struct alert_rule *alert_rule_copy(const struct alert_rule *rule);
void alert_rule_free(struct alert_rule *rule);

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

/* What a source calls the subject, a host or guest: as the first rule says that leads there from one name; NULL: none does. Caller
 * frees. */
char *alert_map_outward(struct alert_map *map, const char *source, const char *subject);
