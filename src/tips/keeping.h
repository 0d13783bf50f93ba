#pragma once
/*
 * Where a tip book keeps its tips: in the journal; or nowhere, where nothing is to outlive the program, as in a simulation,
 * which then needs no database. `keeper` is borrowed and must outlive the book. What the functions do stands in journal/journal.h.
 */
#include "journal/journal.h"

struct tip_keeping {
  guint64 (*next_id)(gpointer keeper); /* rising */
  void (*put)(gpointer keeper, const struct tip *tip, const struct audit *audit);
  gboolean (*is_healthy)(gpointer keeper, const char **why);
  void (*forget)(gpointer keeper, gint64 before_us);
  GPtrArray *(*load)(gpointer keeper, guint finished, GError **error); /* struct tip */
  gpointer keeper;
};

struct tip_keeping tip_keeping_journal(struct journal *journal);

struct tip_keeping tip_keeping_none(guint64 *last_id); /* ids rise from it */
