#pragma once
/*
 * What an evaluation came to, as it is kept to be compared with that of another version of the policy. Plain value;
 * single thread.
 */
#include "policy/evaluate.h"
#include "wire/canary.h"

struct opinion {
  enum finding_kind kind;
  enum severity severity; /* of a TIP, else NONE */
  char *text;             /* for a person: "warning: h1 is busy (migrate from=host:h1)", "no tip", "no data: ..." */
  char *remedies;         /* of a TIP: equal texts are equal remedies; "" */
};

struct opinion *opinion_new(const struct judgement *judgement);
void opinion_free(struct opinion *opinion);

/* How `tried` differs from `running`, which is NULL where no policy runs that could have said something. */
enum difference opinion_compare(const struct opinion *running, const struct opinion *tried);
