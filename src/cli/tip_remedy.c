#include "cli/tip_remedy.h"

#include "cli/by_hand.h"
#include "cli/plan.h"
#include "cli/proposal.h"
#include "cli/text.h"

#include <string.h>

/* The tip's subject has a name, and memory a unit. */
static char *parameter_text(const json_t *tip, const char *name, const char *value)
{
  const json_t *subject = json_object_get(tip, "subject");
  if (strcmp(value, reply_text(subject, "object")) == 0)
    return g_strdup(reply_text(subject, "name"));
  return strcmp(name, "bytes") == 0 ? text_quantity(g_ascii_strtod(value, NULL), "bytes") : g_strdup(value);
}

/* "migrate (from h1, relieve cpu)", "resize_vcpus (guest web1, vcpus 4)" */
static void append_remedy(GString *line, const json_t *tip, const json_t *remedy)
{
  const char *name, *kind = reply_text(remedy, "kind");
  json_t *value;
  guint n = 0;
  g_string_append_printf(line, "%s%s", line->len ? "; else " : "", kind);
  json_object_foreach (json_object_get(remedy, "parameters"), name, value) {
    if (!json_is_string(value))
      continue;
    g_autofree char *text = parameter_text(tip, name, json_string_value(value));
    g_string_append_printf(line, "%s%s %s", n++ ? ", " : " (", name, text);
  }
  g_string_append(line, n ? ")" : "");
}

static void print_remedies(const json_t *tip)
{
  g_autoptr(GString) line = g_string_new(NULL);
  const json_t *remedy = json_object_get(tip, "remedy");
  gsize i;
  if (json_is_object(remedy))
    append_remedy(line, tip, remedy);
  json_array_foreach (json_object_get(tip, "alternatives"), i, remedy)
    append_remedy(line, tip, remedy);
  text_print("remedy: %s", line->len ? line->str : "none, somebody must look");
}

/* The one move of the plan; else what does as much as the remedy. */
static void print_by_hand(const json_t *tip, const json_t *plan, const json_t *remedy)
{
  const json_t *moves = json_object_get(plan, "moves");
  g_autofree char *command = by_hand_remedy(tip, remedy);
  if (!command && json_array_size(moves) == 1)
    command = by_hand_move(json_array_get(moves, 0));
  if (command)
    text_print("  by hand: %s", command);
}

/* Of a tip that waits: what would be done, and what would be tried before it in vain. */
static void print_proposal(const json_t *tip)
{
  const json_t *proposal = proposal_of(tip), *plan = json_object_get(proposal, "plan"), *refused;
  g_autofree char *line = proposal_line(tip);
  gboolean is_possible = json_is_true(json_object_get(proposal, "possible"));
  gsize i;
  text_print(is_possible ? "if it is accepted now: %s" : "%s", is_possible ? line : "nothing can be done now");
  json_array_foreach (json_object_get(proposal, "refused"), i, refused)
    text_print("  not possible: %s", json_string_value(refused));
  if (json_is_object(plan))
    plan_print_reasons(plan);
  print_by_hand(tip, plan, proposal_remedy(tip));
}

void tip_print_remedy(const json_t *tip)
{
  const json_t *plan = json_object_get(tip, "plan");
  print_remedies(tip);
  if (proposal_of(tip)) {
    print_proposal(tip);
  } else if (json_is_object(plan)) {
    plan_print(plan, TRUE);
    if (json_array_size(json_object_get(plan, "moves")) == 0)
      print_by_hand(tip, plan, json_object_get(tip, "remedy"));
  }
}
