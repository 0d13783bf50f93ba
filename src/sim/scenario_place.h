#pragma once
/*
 * Where the guests of a scenario are at its beginning. Private to sim/.
 */
#include "sim/scenario_reading.h"

enum place { PLACE_SPREAD, PLACE_PACKED };

/* Guests as a row of the file has them: alike but for their load. */
struct guest_group {
  char *name;    /* or a pattern of names */
  guint count;   /* 0: not said */
  guint place;   /* enum place */
  GPtrArray *on; /* char *: hosts, taken in turn; NULL: any of the cluster */
  const struct yaml_node *load;
  struct row_traits traits;
  struct scenario_guest guest;
};

/* Places the guests from `first` on: on the hosts named, whatever room they have; else where memory and processors are left
 * that are given to no guest, or if need be memory alone; spread: by turns, packed: on the first such host. */
void scenario_place(struct scenario *scenario, guint first, const struct guest_group *group, const struct yaml_node *entry,
                    GPtrArray *problems);
