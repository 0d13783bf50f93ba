#pragma once
/*
 * Ranking the hosts of a cluster for one guest: hard constraints exclude, load and memory left give the
 * stars. Private to placement/.
 */
#include "placement/placement.h"

/* All hosts but the guest's own, best first and excluded ones last, as struct candidate. Among equals the
 * configured order stands. Where the load does not count, because a person has named the host, one that is
 * too busy or of unknown load is not excluded. */
GPtrArray *rank_hosts(const struct former_snapshot *snapshot, const struct former_guest *guest,
                      gboolean load_counts);

/* Processor load of `to` once the guest is there, in percent of its processors. NaN where unknown. */
double cpu_after(const struct former_snapshot *snapshot, const struct former_guest *guest,
                 const struct former_host *to);

/* A plan of that one move, with predictions for both hosts. Takes the candidates. */
struct plan *single_move_plan(const struct former_snapshot *snapshot, const struct former_guest *guest,
                              const char *to, GPtrArray *candidates);
