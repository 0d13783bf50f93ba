#pragma once
/* A rule of the administrator about whom alerts mean (model/alert_map.h holds them against alerts). Plain value; any thread. */
#include "model/alert.h"

/* A report fits where all that are written do. Patterns may have '*' and '?', in any case of letters. */
struct alert_rule {
  char *source, *host, *service; /* patterns; NULL: any */
  char *address;                 /* "192.0.2.7", "192.0.2.0/24"; NULL: any */
  char *subject; /* "guest:%{host}"; of %{host}, %{short} (without its domain), %{service}, %{address}, %{source} */
};

/* Whether it can be one; else why not, in a clause, caller frees. */
char *alert_rule_problem(const struct alert_rule *rule);
/* The subject with what is said in it; NULL: it has a macro that is none. Caller frees. */
char *alert_rule_subject(const struct alert_rule *rule, const struct alert *alert);

struct alert_rule *alert_rule_copy(const struct alert_rule *rule);
void alert_rule_free(struct alert_rule *rule);
