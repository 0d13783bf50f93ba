#include "tips/facts.h"

#include "base/error.h"
#include "base/quantity.h"
#include "tips/lifecycle.h"

#include <string.h>

#define HASH_DIGITS 8
#define NOT_A_FACT "-"

/* ---- what each fact is, for its hash ---- */

static char *state_fact(const struct tip_facts *facts)
{
  return g_strdup_printf("%" G_GUINT64_FORMAT " %s %u", facts->tip->id, tip_state_name(facts->tip->state), facts->tip->attempts);
}

static char *severity_fact(const struct tip_facts *facts)
{
  return g_strdup(severity_name(facts->tip->severity));
}

/* The host of the guest that the tip is about; NULL: it is about something else, or nobody knows. */
static const char *host_of_subject(const struct tip_facts *facts)
{
  const char *uuid = subject_key(facts->tip->subject, SUBJECT_GUEST);
  const struct guest *guest = uuid ? fleet_guest(facts->fleet, uuid) : NULL;
  return guest ? guest->host : NULL;
}

static char *subject_fact(const struct tip_facts *facts)
{
  const char *host = host_of_subject(facts);
  return g_strdup_printf("%s on %s", facts->tip->subject, host ? host : "");
}

static int by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(a, b);
}

static void append_remedy(GString *text, const struct remedy *remedy)
{
  g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(remedy->parameters), by_name);
  g_string_append_printf(text, "%s%s", text->len ? ", else " : "", remedy_kind_name(remedy->kind));
  for (const GList *name = names; name; name = name->next)
    g_string_append_printf(text, "%s%s %s", name == names ? " (" : ", ", (const char *)name->data,
                           (const char *)g_hash_table_lookup(remedy->parameters, name->data));
  g_string_append(text, names ? ")" : "");
}

static char *remedy_fact(const struct tip_facts *facts)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < facts->tip->remedies->len; i++)
    append_remedy(text, facts->tip->remedies->pdata[i]);
  return g_string_free(text, FALSE);
}

/* NULL: it was not asked. */
static char *proposal_fact(const struct tip_facts *facts)
{
  const struct proposal *proposal = facts->proposal;
  if (!proposal)
    return NULL;
  const struct move *move = proposal_move(proposal);
  const char *kind = proposal->is_possible ? remedy_kind_name(proposal->remedy) : "nothing";
  return move ? g_strdup_printf("%s %s %s %s %s", kind, move->guest_uuid, move->from, move->to, move_method_name(move->method))
              : g_strdup(kind);
}

/* ---- and what is said where it differs ---- */

/* " (3 s ago)"; "" where nobody knows. */
static char *ago(const struct tip_facts *facts, gint64 then_us)
{
  g_autofree char *span = span_format((double)MAX(facts->now_us - then_us, 0) / G_USEC_PER_SEC);
  return then_us ? g_strdup_printf(" (%s ago)", span) : g_strdup("");
}

/* Who accepted it, where that is not who moved it last. */
static char *acceptance_told(const struct tip_facts *facts)
{
  const struct tip *tip = facts->tip;
  g_autofree char *when = ago(facts, tip->accepted_us);
  gboolean goes_on = tip->accepted_us && tip->state != TIP_OPEN && tip->state != TIP_FAILED && tip->state != TIP_ACCEPTED;
  return goes_on ? g_strdup_printf("it was accepted by %s%s, and ", tip->accepted_by, when) : g_strdup("it ");
}

static char *state_told(const struct tip_facts *facts)
{
  const struct tip *tip = facts->tip;
  g_autofree char *acceptance = acceptance_told(facts), *when = ago(facts, tip->state_us);
  return g_strdup_printf("%sis %s, by %s%s%s%s", acceptance, tip_state_name(tip->state), tip->state_by, when,
                         tip->state_reason[0] ? ": " : "", tip->state_reason);
}

static char *severity_told(const struct tip_facts *facts)
{
  return g_strdup_printf("its severity is %s now", severity_name(facts->tip->severity));
}

static char *subject_told(const struct tip_facts *facts)
{
  const char *host = host_of_subject(facts);
  return g_strdup_printf("%s is %s%s now", facts->tip->subject_name, host ? "on " : "on no host that provost knows of",
                         host ? host : "");
}

