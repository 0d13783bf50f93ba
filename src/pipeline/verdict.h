#pragma once
/*
 * How a subject does, or as one policy sees it, in the words of a Nagios plugin: a status, one line, perfdata. The worst unfinished
 * tip says it; one of severity info is OK with its text. What is not known is UNKNOWN and never OK: a silent host, a policy
 * without data or that does not run, a provost-policy that does not come to an end. Source: Monitoring Plugins Development
 * Guidelines. Private to pipeline/; pure.
 */
#include "model/fleet.h"
#include "model/tip.h"

enum verdict_status { STATUS_OK, STATUS_WARNING, STATUS_CRITICAL, STATUS_UNKNOWN };

struct verdict_question {
  const struct fleet *fleet;
  const char *subject;
  const char *policy;     /* NULL: all of them */
  const GPtrArray *tips;  /* const struct tip *, those that count, worst first */
  const char *unjudged;   /* why its policies say nothing of it, as a clause; NULL: they do */
};

struct verdict_answer {
  enum verdict_status status;
  char *text, *perfdata;
};

void verdict_give(const struct verdict_question *question, struct verdict_answer *answer);
void verdict_answer_clear(struct verdict_answer *answer);
