#pragma once
/*
 * Inside action/, shared by its files only: one action under way (a run), what all runs share, and the
 * verbs by which the files call each other. Core's thread.
 *
 * A run does one thing at a time: it waits for both hosts' answers (RUN_INSPECTING), for placement to admit it
 * (RUN_ADMITTING), for an intent to be durable (RUN_STORING), or for a deed to end (RUN_DEED). The way forward is a route
 * (step.h); whenever it ends, or something is not known, both hosts are inspected and recovery.h decides. Where the guest
 * is settled, remnants are removed (tidy), and the run is over.
 */
#include "action/actions.h"
#include "action/orders.h"
#include "action/recovery.h"
#include "action/step.h"
#include "model/obstacle.h"

enum run_mode { RUN_INSPECTING, RUN_ADMITTING, RUN_STORING, RUN_DEED, RUN_OVER };

/* One question to both hosts at once. Only answers to the same round are judged together. */
struct round {
  guint64 requests[PLACES]; /* 0: not asked */
  gboolean answered[PLACES];
  struct inspection inspections[PLACES]; /* kept after the round for who must look back */
  gint64 asked_us, next_us;              /* monotonic */
};

/* What stands in the way, asked beside the first rounds. */
struct examination {
  guint64 request; /* 0: not asked */
  gboolean is_answered;
  gboolean found[OBSTACLES];
  char *details[OBSTACLES]; /* NULL where not found */
  char *owner, *error;      /* as EXAMINED has them; NULL while not answered */
};

/* Whether its guest agent answers, of a guest where it did shortly before. */
struct pinging {
  gboolean is_awaited;
  guint64 request; /* 0: it is not being asked */
  gint64 asked_us; /* monotonic */
  enum agent_word word;
  char *trouble;   /* why nothing is known; "" */
};

/* Whether the guest lives, once all else is over. */
struct looking {
  gboolean is_begun, is_over;
  gint64 begun_us, since_us; /* monotonic; since: the first of two looks at its processors */
  guint64 cpu_ns;
  char *processors; /* what they did, once they were seen to move; NULL */
  struct pinging agent;
};

struct run {
  struct actions *actions;
  struct action *action;
  GPtrArray *intents; /* struct intent, all of this action, oldest first */
  enum run_mode mode;

  const struct route *route; /* NULL: nothing more is begun, what was begun is settled */
  guint step;
  struct intent *deed; /* the one being stored or made; belongs to intents */
  struct intent *abort;
  gint64 since_us;      /* monotonic, as all below */
  gint64 deed_since_us; /* of the last one; after a restart by the wall clock */
  gint64 saving_since_us;

  struct round round;
  struct examination examination;
  struct looking looking;
  guint64 followed; /* the intent whose job FOLLOW was asked about; 0: none */
  gboolean is_told; /* ... and its progress came */
  gboolean is_unsure; /* after an unknown outcome or a restart only two agreeing rounds decide */
  enum answer heard[PLACES]; /* in the last round that was judged */
  enum decision decision; /* of the last round, and since when it is the same */
  gint64 decision_since_us;

  guint tried; /* remnants, in this life: 1 << enum deed_kind */
  gboolean is_settled; /* where the guest is, is known: `end`, and only remnants are left to remove */
  gboolean is_postcopy; /* the guest runs on the destination, and not all of its memory is there */
  enum action_state end;
  char *end_error;
  char *failure;   /* what the last failed deed said; "" */
  char *left;      /* what a person must remove; "" */
};

struct actions {
  struct journal *journal;
  const struct clock *clock;
  const struct fleet *fleet;
  const struct action_events *events;
  gpointer user;
  GPtrArray *runs;     /* struct run, by rising id; owns them */
  struct orders *orders;
  GHashTable *tickets; /* struct ticket, of intents being stored */
  gboolean role_is_up;
  guint64 next_request;
};

/* What each new action is told. */
struct beginning {
  enum action_kind kind;
  guint64 tip_id; /* 0: for none */
  const char *by, *phase;
};

/* A new action, with its id, from now on; not stored yet. Caller owns it. */
struct action *actions_make(const struct actions *actions, const struct beginning *beginning);

/* Takes the action; belongs to the runs of `actions`. */
struct run *run_new(struct actions *actions, struct action *action);
void run_free(struct run *run);
struct run *run_find(const struct actions *actions, guint64 action_id); /* or NULL */

void run_set_failure(struct run *run, char *failure); /* takes it */

