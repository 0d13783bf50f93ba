#include "policy/opinion.h"

#include <string.h>

static void append_remedy(GString *text, const struct remedy *remedy)
{
  g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", remedy_kind_name(remedy->kind));
  g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(remedy->parameters), (GCompareFunc)strcmp);
  for (const GList *link = names; link; link = link->next)
    g_string_append_printf(text, " %s=%s", (const char *)link->data,
                           (const char *)g_hash_table_lookup(remedy->parameters, link->data));
}

static char *remedies_text(const struct finding *tip)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; tip && i < tip->remedies->len; i++)
    append_remedy(text, tip->remedies->pdata[i]);
  return g_string_free(text, FALSE);
}

static char *opinion_text(const struct judgement *judgement, const char *remedies)
{
  const char *reason = judgement->reason ? judgement->reason : "";
  switch (judgement->kind) {
  case FINDING_TIP:
    return g_strdup_printf("%s: %s%s%s%s", severity_name(judgement->tip->severity), judgement->tip->text,
                           *remedies ? " (" : "", remedies, *remedies ? ")" : "");
  case FINDING_NO_DATA:
    return g_strconcat("no data: ", reason, NULL);
  case FINDING_ERROR:
    return g_strconcat("error: ", reason, NULL);
  default:
    return g_strdup("no tip");
  }
}

struct opinion *opinion_new(const struct judgement *judgement)
{
  struct opinion *opinion = g_new(struct opinion, 1);
  opinion->kind = judgement->kind;
  opinion->severity = judgement->tip ? judgement->tip->severity : SEVERITY_NONE;
  opinion->remedies = remedies_text(judgement->tip);
  opinion->text = opinion_text(judgement, opinion->remedies);
  return opinion;
}

void opinion_free(struct opinion *opinion)
{
  if (!opinion)
    return;
  g_free(opinion->text);
  g_free(opinion->remedies);
  g_free(opinion);
}

enum difference opinion_compare(const struct opinion *running, const struct opinion *tried)
{
  gboolean has_tip = running && running->kind == FINDING_TIP;
  if (tried->kind == FINDING_ERROR)
    return running && running->kind == FINDING_ERROR ? DIFFERENCE_NONE : DIFFERENCE_ERROR;
  if (tried->kind != FINDING_TIP)
    return has_tip ? DIFFERENCE_SILENT : DIFFERENCE_NONE;
  if (!has_tip)
    return DIFFERENCE_OPENS;
  if (running->severity != tried->severity)
    return DIFFERENCE_SEVERITY;
  return strcmp(running->remedies, tried->remedies) != 0 ? DIFFERENCE_REMEDY : DIFFERENCE_NONE;
}
