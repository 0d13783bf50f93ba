#pragma once
/*
 * What a fleet is made of. Private to fleet*.c.
 */
#include "model/fleet.h"

struct fleet {
  const struct clock *clock;
  guint interval_ms;
  guint changes;
  GPtrArray *clusters, *hosts, *devices; /* struct cluster, host, device: the public lists */
  GPtrArray *rules;                      /* struct rule */
  GPtrArray *licences;                   /* struct licence */
  GHashTable *hosts_by_name;            /* name -> struct host */
  GHashTable *devices_by_name;          /* name -> struct device */
  GHashTable *traits;                   /* "host:NAME", "guest:NAME or UUID" ... -> what is said of it */
  gint64 claims_fresh_us; /* 0: claims are not required */
  struct alert_book *alerts;
  guint member_changes;
  struct {
    void (*left)(const char *subject, const char *name, gpointer user);
    gpointer user;
  } alerts_leave; /* who is told of services whose subject is gone; NULL: nobody */
  gint64 listening_us; /* monotonic: alerts can come since */
  struct guest_book *guests;
  struct value_book *values;
  struct load_book *loads;
  struct move_book *moves;
  struct foreign_book *foreign;
  struct residence_book *residences;
  GHashTable *restrictions; /* host name -> struct restriction */
  struct pause *pause;      /* of automation; NULL */
  struct automation_rules *automation;
  GHashTable *needs; /* host name -> UUID -> struct guest_needs */
  struct {
    GHashTable *hosts, *devices, *guest_agents; /* names that were not added again yet */
    GHashTable *lost;        /* subjects whose values go */
    GHashTable *gone_guests; /* UUIDs of guests that no host knows any more */
  } former; /* all NULL while it is not configured anew */
  struct {
    GHashTable *configured; /* name or UUID of a guest -> struct configured_agent */
    guint changes;          /* of which guests these are */
    GHashTable *links;      /* subject, a guest or device -> struct link */
    GHashTable *facts;      /* subject -> struct agent_record */
    GHashTable *insides;    /* subject -> struct inside_record */
  } agents;
};

/* ---- fleet_places.c ---- */

/* What a subject is part of; each NULL where there is none. */
struct places {
  const char *owner; /* of a service: whose it is */
  const struct guest *guest;
  const struct host *host;
  const struct cluster *cluster;
};

/* Of a guest, a host or a cluster, itself included; of a service, those of its owner. */
struct places fleet_places(const struct fleet *fleet, const char *subject);

/* ---- fleet.c ---- */

gboolean fleet_has_owner(const struct fleet *fleet, const struct object *object);
void fleet_set_link(struct fleet *fleet, struct link *link, enum link_state state, const char *reason);

/* ---- fleet_traits.c ---- */

void fleet_traits_init(struct fleet *fleet);
void fleet_traits_done(struct fleet *fleet);

/* What others said of subjects that are not there any more is of nobody. */
void fleet_alerts_follow(struct fleet *fleet);

/* ---- fleet_foreign.c ---- */

/* A host's list has been taken; `touched`: names and UUIDs of guests that are elsewhere since. */
void fleet_foreign_follow(struct fleet *fleet, const struct sighting *sightings, gsize n, GHashTable *touched);

/* ---- fleet_residences.c ---- */

/* The host's list has been taken. */
void fleet_residences_follow(struct fleet *fleet, const char *host, const struct sighting *sightings, gsize n);

/* ---- fleet_needs.c ---- */

void fleet_needs_init(struct fleet *fleet);
void fleet_needs_done(struct fleet *fleet);

/* The host knows these guests only; or none any more. */
void fleet_needs_keep(struct fleet *fleet, const char *host, const struct sighting *sightings, gsize n);
void fleet_needs_forget(struct fleet *fleet, const char *host);

/* ---- fleet_agents.c ---- */

void fleet_agents_init(struct fleet *fleet);
void fleet_agents_done(struct fleet *fleet);

/* A guest, by its name or UUID, has an agent; one that it had already stays. */
void fleet_configure_guest_agent(struct fleet *fleet, const char *cluster, const char *guest);

/* It has none any more. The subject that was meant, or NULL; caller frees. */
char *fleet_remove_guest_agent(struct fleet *fleet, const char *guest);

/* The subject has an agent. */
void fleet_expect_agent(struct fleet *fleet, const char *subject);

/* Names and UUIDs may mean other guests than before. */
void fleet_agents_follow(struct fleet *fleet, GHashTable *names);

/* Forgets subjects that are gone: `is_gone` gets each. */
void fleet_agents_forget(struct fleet *fleet, GHRFunc is_gone, gpointer user);