/* Stores the action in a new state with an audit row, and tells the listener. */
void run_enter(struct run *run, enum action_state state, const char *phase);
void run_tell(const struct run *run);
void run_say(struct run *run, const char *phase); /* tells a phase that is new; nothing is stored */
gint64 run_waited_us(struct run *run, enum decision decision); /* how long the decision is this one */
const char *run_host(const struct run *run, enum place place);
enum place run_home(const struct run *run); /* where the guest is once it is done */
const struct cluster *run_cluster(const struct run *run);  /* of the source; NULL: not configured any more */
const struct move_terms *run_terms(const struct run *run);
gboolean run_is_cancelled(const struct run *run); /* somebody wants it stopped */

char *run_join(const char *first, const char *second); /* two sentences, either may be "". Caller frees. */

/* Adds a sentence about what a person must remove. Takes it. */
void run_leave(struct run *run, char *what);

/* Over: closes what is open, with an alarm where it is ambiguous. `error` is "" for DONE; what was left
 * behind is added. */
void run_end(struct run *run, enum action_state state, const char *error);

/* inspect.c: asks both hosts, now or when the role is back, and goes on from what they say. */
void run_inspect(struct run *run);
void run_ask_if_due(struct run *run);
gboolean run_take_inspected(struct run *run, guint64 request, const struct inspection *inspection);
enum answer run_answer(const struct run *run, enum place place); /* of the last round */
gboolean run_is_stale(const struct run *run); /* what it says was asked too long ago to act on */
void run_take_answers(struct run *run); /* goes on where all answers of the round are there */

/* examine.c: what stands in the way. */
gboolean run_wants_examination(const struct run *run); /* nothing was begun yet */
void run_ask_examination(struct run *run);
gboolean run_take_examined(struct run *run, GVariant *body);
/* Why nothing may be done to the guest at all, `verb` is what was to be: it could not be examined, or somebody else looks after
 * it. NULL: it may. Caller frees. */
char *run_examination_refusal(const struct run *run, const char *verb);
/* Why the guest cannot move by the move's method, in a sentence with the method that gets by; NULL: it can. Caller frees. */
char *run_refusal(struct run *run);
void examination_clear(struct examination *examination);

/* cancel.c */
gboolean run_cancel(struct run *run, const char *by, GError **error);

/* look.c: whether the guest lives where it is to be, and that nothing of it is left on the source. */
void run_look_begin(struct run *run);
void run_look(struct run *run); /* with the answers of a round */
void run_look_tick(struct run *run);
void run_look_end_if_seen(struct run *run);
void run_doubt(struct run *run, const char *why); /* it was not seen alive */

/* ping.c: its guest agent. */
void run_ping_begin(struct run *run);
void run_ping_if_due(struct run *run);
gboolean run_take_pinged(struct run *run, guint64 request, guint word, const char *problem); /* FALSE: of another run */

/* follow.c: the progress of a job that this core did not begin, or lost sight of. */
void run_follow(struct run *run);

/* settle.c: what to do with both answers, and the end. */
void run_judge(struct run *run);
void run_give_up(struct run *run, const char *by); /* ambiguous, by order of a person */
void run_split_brain(struct run *run);
void run_tick(struct run *run); /* time limits */

/* tidy.c: the next remnant, or the end; a remnant that a person must remove. */
void run_tidy(struct run *run);
void run_leave_deed(struct run *run, enum deed_kind deed, const char *host, const char *why);

/* deeds.c: an intent made durable, and its deed sent. */
void run_begin_deed(struct run *run, enum deed_kind deed, enum place on);
void run_begin_abort(struct run *run);
gboolean run_leads_on(const struct run *run, const struct intent *intent); /* to the destination */
gboolean run_can_abort(const struct run *run); /* a migration or save goes on: a deed, or one of an earlier life */
void run_go_forward(struct run *run); /* the next step of the route, or the inspection behind it */
void run_close(struct run *run, struct intent *intent, enum deed_result result, const char *error);
void run_forget_tickets(struct actions *actions); /* what the journal still tells finds nobody */
const struct intent *run_last_intent(const struct run *run, enum deed_kind deed); /* or NULL */
char *run_image(const struct run *run); /* path of its image; NULL where there is none. Caller frees. */

/* outcome.c: how a deed went on, and how it ended. FALSE: it is of another run. */
gboolean run_take_ended(struct run *run, guint64 intent_id, enum deed_result result, const char *error,
                        GVariant *facts);
gboolean run_take_progress(struct run *run, GVariant *body);
void run_lose_deed(struct run *run, const char *why); /* its outcome is unknown */