static char *remedy_told(const struct tip_facts *facts)
{
  g_autofree char *remedy = remedy_fact(facts);
  return g_strdup_printf("it proposes %s now", *remedy ? remedy : "nothing that provost carries out");
}

static char *proposal_told(const struct tip_facts *facts)
{
  const struct proposal *proposal = facts->proposal;
  const struct move *move = proposal_move(proposal);
  if (move)
    return g_strdup_printf("what would be done now is to move %s from %s to %s (%s)", move->guest_name, move->from, move->to,
                           move_method_name(move->method));
  if (proposal->is_possible)
    return g_strdup_printf("what would be done now is %s", remedy_kind_name(proposal->remedy));
  return g_strdup_printf("nothing can be done now: %s",
                         proposal->refused->len ? (const char *)proposal->refused->pdata[0] : "it has no remedy");
}

static const struct {
  char *(*fact)(const struct tip_facts *facts);
  char *(*told)(const struct tip_facts *facts);
} rows[] = {
    {state_fact, state_told},   {severity_fact, severity_told}, {subject_fact, subject_told},
    {remedy_fact, remedy_told}, {proposal_fact, proposal_told},
};

/* ---- tokens ---- */

static char *hash_of(const struct tip_facts *facts, guint row)
{
  g_autofree char *fact = rows[row].fact(facts);
  char *hash = fact ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, fact, -1) : g_strdup(NOT_A_FACT);
  if (fact)
    hash[HASH_DIGITS] = '\0';
  return hash;
}

char *tip_facts_token(const struct tip_facts *facts)
{
  GString *token = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *hash = hash_of(facts, i);
    g_string_append_printf(token, "%s%s", i > 0 ? "." : "", hash);
  }
  return g_string_free(token, FALSE);
}

static gboolean is_hash(const char *text)
{
  return strspn(text, "0123456789abcdef") == HASH_DIGITS && text[HASH_DIGITS] == '\0';
}

/* NULL with INVALID; one part for each row. */
static char **split(const char *token, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(strlen(token) <= TIP_FACTS_MAX ? token : "", ".", -1);
  gboolean is_token = g_strv_length(parts) == G_N_ELEMENTS(rows);
  for (guint i = 0; is_token && parts[i]; i++)
    is_token = is_hash(parts[i]) || strcmp(parts[i], NOT_A_FACT) == 0;
  if (is_token)
    return g_steal_pointer(&parts);
  error_refuse(error, PROVOST_ERROR_INVALID, "what is to be compared is no \"facts\" of a tip: read the tip and send what it says there");
  return NULL;
}

gboolean tip_facts_parse(const char *token, gboolean *has_proposal, GError **error)
{
  g_auto(GStrv) parts = split(token, error);
  if (parts)
    *has_proposal = is_hash(parts[G_N_ELEMENTS(rows) - 1]);
  return parts != NULL;
}

gboolean tip_facts_check(const struct tip_facts *facts, const char *token, GError **error)
{
  g_auto(GStrv) parts = split(token, error);
  g_autoptr(GString) changes = g_string_new(NULL);
  for (guint i = 0; parts && i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *hash = hash_of(facts, i);
    gboolean is_told = is_hash(parts[i]) && is_hash(hash);
    g_autofree char *told = is_told && strcmp(parts[i], hash) != 0 ? rows[i].told(facts) : NULL;
    if (told)
      g_string_append_printf(changes, "%s%s", changes->len ? "; " : "", told);
  }
  if (parts && changes->len > 0)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "tip %" G_GUINT64_FORMAT " is no more what you saw: %s; provost tip %" G_GUINT64_FORMAT " shows it anew",
                        facts->tip->id, changes->str, facts->tip->id);
  return parts != NULL;
}

gboolean tip_facts_acceptable(const struct tip_facts *facts, GError **error)
{
  enum tip_state to;
  if (lifecycle_next(facts->tip->state, TIP_EVENT_ACCEPT, &to))
    return TRUE;
  g_autofree char *state = state_told(facts);
  g_autofree char *choices = lifecycle_choices(facts->tip->state);
  return error_refuse(error, PROVOST_ERROR_REFUSED, "tip %" G_GUINT64_FORMAT " cannot be accepted: %s%s%s%s", facts->tip->id, state,
                      *choices ? " (possible now: " : "", choices, *choices ? ")" : "");
}
