#pragma once
/*
 * What becomes of a trap: it is stored, which its sender is told of where it waits for that; a pack may know what it means, which
 * makes an alert of it that nobody has confirmed, and has the agent polled at once; what it means is confirmed where the metric
 * that the pack names agrees, and over where it does not (trap_checks.h). A trap that no pack knows is only listed. Whatever a trap
 * says, nothing is done because of it alone. Core's thread; never blocks but in traps_new.
 */
#include "config/pack_traps.h"
#include "journal/journal.h"
#include "model/fleet.h"
#include "model/trap_book.h"
#include "pipeline/pipeline.h"

struct traps;

struct traps_options {
  const struct clock *clock;
  struct fleet *fleet;
  struct journal *journal;
  /* As pipeline_take_alert. */
  void (*take_alert)(struct alert_report *report, pipeline_alert_done done, gpointer done_user, gpointer user);
  /* To provost-snmp; FALSE: it is not there. */
  gboolean (*order)(enum message_kind kind, GVariant *body, gpointer user);
  gboolean (*meaning)(const char *oid, struct trap_meaning *meaning, gpointer user);
  gpointer user;
};

/* Knows those that were stored. */
struct traps *traps_new(const struct traps_options *options, GError **error);
void traps_free(struct traps *traps);

/* TRAP and TRAP_LISTENING of provost-snmp. FALSE: it makes no sense. */
gboolean traps_take_message(struct traps *traps, enum message_kind kind, GVariant *body);
void traps_role_is_down(struct traps *traps);

/* One that somebody passes on, taken; as pipeline_take_trap. */
void traps_pass(struct traps *traps, struct trap_record *trap, pipeline_trap_done done, gpointer user);

/* Once a second: metrics that confirm are looked at. */
void traps_tick(struct traps *traps);

const struct trap_book *traps_book(const struct traps *traps);
GVariant *traps_listening(const struct traps *traps); /* the last TRAP_LISTENING, or NULL; borrowed */
