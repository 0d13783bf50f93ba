#pragma once
/*
 * Rows back into values. Runs on the journal's thread. Each fills `values`, an array of what it names.
 */
#include "journal/store.h"

struct loading {
  guint newest; /* how many of those that are over */
  GPtrArray *values;
  guint64 *last_id; /* of alerts */
};

gboolean load_tips(struct store *store, const struct loading *load, GError **error);    /* struct tip */
gboolean load_actions(struct store *store, const struct loading *load, GError **error); /* struct action */
gboolean load_intents(struct store *store, const struct loading *load, GError **error); /* struct intent */
gboolean load_restrictions(struct store *store, const struct loading *load, GError **error); /* struct restriction */
gboolean load_residences(struct store *store, const struct loading *load, GError **error); /* struct residence */
gboolean load_alerts(struct store *store, const struct loading *load, GError **error); /* struct alert */
gboolean load_verdicts(struct store *store, const struct loading *load, GError **error);   /* struct judgement */
gboolean load_traps(struct store *store, const struct loading *load, GError **error);      /* struct trap_record */
