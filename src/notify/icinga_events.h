#pragma once
/*
 * What an Icinga 2 tells of itself: its event stream (/v1/events), each event as an alert report (notify/icinga_report.h), and
 * after each connection all present states of its hosts and services once, so that nothing is missed. Reports keep their order;
 * ICINGA_REPORTS wait at most where the core is slow, the oldest are dropped and counted. It connects anew with back-off.
 * Nothing blocks.
 */
#include "notify/icinga_api.h"
#include "notify/outlet.h"

#define ICINGA_REPORTS 50000

struct icinga_events;

/* `say` is given the JSON of a report; FALSE: not now, it is asked again. */
typedef gboolean (*icinga_say)(const char *report, gpointer user);

struct icinga_events *icinga_events_new(const struct icinga_api *api, icinga_say say, gpointer user); /* `api` is borrowed */
void icinga_events_free(struct icinga_events *events);

const struct outlet *icinga_events_outlet(const struct icinga_events *events);
