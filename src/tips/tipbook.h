#pragma once
/*
 * The tip book: all unfinished tips and the newest finished ones, their life cycle, and automation. One
 * function moves a tip, along a const table (lifecycle.h). Every move is put into the journal with an
 * audit row and told to the listener, who is the pipeline: the tip book itself never plans or acts. Owns
 * its tips; returned pointers live until the next call that may change the book. Core's thread, never
 * blocks.
 */
#include "tips/keeping.h"
#include "tips/lifecycle.h"

struct tipbook;

struct tipbook_events {
  /* After a move, and after a refresh that changed severity, text, remedies or cause (`event` TIP_EVENT_REFRESH). Moves may
   * be made from within. */
  void (*moved)(const struct tip *tip, enum tip_event event, gpointer user);
  /* Whether automation may accept the tip now; NULL: never. */
  gboolean (*may_automate)(const struct tip *tip, gpointer user);
  /* By which setting it may, for the audit trail; NULL: it is not said. */
  const char *(*automation_rule)(const struct tip *tip, gpointer user);
  /* How many people must accept the tip; NULL: one. */
  guint (*approvals)(const struct tip *tip, gpointer user);
  /* Of whose tips those of the policy are symptoms: names, NULL-terminated, borrowed; NULL: of none. And the subjects whose trouble
   * may be that of the subject, itself first, as fleet_containing() has them. Both NULL: tips are not grouped. */
  const char *const *(*symptom_of)(const char *policy, gpointer user);
  GPtrArray *(*containing)(const char *subject, gpointer user);
  /* Whose tips about the same subject say better what those of the policy say: names as above. NULL: nobody's. */
  const char *const *(*superseded_by)(const char *policy, gpointer user);
};

/* For so long automation leaves alone what was a symptom of a tip that is finished. */
#define GROUPING_GRACE_SEC 300

struct tipbook_options {
  struct tip_keeping keeping;
  const struct clock *clock;
  const struct tipbook_events *events;
  gpointer user;
};

/* Loads unfinished tips from the journal, and the newest finished ones. A tip that was accepted or planned
 * when the core stopped is open again; one that was acting or verifying stays so, for action/ to finish.
 * The listener hears nothing of this: read tipbook_list. */
struct tipbook *tipbook_new(const struct tipbook_options *options, GError **error);
void tipbook_free(struct tipbook *book);

/* What a policy found. Opens, refreshes or clears the one unfinished tip of (policy, subject); NO_DATA and
 * ERROR change no tip. A tip in acting or verifying is left alone; that its condition went away meanwhile
 * is remembered, and clears it once it is open or failed again. `subject_name` is what a person calls the
 * subject. A tip that automation may accept is accepted at once, by "automation", if
 * nothing else is accepted, planned, acting or verifying: one move at a time; tipbook_tick looks again, and first at what may be a
 * symptom or said better, since the other tip may be found a moment later.
 * Automation takes only tips that a finding confirmed since the core started, and one that was put off after a minute. */
void tipbook_take_finding(struct tipbook *book, const struct finding *finding, const char *subject_name);

/* Takes the tip, which is a test (provost doctor): stores it, open, and tells of it. Its id; 0 with STORAGE. */
guint64 tipbook_raise_test(struct tipbook *book, struct tip *tip, const char *by, GError **error);

struct tipbook_terms {
  guint flap_window_sec; /* what comes back so soon after it was cleared reopens its tip, and where it has done so often, the tip
                            is cleared only once it has stayed away for ten minutes; 0, as a book begins: never */
  guint retention_sec;   /* what is finished is forgotten, also by the journal, after so long; 0, as a book begins: never */
};
void tipbook_set_terms(struct tipbook *book, const struct tipbook_terms *terms);

/* Once an interval: reopens failed tips whose back-off is over (1 minute, doubled with each further attempt
 * up to 1 hour), forgets what is finished for too long and the oldest of more than TIPBOOK_FINISHED finished ones, lets automation look. */
#define TIPBOOK_FINISHED 1000
void tipbook_tick(struct tipbook *book);

/* What goes with a move; fields that the event does not use are ignored. */
struct tip_change {
  const char *by;     /* who; required */
  const char *why;    /* reason or error; required for DISMISS and FAIL */
  guint64 snooze_sec; /* DISMISS: how long it holds back new ones; 0: until the condition was clear once */
  struct plan *plan;  /* PLAN: taken, even where the move is refused; NULL for a remedy without moves */
  guint64 action_id;  /* ACT */
  guint put_off_sec;  /* PUT_OFF; 0: a minute */
  enum verdict verdict; /* RESOLVE, FAIL */
  const char *outcome;  /* RESOLVE, FAIL: what was measured */
};

/* Moves a tip. NOT_FOUND where there is no such tip; REFUSED, saying the state it is in and what is
 * possible there, where the life cycle has no such move, and where a tip is to be accepted of whose remedies provost
 * carries none out; STORAGE where the journal has failed and the move
 * leads towards acting or is an operator's: what became of an action is still told. Where several people must accept it, each
 * approves it until there are enough; REFUSED to who has done so already. */
gboolean tipbook_move(struct tipbook *book, guint64 id, enum tip_event event, struct tip_change *change,
                      GError **error);

const struct tip *tipbook_tip(const struct tipbook *book, guint64 id); /* or NULL */
GPtrArray *tipbook_list(const struct tipbook *book); /* const struct tip *, newest first; new array */

/* Of which tip this one is a symptom, or was until that was finished a moment ago; 0: it stands alone. Not its `cause` where there are
 * so many symptoms that it was not told yet. */
guint64 tipbook_cause(const struct tipbook *book, guint64 id);

/* The unfinished tips that stand under this one as its symptoms, by rising id: guint64 in a new array. A tip is a symptom of another
 * where its policy says so and the other's subject contains its own; `cause` of the tip is then the other, or what that is a
 * symptom of itself, so that there are no chains. It follows with each finding, and with whatever raises or finishes the other (of very many, some only with their next finding). */
GArray *tipbook_symptoms(const struct tipbook *book, guint64 id);

/* A dismissed tip holds back new ones no more. FALSE: it held back none. */
gboolean tipbook_release(struct tipbook *book, guint64 id, const char *by, const char *why);

/* What is said now of an alert that tips may have been made of, of that id or (0) of that service: shown and stored on each of them,
 * finished or not, until it has ended. */
void tipbook_take_alert(struct tipbook *book, const struct tip_alert *said);

/* The unfinished tips that were made of what the service is now, by rising id: guint64 in a new array. */
GArray *tipbook_tips_of_alert(const struct tipbook *book, const char *service);

/* Severity of the tip now open for (policy, subject), for a policy's hysteresis; NONE where there is none, or its condition
 * is away. */
enum severity tipbook_open_severity(const struct tipbook *book, const char *policy, const char *subject);
