#pragma once
/*
 * Inside the campaigns, shared by their files only: campaign_begin.c makes them,
 * campaign.c leads them to their end, campaign_parts.c counts and begins
 * moves, campaign_plan.c plans and says how they ended. Core's thread.
 */
#include "pipeline/campaign.h"

struct campaign {
  struct campaigns *campaigns;
  guint64 id;      /* of its order */
  enum plan_kind kind;
  char *target;    /* host; cluster, "" all */
  GPtrArray *moves; /* struct move: of the plan, in the order of waves, those not begun yet; NULL: it is to be planned */
  guint wave, waves; /* the one that goes on, and how many the plan has */
  gboolean is_planning;
  gboolean has_failed; /* a move of the plan did */
  guint plans;         /* made so far */
  GHashTable *refusals; /* UUID -> struct refusal: moves that were not even begun */
  char *obstacle;      /* what it waits for, in words; "" */
  char *why;           /* it is to end, and why; NULL: it goes on */
  /* Monotonic. */
  gint64 planned_us;   /* when its plan was made */
  gint64 next_us;      /* not planned before */
  gint64 progress_us;  /* when it came further last */
  gint64 patient_us;   /* until then who cannot leave may just not be known well enough yet */
};

struct campaigns {
  struct restricting restricting;
  GPtrArray *list; /* struct campaign; owns them */
  gboolean *alive; /* shared with plans under way, which may outlive it */
};

struct campaign *campaign_add(struct campaigns *campaigns, guint64 id, enum plan_kind kind, const char *target);
struct campaign *campaign_find(const struct campaigns *campaigns, guint64 id); /* or NULL */
gint64 campaign_now_us(const struct campaign *campaign);
void campaign_set_obstacle(struct campaign *campaign, const char *obstacle);

/* One step further, if there is one; may end the campaign, which is gone then. */
void campaign_go_on(struct campaign *campaign);
void campaign_end(struct campaign *campaign, enum action_state state, const char *error);

/* ---- campaign_parts.c ---- */

struct parts {
  GPtrArray *running; /* const struct action * */
  guint done, failed, pct_sum; /* of those running, in percent */
};
void parts_count(const struct campaign *campaign, struct parts *parts);
void parts_clear(struct parts *parts);

/* How often moving the guest has failed, and what was said last (borrowed; "" where it did not). */
#define PART_TRIES 3
guint part_failures(const struct campaign *campaign, const char *uuid, const char **last);

/* "g1 does not run since action 30 failed" of each guest whose move went wrong and that runs nowhere now. Caller frees; NULL:
 * there is none. */
char *parts_lost(const struct campaign *campaign);

/* Begins what of the wave is not begun yet and may be now. */
void parts_begin(struct campaign *campaign);
gboolean parts_wave_is_begun(const struct campaign *campaign);

/* The fleet has seen each guest where its last part brought it; or that is long ago. */
gboolean parts_are_seen(const struct campaign *campaign);
void parts_cancel(const struct campaign *campaign, const char *by);

/* "g1, g2". Caller frees. */
char *parts_names(const struct parts *parts);

void refusal_free(gpointer refusal);

/* ---- campaign_plan.c ---- */

/* Asks for a plan, or says what is to be waited for. */
void campaign_plan(struct campaign *campaign);

/* Takes copies of the plan's moves, but of those that have failed too often. FALSE: there are none. */
gboolean campaign_take_plan(struct campaign *campaign, const struct plan *plan);

/* The plan is over, or no good any more: the campaign ends, or is planned again. */
void campaign_end_plan(struct campaign *campaign);

/* It has come no further for too long. FALSE: that is not so. */
gboolean campaign_end_if_stuck(struct campaign *campaign);

/* Guests that are there and are not off: const struct guest *; caller unrefs. */
GPtrArray *campaign_guests_left(const struct campaign *campaign);

/* "g1, g2 are still on h1; h1 stays restricted: provost release h1". Caller frees. */
char *campaign_leftover(const struct campaign *campaign);
