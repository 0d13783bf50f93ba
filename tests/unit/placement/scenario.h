#pragma once
/*
 * Scenarios of placement as text: hosts, guests, rules, one question, and what must and must not happen. A block begins with
 * "== " and a sentence; then one thing a line, words parted by spaces, quoted where they have spaces:
 *
 *   cluster NAME [goal= failures= parallel= methods=live,quick]   hosts after it are its; "c" where none is named
 *   host NAME cpu=PROCESSORS mem=GIB [busy=PROCESSORS used=GIB of its own] [keep_cpu= keep_mem=] [state=down|restricted|
 *        evacuated] [excluded=1] [model= networks=a,b storage=a,b sockets= cores= link=BYTES/S]
 *   guest NAME on HOST cpu=PROCESSORS mem=GIB [peak=PROCESSORS vcpus= model= networks= storage= label= licences=a,b dirty=BYTES/S downtime=COST]
 *        [moved=SECONDS from=HOST] [ha=1 ignored=1 stopped=1]     without "on HOST": a new one
 *   rule NAME KIND [soft] guests=a,b [hosts=a,b]
 *   licence NAME [per=host|socket|core] [hosts=a,b] [entitlements=] [stay=SECONDS]
 *   bound NAME to HOST                                  a move has brought an entitlement there
 *   ask balance | consolidate | evacuate HOST | rules | relieve HOST RESOURCE | move GUEST [HOST] | place GUEST | reserve
 *
 * What must and must not happen is in test_scenarios.c. Unknown figures are written "nan".
 */
#include "model/plan_question.h"
#include "placement/snapshot.h"

struct scenario {
  char *name;
  struct placement_snapshot *snapshot; /* sealed */
  gboolean asks_reserve;               /* in place of the question */
  struct plan_question question;
  GPtrArray *claims; /* char **: the words of lines that begin with "must" or "never" */
  GPtrArray *texts;  /* owns what question and claims borrow */
};

/* All of a file; a line that is not understood fails the test. Array of struct scenario; caller unrefs. */
GPtrArray *scenarios_read(const char *path);
