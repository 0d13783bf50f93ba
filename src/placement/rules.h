#pragma once
/*
 * The rules of administrators (model/rule.h) over a snapshot: made by sealing it, from then on immutable, owned by it. Who of
 * each rule is on which host is counted by the arrangement as guests move, so that asking costs a look at each rule of the
 * guest. Guests on no host count nowhere: whoever moves an affinity or a group as one takes all of them off first
 * (placement/company.h). One that is on no host may join any of an affinity that is broken already. Pure.
 */
#include "model/rule.h"
#include "placement/arrangement.h"

struct rules;

/* For the snapshot: `rules` are const struct rule *, which must live as long. */
struct rules *rules_new(const struct placement_snapshot *snapshot, const GPtrArray *rules);
void rules_free(struct rules *rules);

guint rules_n(const struct rules *rules);
const struct rule *rules_get(const struct rules *rules, guint rule);
gboolean rules_ignore(const struct rules *rules, guint guest); /* a rule has it left where it is */

/* Why the rule can never hold as a whole, in words; NULL: it can, as far as is seen. Such a rule still forbids what it can. The
 * caller frees. And how many guests it means, of which so many break it where they are. */
char *rules_problem(const struct rules *rules, guint rule);
void rules_list_problems(const struct rules *rules, GPtrArray *texts); /* "the rule R can never hold: ..." of each (char *); NULL: no rules */
guint rules_n_guests(const struct rules *rules, guint rule);
guint rules_n_broken(const struct arrangement *arrangement, guint rule);

/* For the arrangement: so many counts, and one guest more (1) or less (-1) on the host. */
gsize rules_n_counts(const struct rules *rules);
void rules_count(const struct rules *rules, guint *counts, guint guest, guint host, int by);

/* Whether a hard rule forbids the guest on the host, wherever it is now: for what the host is (pin, owners), and for who else is
 * where (affinity, anti-affinity, group). Where one does and `why` is given, appends which and why: "web-apart: web1 runs on h2
 * already". Asked about its own host: whether it breaks a rule by being there. */
gboolean rules_forbid_host(const struct arrangement *arrangement, guint guest, guint host, GString *why);
gboolean rules_forbid_company(const struct arrangement *arrangement, guint guest, guint host, GString *why);

/* Only what holds for guests of failed hosts, too: whether a hard rule is to keep the guest apart from others, and does from one
 * that is on the host. Does not come to be allowed by adding guests. */
gboolean rules_part(const struct rules *rules, guint guest);
gboolean rules_keep_apart(const struct arrangement *arrangement, guint guest, guint host);

/* The guests that leave their host together with this one (placement/company.h): itself first, and those there that hard affinities
 * and groups bind to it, directly or through others. Replaces what is in the array (guint). */
void rules_company(const struct arrangement *arrangement, guint guest, GArray *company);

/* How much of hard rules the guest breaks on the host, wherever it is now: each other guest that it is apart from, or together
 * with, against a rule; and each rule whose hosts these are not. */
guint rules_conflicts(const struct arrangement *arrangement, guint guest, guint host);

/* What soft rules say against the guest on the host: 0 nothing, each rule up to 1; the same to `why`. */
double rules_cost(const struct arrangement *arrangement, guint guest, guint host, GString *why);
