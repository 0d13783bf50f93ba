#pragma once
/*
 * How many moves there may be: at the same time, for whoever orders one, and in an hour, for automation. Each budget is
 * a row of one table (budgets.c): its setting, its limit, and which moves it counts. Pure.
 */
#include "model/fleet.h"

/* A move as budgets see it. Strings are borrowed. */
struct counted_move {
  const char *guest_uuid, *guest_name, *from, *to, *cluster; /* the cluster of the source */
  gboolean is_under_way;
  gint64 age_us; /* since it was ordered */
};

/* NULL where one more move fits into all budgets of its cluster, beside `others` (struct counted_move, those under way
 * and those of the last hour that moved a guest, or may have); else a sentence that names the first that is used up,
 * with its setting. Caller frees. */
char *budgets_refuse(const struct cluster *cluster, const struct counted_move *move, const GArray *others,
                     gboolean is_automatic);
