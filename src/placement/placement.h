#pragma once
/*
 * Placement: where may this guest run, where best, and which guest should leave a loaded host. A pure library: no I/O, no
 * clock, same input same output. Works on a sealed snapshot of the caller's, so that plans are computed in a worker thread while
 * the fleet goes on changing. Every plan has its reasons; every refusal is a sentence.
 */
#include "model/plan_question.h"
#include "placement/arrangement.h"

/* Ranks the hosts for one guest and plans its move to the best, or to `to` if given (REFUSED with the first constraint that
 * forbids it). Who names the host decides about its load himself; room and state are checked all the same. Error NOT_FOUND,
 * REFUSED. */
struct plan *placement_move(const struct placement_snapshot *snapshot, const char *guest_uuid, const char *to,
                            GError **error);

/* Plans the one move that relieves `host` most of `resource`, without making another host worse off than this one is now.
 * REFUSED, with the reason for each guest, where there is none. */
struct plan *placement_relieve(const struct placement_snapshot *snapshot, const char *host, enum resource resource,
                               GError **error);

/* Ranks the hosts for a guest where it is now, its own included, and says what would make another the best; nobody is moved. Error
 * NOT_FOUND. */
struct plan *placement_place(const struct placement_snapshot *snapshot, const char *guest_uuid, GError **error);

/* One move of a plan that was made before. Strings are borrowed. */
struct placement_step {
  const char *guest_uuid, *to;
  guint pardons;    /* enum constraint_pardon */
  gboolean is_part; /* of a plan, which moves the guests along that move with this one */
};

/* Whether it may be made now. NOT_FOUND; REFUSED with the first constraint that forbids it. */
gboolean placement_admits(const struct placement_snapshot *snapshot, const struct placement_step *step, GError **error);

/* Any question, by its kind. Of a snapshot that was made for it (placement/from_fleet.h). */
struct plan *placement_answer(const struct placement_snapshot *snapshot, const struct plan_question *question, GError **error);
