#pragma once
/*
 * Why automation leaves a tip to people: one row for each thing that can keep it, most general first. Pure, over what is known
 * now.
 */
#include "model/fleet.h"
#include "model/verdict_book.h"
#include "tips/tipbook.h"

struct waiting {
  const struct fleet *fleet;
  const struct tipbook *tips;
  const struct verdict_book *verdicts;
  gint64 now_us; /* wall clock */
};

/* The first thing that keeps it, in a sentence; NULL: nothing. Caller frees. */
char *waits_why(const struct waiting *waiting, const struct tip *tip);

/* Calls `take` with the name of each row and what keeps it, NULL: nothing does. */
typedef void (*waits_take)(const char *row, const char *why, gpointer user);
void waits_each(const struct waiting *waiting, const struct tip *tip, waits_take take, gpointer user);
