#pragma once
/*
 * How many datagrams a second are looked at, of one address and of all: a bucket each, which holds what a second allows
 * and is filled evenly. The addresses remembered are bounded; where more come than that, those beyond share one bucket, so
 * that a flood from invented addresses gains nothing. One thread.
 */
#include "snmp/udp.h"

#define BUCKETS_MAX 4096

struct token_buckets;

struct token_buckets *token_buckets_new(guint rate, guint rate_total);
void token_buckets_free(struct token_buckets *buckets);

/* Takes one from the bucket of the address, and then from that of all, at `now_us` (monotonic). FALSE: one is empty. */
gboolean token_buckets_take(struct token_buckets *buckets, const struct peer *from, gint64 now_us);
