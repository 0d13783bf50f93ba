#pragma once
/*
 * The main thread's side of deeds: takes each intent once, gives it a thread, answers once. A deed is
 * never queued: a host that is busy with one of the same guest refuses the next at once (but not an abort), and so does
 * one that is busy with ACTING_AT_ONCE_MAX; how many moves may go on at once is the core's to budget. A deed that has
 * not begun after ACTING_PREPARE_SEC because the host does not answer is given up as failed; one that has
 * begun is waited for as long as libvirt takes, and keepalive ends that when the host is gone; but a post-copy that broke
 * off is given up as unknown after ACTING_BROKEN_SEC, for libvirt may never end that.
 */
#include "virt/tally.h"
#include "wire/channel.h"

#define ACTING_PREPARE_SEC 15
#define ACTING_BROKEN_SEC 15
#define ACTING_AT_ONCE_MAX 16
/* Given-up deeds of one host whose threads still hang in libvirt: with so many, no more are taken. */
#define ACTING_HANGING_MAX 4

struct acting;

/* `endpoints` maps subjects to struct endpoint; it and `channel` live as long as the program. */
struct acting *acting_new(GHashTable *endpoints, struct channel *channel);

/* DEED. An id that was seen before is not carried out again: while it is being carried out the repetition
 * is ignored, afterwards the answer is DEED_UNKNOWN, for how it ended was said once and must be looked at. */
void acting_take(struct acting *acting, GVariant *body);

/* Each second: gives up what has not begun in time, or broke off without an end. */
void acting_check(struct acting *acting);

/* Deeds taken so far. */
guint acting_count(const struct acting *acting);
