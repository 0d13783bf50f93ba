#include "cli/proposal.h"

#include "cli/plan.h"
#include "cli/text.h"

#include <string.h>

const json_t *proposal_of(const json_t *tip)
{
  const json_t *proposal = json_object_get(tip, "proposal");
  return json_is_object(proposal) ? proposal : NULL;
}

const json_t *proposal_remedy(const json_t *tip)
{
  const char *kind = reply_text(proposal_of(tip), "remedy");
  const json_t *first = json_object_get(tip, "remedy"), *other;
  gsize i;
  if (*kind && strcmp(reply_text(first, "kind"), kind) == 0)
    return first;
  json_array_foreach (json_object_get(tip, "alternatives"), i, other)
    if (*kind && strcmp(reply_text(other, "kind"), kind) == 0)
      return other;
  return NULL;
}

/* The host that the remedy names, else the tip's own. */
static const char *host_of(const json_t *tip, const json_t *remedy)
{
  const char *named = reply_text(json_object_get(remedy, "parameters"), "host");
  return g_str_has_prefix(named, "host:") ? named + strlen("host:") : reply_text(json_object_get(tip, "subject"), "name");
}

static char *restrict_line(const json_t *tip, const json_t *remedy)
{
  return g_strdup_printf("give %s no new guests", host_of(tip, remedy));
}

static char *evacuate_line(const json_t *tip, const json_t *remedy)
{
  gsize n = json_array_size(json_object_get(json_object_get(proposal_of(tip), "plan"), "moves"));
  return g_strdup_printf("give %s no new guests and move its guests to others: %zu move%s", host_of(tip, remedy), n, n == 1 ? "" : "s");
}

static char *run_line(const json_t *tip, const json_t *remedy)
{
  (void)tip;
  return g_strdup_printf("run the program %s", reply_text(json_object_get(remedy, "parameters"), "program"));
}

static char *notify_line(const json_t *tip, const json_t *remedy)
{
  (void)tip, (void)remedy;
  return g_strdup("nothing is carried out: its remedy is to tell somebody");
}

/* A move, and a change of a guest, say it themselves. */
static char *plan_line(const json_t *plan)
{
  const json_t *move = json_array_get(json_object_get(plan, "moves"), 0);
  return move ? plan_move_text(move) : g_strdup(reply_text(plan, "why"));
}

char *proposal_line(const json_t *tip)
{
  static const struct {
    const char *kind;
    char *(*line)(const json_t *tip, const json_t *remedy);
  } rows[] = {{"restrict", restrict_line}, {"evacuate", evacuate_line}, {"run", run_line}, {"notify", notify_line}};
  const json_t *proposal = proposal_of(tip), *refused = json_object_get(proposal, "refused");
  if (!proposal)
    return NULL;
  if (!json_is_true(json_object_get(proposal, "possible"))) {
    const char *first = json_string_value(json_array_get(refused, 0));
    return g_strdup_printf("nothing can be done now: %s", first ? first : "it has no remedy");
  }
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    if (strcmp(rows[i].kind, reply_text(proposal, "remedy")) == 0)
      return rows[i].line(tip, proposal_remedy(tip));
  return plan_line(json_object_get(proposal, "plan"));
}
