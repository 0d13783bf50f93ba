#pragma once
/*
 * The API of an Icinga 2, as far as we tell it things: results (process-check-result, with the time they hold and check_source
 * "provost"), downtimes. Of the results of one service the newest waits; ICINGA_WAITING errands wait at most, the oldest are
 * dropped and counted. Where it does not answer all waits, and one is tried again with back-off. Nothing blocks.
 */
#include "notify/icinga_api.h"
#include "notify/outlet.h"
#include "notify/result.h"

#define ICINGA_WAITING 10000
#define ICINGA_AT_ONCE 8

struct icinga;

struct icinga *icinga_new(const struct icinga_api *api); /* borrowed */
void icinga_free(struct icinga *icinga);

void icinga_take_result(struct icinga *icinga, const struct result *result);
void icinga_take_downtime(struct icinga *icinga, const struct downtime *downtime);

const struct outlet *icinga_outlet(const struct icinga *icinga);
