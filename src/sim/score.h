#pragma once
/*
 * The score card of a run: how well the guests were served, what that cost, and what was done for it. Plain values, summed
 * up over time. Pure; any thread.
 */
#include <glib.h>

enum score_limit { OVER_80, OVER_90, OVER_100, SCORE_LIMITS };
double score_limit_pct(enum score_limit limit);

#define SCORE_REVERSAL_SEC 3600 /* who is back so soon after a move has moved in vain */

struct score {
  double host_sec;             /* hosts x time */
  double over_sec[SCORE_LIMITS]; /* host time in which the guests want more than that share of the host */
  double active_sec;           /* host time with guests on it */
  double full_sec;             /* ... in which the host gives all it has */
  double empty_sec;            /* host time of hosts that are up without a guest */
  double overcommitted_sec;    /* host time in which the guests there have more memory than the host */
  double unprotected_sec;      /* cluster time in which as many hosts as it must tolerate could not fail (placement/reserve.h) */
  double against_sec;          /* guest time against a hard rule, or on a host that a licence of the guest is not for */
  double wanted, missed;       /* processor seconds that guests want, and of them what they do not get */
  double outage_sec;           /* guest time on hosts that failed */
  double downtime_sec;         /* guest time in which a move stopped the guest */
  double moved_bytes;
  guint moves, reversals;      /* moves made, and those back to where the guest came from within SCORE_REVERSAL_SEC */
  guint refused;               /* moves that were ordered, and found no room or no host when their turn came */
  double joules;               /* NaN: no host has a power table */
};

/* In percent, of active host time; 0 where there is none. */
double score_full_pct(const struct score *score);
/* In percent, of what guests want. */
double score_missed_pct(const struct score *score);
double score_empty_hosts(const struct score *score, double length_sec); /* their mean number */
double score_kwh(const struct score *score); /* or NaN */
