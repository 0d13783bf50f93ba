#include "policy/standing.h"

#include "policy/opinion.h"

gboolean standing_take_news(struct standing *standing, const struct judgement *judgement)
{
  if (judgement->kind == FINDING_TIP) {
    standing->said = TRUE;
    standing->kind = FINDING_TIP;
    return TRUE;
  }
  if (standing->said && standing->kind == judgement->kind &&
      g_strcmp0(standing->text, judgement->reason) == 0)
    return FALSE;
  standing->said = TRUE;
  standing->kind = judgement->kind;
  g_clear_pointer(&standing->text, g_ref_string_release);
  standing->text = judgement->reason ? g_ref_string_new_intern(judgement->reason) : NULL;
  return TRUE;
}

void standing_keep_opinion(struct standing *standing, const struct judgement *judgement)
{
  opinion_free(standing->opinion);
  standing->opinion = opinion_new(judgement);
}

void standing_take_holds(struct standing *standing, struct evaluation *evaluation, enum finding_kind kind)
{
  if (kind == FINDING_TIP && !evaluation->holds && !standing->held)
    evaluation->holds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if ((kind == FINDING_TIP || kind == FINDING_CLEAR) && standing->held)
    g_hash_table_remove_all(standing->held);
  if (kind == FINDING_TIP && evaluation->holds) {
    g_clear_pointer(&standing->held, g_hash_table_unref);
    standing->held = g_steal_pointer(&evaluation->holds);
  }
  g_clear_pointer(&evaluation->holds, g_hash_table_unref);
}
