#pragma once
/*
 * A whole pipeline in virtual time: the core's channels stand on socket pairs whose other ends the test
 * holds, playing the roles. One cluster of h1 and h2; the guest g1 runs on h1 and keeps it busy. The
 * played provost-virt answers as `world` says, and makes the deeds it is told to.
 */
#include "pipeline/pipeline.h"
#include "unit.h"

#define GUEST "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define OTHER "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0002"

struct rig {
  struct virtual_clock clock;
  char *folder;
  struct fleet *fleet;
  struct journal *journal;
  struct event_book *events;
  struct channel *core[ROLES], *roles[ROLES];
  struct pipeline *pipeline;
  enum automation_level automation;
  guint undo_per_hour; /* 1, unless a test says otherwise before it starts the core */
  GPtrArray *traps; /* struct pack_trap of that pack; NULL: none. Borrowed */
  struct capabilities *capabilities; /* of the pack core: every remedy; there is no other pack */

  /* What each role heard. */
  guint heard[MESSAGE_KINDS];
  GVariant *last[MESSAGE_KINDS];
  guint kills;

  /* The world that provost-virt sees. */
  gboolean is_moved[2]; /* g1, g2: runs on h2 */
  gboolean is_silent;   /* hosts do not answer */
  gboolean runs_twice;
  gboolean holds_deeds; /* they are begun and do not end */
  enum deed_result deed_result;
  guint64 memory_bytes; /* of g1 */
  guint vcpus;
  guint64 held_deed;
  const char *policy; /* whose findings are told; NULL: host-cpu */
  const char *const *services; /* that findings rest on; NULL: none */
  double h1_busy_pct; /* as tips find it and time passes */
  double h2_available_bytes;
  gboolean has_samples;
};

/* Unless TEST_LOG is set. Once, in main. */
void rig_silence_log(void);

struct rig *rig_new(void);
void rig_free(struct rig *rig);

/* A rig that is started, for cmocka's setup and teardown. */
int rig_up(void **state);
int rig_down(void **state);

/* The role connects and is reported up; or its connection ends and it is reported down. */
void rig_role_up(struct rig *rig, enum role role);
void rig_role_down(struct rig *rig, enum role role);

/* The core ends, and starts again on the same journal. rig_start alone starts it for the first time; all roles
 * are up then. */
void rig_start(struct rig *rig);
void rig_stop(struct rig *rig);

/* A role says something, and the core has heard it. */
void rig_say(struct rig *rig, enum role role, enum message_kind kind, GVariant *body);

/* POLICIES: the one policy host-cpu, in this state. */
void rig_say_policy(struct rig *rig, enum policy_state policy);

/* A FINDING about `subject`: of rig->policy, with `remedy` and, for a migration, from `from`. */
void rig_find(struct rig *rig, enum finding_kind kind, const char *subject, enum remedy_kind remedy,
              const char *from);

/* The same with these remedies, a(ya{ss}). */
void rig_find_remedies(struct rig *rig, enum finding_kind kind, const char *subject, GVariant *remedies);

/* The newest tip. */
const struct tip *rig_tip(const struct rig *rig);
void rig_accept(struct rig *rig, guint64 tip_id);

/* Whatever is under way without the clock is done; but for plans, which are made in another thread. */
void rig_settle(struct rig *rig);

/* Ten seconds: samples with h1 that busy, then the grid point. */
void rig_interval(struct rig *rig, double h1_busy_pct);

/* Half seconds pass until the tip is in the state; fails the test where it never is. */
void rig_run_until(struct rig *rig, guint64 tip_id, enum tip_state state);
/* The same, intervals with samples, until the tip is in none of accepted, planned, acting and verifying. */
void rig_run_out(struct rig *rig, guint64 tip_id, double h1_busy_pct);
