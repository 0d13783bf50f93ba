#include "policy/heard.h"

#include "base/quantity.h"
#include "base/text.h"

struct heard *heard_new(void)
{
  struct heard *heard = g_new0(struct heard, 1);
  heard->parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  heard->evidence = g_ptr_array_new_with_free_func(g_free);
  return heard;
}

void heard_free(struct heard *heard)
{
  g_free(heard->text);
  g_free(heard->tip_text);
  g_free(heard->remedies);
  g_hash_table_unref(heard->parameters);
  g_ptr_array_unref(heard->evidence);
  g_free(heard);
}

static char *evidence_text(const struct evidence *evidence)
{
  guint step = evidence->expected > 1 ? (guint)(evidence->to_sec - evidence->from_sec) / (evidence->expected - 1) : 0;
  g_autofree char *span = duration_format((guint64)step * evidence->expected);
  return g_strdup_printf("%s of %s over %s: %.10g to %.10g, mean %.10g, last %.10g",
                         metric_get(evidence->metric)->name, evidence->object, span, evidence->min, evidence->max,
                         evidence->avg, evidence->last);
}

static void take_remedies(struct heard *heard, const GPtrArray *remedies)
{
  g_autoptr(GString) names = g_string_new(NULL);
  g_hash_table_remove_all(heard->parameters);
  for (guint i = 0; i < remedies->len; i++) {
    const struct remedy *remedy = g_ptr_array_index(remedies, i);
    g_string_append_printf(names, "%s%s", i > 0 ? "," : "", remedy_kind_name(remedy->kind));
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, remedy->parameters);
    while (i == 0 && g_hash_table_iter_next(&iter, &key, &value))
      g_hash_table_insert(heard->parameters, g_strdup(key), g_strdup(value));
  }
  text_replace(&heard->remedies, names->str);
}

static void take_tip(struct heard *heard, const struct finding *finding)
{
  heard->raised += !heard->is_open;
  heard->is_open = TRUE;
  heard->severity = finding->severity;
  text_replace(&heard->tip_text, finding->text);
  take_remedies(heard, finding->remedies);
  g_ptr_array_set_size(heard->evidence, 0);
  for (guint i = 0; i < finding->evidence->len; i++)
    g_ptr_array_add(heard->evidence, evidence_text(g_ptr_array_index(finding->evidence, i)));
  for (guint i = 0; i < finding->alerts->len; i++)
    g_ptr_array_add(heard->evidence, g_strdup(((const struct tip_alert *)finding->alerts->pdata[i])->service));
}

void heard_take(struct heard *heard, const struct finding *finding)
{
  heard->kind = finding->kind;
  text_replace(&heard->text, finding->text);
  if (finding->kind == FINDING_CLEAR)
    heard->is_open = FALSE;
  if (finding->kind == FINDING_TIP)
    take_tip(heard, finding);
}

char *heard_describe(const struct heard *heard)
{
  if (!heard)
    return g_strdup("the policy has said nothing yet");
  switch (heard->kind) {
  case FINDING_TIP:
    return g_strdup_printf("%s tip, remedy %s: %s", severity_name(heard->severity), heard->remedies,
                           heard->tip_text);
  case FINDING_NO_DATA:
    return g_strdup_printf("no data (%s)%s", heard->text, heard->is_open ? ", and the tip of before is open" : "");
  case FINDING_ERROR:
    return g_strdup_printf("an error: %s", heard->text);
  default:
    return g_strdup("no tip");
  }
}
