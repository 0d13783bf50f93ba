#pragma once
/*
 * What others say, from a report to what is known (model/alert_book.h): whom it is about (model/alert_map.h), what became
 * another, its row in the journal, its event, and who is told. What is of nobody is kept, and looked at again when the fleet or
 * the rules have changed, in slices, so that no loop waits for it. Core's thread; never blocks but in alerts_new.
 */
#include "journal/journal.h"
#include "model/alert_map.h"
#include "model/event_book.h"

struct alerts;

struct alerts_options {
  const struct clock *clock;
  struct fleet *fleet;
  struct journal *journal;
  struct event_book *events;
  /* Something else is said of the thing of that name than before, or nothing any more. */
  void (*changed)(const char *subject, const char *name, gpointer user);
  gpointer user;
  /* Somebody has acknowledged what we told of the subject there, or takes that back (pipeline/acknowledge.h); NULL: nobody
   * is told. */
  void (*acknowledged)(const struct alert_report *report, const char *subject, gpointer user);
};

/* Knows what was known before. Blocking. */
struct alerts *alerts_new(const struct alerts_options *options, GError **error);
void alerts_free(struct alerts *alerts);

/* As pipeline_take_alert. */
typedef void (*alerts_done)(const struct alert *alert, const GError *error, gpointer user);
void alerts_take(struct alerts *alerts, struct alert_report *report, alerts_done done, gpointer user);

/* ALERT: what nobody waits for. FALSE: it makes no sense. */
gboolean alerts_take_message(struct alerts *alerts, GVariant *body);

/* The map, to be configured; then all are looked at again. */
struct alert_map *alerts_map(struct alerts *alerts);
void alerts_are_mapped_anew(struct alerts *alerts);

/* At least once an interval, before policies judge: looks whether the fleet is another one. FALSE: it is, and whom they are
 * about is not known of all yet. */
gboolean alerts_follow(struct alerts *alerts);
