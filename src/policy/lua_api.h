#pragma once
/*
 * What a policy sees besides the base language: the table `provost` and the objects host, guest, window,
 * remedy and tip. One file per table or class. All of it is read-only and bound to the evaluation at hand,
 * which every function finds as its sandbox's context: an object kept from an earlier evaluation raises.
 * Objects hold plain values only, so they need no finalizer. Functions here may raise.
 */
#include "policy/policy.h"

/* One evaluation of one policy for one subject. */
struct evaluation {
  struct policy *policy;
  const struct subject *subject;
  const GPtrArray *settings; /* struct setting: those in force for the subject */
  GVariant *told;            /* the same as texts, for findings: a{ss}; borrowed */
  int set_ref;               /* their table, in the registry */
  const struct subjects *subjects;
  struct moment moment;
  guint64 round;       /* number of the EVALUATE: objects of another one are refused */
  enum severity open;  /* of the tip now open */
  GHashTable *held;    /* borrowed: what was found serious when that tip was told last; NULL: not known */
  GHashTable *holds;   /* what this evaluation finds serious; owned by who runs it; NULL: nothing */
  struct finding *tip; /* what provost.tip made last; owned by whoever runs the evaluation */
  guint64 tip_serial;  /* of that tip: rises with each provost.tip */
  const struct subject *doubtful[LIMIT_EVIDENCE]; /* services that were read, are not ok, and of which nothing is confirmed */
  guint n_doubtful;
};

/* The evaluation at hand. Raises outside of one. */
struct evaluation *lua_evaluation(lua_State *L);

/* Adds all of it to the globals of a fresh sandbox. */
void lua_api_open(lua_State *L);

/* lua_require.c: adds require, which works while the pack is there, to the globals of a sandbox */
void lua_require_open(lua_State *L, const struct pack_text *pack);

/* lua_subject.c: host, guest, device and their parts */
void lua_subject_open(lua_State *L);
void lua_push_subject(lua_State *L, const struct subject *subject);
/* The subject at `index`, NULL if there is none of this round. */
const struct subject *lua_test_subject(lua_State *L, int index);

/* lua_read.c */
int lua_subject_window(lua_State *L); /* subject:window(metric, span) */
int lua_subject_latest(lua_State *L); /* subject:latest(metric) */
int lua_subject_all(lua_State *L);    /* subject:all(metric) */
/* The subject at index 1 and what is declared of its metric at index 2. */
const struct subject *lua_check_read(lua_State *L, const struct need **need);
/* "h1", of a part "/srv of h1". Pushes it. */
const char *lua_push_name(lua_State *L, const struct subject *subject);

/* lua_baseline.c */
void lua_baseline_open(lua_State *L);
int lua_subject_baseline(lua_State *L); /* subject:baseline(metric) */

/* lua_alerts.c */
int lua_subject_service(lua_State *L); /* subject:service(name) */
int lua_push_alerts(lua_State *L, const struct subject *subject); /* returns 1 */
/* What is said of the service, NULL: nothing. Whatever comes of it is remembered: a tip rests on what is doubtful also where its
 * policy does not say so. */
const struct alert *lua_read_service(lua_State *L, const struct subject *service);
int lua_push_alert_text(lua_State *L, const struct subject *service);
int lua_push_alert_source(lua_State *L, const struct subject *service);
int lua_push_alert_age(lua_State *L, const struct subject *service);
int lua_push_alert_attempt(lua_State *L, const struct subject *service);
int lua_push_alert_hard(lua_State *L, const struct subject *service);
int lua_push_alert_flapping(lua_State *L, const struct subject *service);
int lua_push_alert_in_downtime(lua_State *L, const struct subject *service);
int lua_push_alert_acknowledged(lua_State *L, const struct subject *service);
int lua_push_alert_unconfirmed(lua_State *L, const struct subject *service);

/* lua_labels.c */
void lua_labels_open(lua_State *L);
int lua_push_labels(lua_State *L, const struct subject *subject); /* returns 1 */

/* lua_window.c */
double lua_check_percent(lua_State *L); /* at index 2 */
void lua_window_open(lua_State *L);
void lua_push_window(lua_State *L, const struct window *window);
const struct window *lua_test_window(lua_State *L, int index);

/* lua_over.c: adds over, under and seconds to the table on the top */
void lua_over_open(lua_State *L);

/* lua_remedy.c: adds migrate, notify, first_of and the like to the table on the top */
#define REMEDY_PARAMETERS_MAX 2
struct lua_remedy {
  enum remedy_kind kind;
  struct {
    const char *name; /* NULL: there is none */
    char value[LIMIT_OBJECT + 1];
  } parameters[REMEDY_PARAMETERS_MAX];
};
struct lua_remedies {
  guint n;
  struct lua_remedy remedies[];
};
void lua_remedy_open(lua_State *L);
const struct lua_remedies *lua_test_remedies(lua_State *L, int index);

/* lua_tip.c: adds tip to the table on the top */
void lua_tip_open(lua_State *L);
/* The serial of the tip at `index`, 0 if there is none of this evaluation. */
guint64 lua_test_tip(lua_State *L, int index);
