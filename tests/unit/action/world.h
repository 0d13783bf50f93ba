#pragma once
/*
 * Two hosts, one guest and a provost-virt, as far as an action can see them, in virtual time: deeds take
 * time, hosts fall silent, role and core die at a chosen moment. The world keeps the truth and fails the
 * test at once where a promise is broken: two running copies, a stale copy or image brought to life, a
 * deed without a durable open intent, an intent made twice.
 */
#include "action/resize.h"
#include "action/run.h"
#include "base/error.h"
#include "unit.h"

#include <sqlite3.h>
#include <stdio.h>

#define MIB (G_GUINT64_CONSTANT(1) << 20)
#define GUEST "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"

struct copy {
  gboolean is_defined, is_active;
  enum guest_state state; /* while active */
  enum guest_reason reason;
  gboolean has_job, starts_with_host;
  guint epoch; /* whose memory it holds: stale once another copy has run since */
};

/* What a deed comes to. */
enum fate {
  FATE_DONE,
  FATE_REFUSED,     /* definitely not done */
  FATE_LOST_BEFORE, /* unknown, and nothing happened */
  FATE_LOST_AFTER,  /* unknown, but it happened */
  FATE_HALF,        /* unknown, stopped in the middle: source paused; post-copy broken; shut down late; started paused */
  FATE_HALF_LATE,   /* unknown, stopped in the middle: destination runs, source left paused; shut down when all is over */
  FATES
};

enum blow { BLOW_NONE, BLOW_CORE, BLOW_CORE_TORN, BLOW_ROLE, BLOW_ROLE_AND_SILENCE, BLOWS };

struct world {
  struct virtual_clock clock;
  char *folder;
  guint lives;
  struct fleet *fleet;
  struct journal *journal;
  struct actions *actions;
  sqlite3 *witness; /* a second, read-only connection to the journal */

  struct copy copies[PLACES];
  gboolean is_silent[PLACES];
  gint64 silent_until_us[PLACES];
  gboolean has_image, image_is_whole, image_was_restored, destination_reads_image;
  guint image_epoch, epoch;
  gboolean powered_off; /* by its user */
  gboolean runs_on_third;  /* a copy of it, on h3 */
  gboolean is_transient;
  gboolean has_autostart;               /* where it was at the beginning */
  gboolean was_asked;                   /* to shut down, by us */
  gint64 off_us;                        /* when it does so late; 0: not */
  gboolean is_stuck;                    /* its processors do nothing */
  gboolean hides_cpu;                   /* ... or nobody is told */
  guint obstacles;                      /* 1 << enum obstacle */
  const char *owner, *trouble;          /* of EXAMINED; NULL: "" */
  gboolean examines_nothing;            /* EXAMINE is never answered */
  guint follows;                        /* FOLLOW heard */
  guint agent, pings;                   /* enum agent_word, to PING_AGENT; how many were heard */
  gint64 agent_wakes_us;                /* when a silent one answers; 0: never */
  gboolean pings_nothing;               /* PING_AGENT is never answered */
  gboolean migration_leaves_definition; /* libvirtd on the source died before it had removed it */

  /* Of the guest, for resizes. Its balloon goes on by balloon_step each half second; 0: it has no driver. */
  guint64 memory_bytes, balloon_bytes, balloon_step;
  guint vcpus, vcpus_stuck; /* stuck: a change ends there; 0: it does not */

  GQueue flights, inbox;
  GHashTable *made; /* intent ids */
  gboolean role_is_up;
  gint64 role_back_us;

  enum fate (*choose)(struct world *world, enum deed_kind deed, enum place place);
  enum fate fates[DEED_KINDS]; /* for the plain choice */
  guint64 until_blow;          /* events; 0 never */
  enum blow blow;
  gboolean is_struck; /* the blow is due */
  gboolean was_handed_over; /* a deed just sent had reached libvirt when its role died: it begins yet */
  gint64 migrate_takes_us;
  gint64 takes_us[DEED_KINDS]; /* of the others; 0: two seconds */
  gboolean holds_journal;      /* what it has stored is not told */
  guint64 events;
  GRand *random; /* NULL: nothing at random */
  guint64 action_id;
  guint alarms_before, deeds, changes;
  GString *log;
};

/* A cluster of h1 and h2 with all methods but converge, live first; the guest runs on h1. */
struct world *world_new(gboolean has_save_dir);
void world_free(struct world *world);

void world_start(struct world *world, enum move_method method);
void world_resize(struct world *world, guint64 memory_bytes, guint vcpus);
void world_hear_agent(struct world *world); /* the guest's agent answers now */
void world_step(struct world *world); /* half a second */
void world_deliver(struct world *world); /* what provost-virt has said so far; part of a step */
void world_until(struct world *world, enum deed_kind deed); /* that deed is under way */
const struct action *world_action(struct world *world);
void world_run(struct world *world);   /* until the action is over; fails the test where it never is */
void world_check_end(struct world *world); /* the promises, once it is over */
void world_finish(struct world *world, enum action_state state); /* both, and that this is how it ended */
void world_until_phase(struct world *world, const char *phase);
void world_until_followed(struct world *world); /* a job of an earlier life, and its progress is there */
void world_says(struct world *world, const char *text); /* the action's error does */
void world_user_starts(struct world *world, enum place place); /* by hand, as it is on its disks */
void world_strike(struct world *world, enum blow blow);
guint world_intents(struct world *world, const char *where); /* rows in the journal */
guint alarms(void);                    /* critical log lines so far */
void silence_log(void);                /* once, in main */
