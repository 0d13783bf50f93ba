#include "pipeline/rehearsal_state.h"

#include "base/text.h"

#include <string.h>

/* The unfinished one that its policy has opened; or NULL. */
static const struct tip *real_tip(const struct rehearsal *rehearsal)
{
  g_autoptr(GPtrArray) tips = tipbook_list(rehearsal->pipeline->tips);
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    if (!tip->is_test && !tip_is_finished(tip) && strcmp(tip->policy, rehearsal->policy) == 0 &&
        strcmp(tip->subject, rehearsal->subject) == 0)
      return tip;
  }
  return NULL;
}

/* Memory, where the policy reads that and no processors. */
static const char *resource_of(const struct rehearsal *rehearsal)
{
  g_autoptr(GVariant) needs = policy_row_needs(evaluation_policies(rehearsal->pipeline->evaluation), rehearsal->row);
  gboolean reads_memory = FALSE, reads_processors = FALSE;
  for (gsize i = 0; i < g_variant_n_children(needs); i++) {
    guint16 metric;
    g_variant_get_child(needs, i, "(qu)", &metric, NULL);
    const char *name = metric < metric_count() ? metric_get(metric)->name : "";
    reads_memory |= strstr(name, ".mem.") != NULL;
    reads_processors |= strstr(name, ".cpu.") != NULL;
  }
  return reads_memory && !reads_processors ? "memory" : "cpu";
}

/* What can be carried out upon such a subject without figures that only its policy knows, as far as its pack declares it. */
static struct remedy *likely_remedy(const struct rehearsal *rehearsal, const struct policy_row *row)
{
  const struct pipeline_options *options = &rehearsal->pipeline->options;
  const struct capabilities *declared = options->capabilities(row->pack, options->user);
  gboolean is_host = subject_key(rehearsal->subject, SUBJECT_HOST) != NULL;
  gboolean is_movable = is_host || subject_key(rehearsal->subject, SUBJECT_GUEST) != NULL;
  struct remedy *remedy = remedy_new(REMEDY_NOTIFY);
  static const enum remedy_kind of_hosts[] = {REMEDY_EVACUATE, REMEDY_RESTRICT};
  for (guint i = 0; is_host && i < G_N_ELEMENTS(of_hosts) && remedy->kind == REMEDY_NOTIFY; i++)
    if (declared && capabilities_have_remedy(declared, of_hosts[i]) && !capabilities_have_remedy(declared, REMEDY_MIGRATE))
      remedy->kind = of_hosts[i];
  if (is_movable && declared && capabilities_have_remedy(declared, REMEDY_MIGRATE)) {
    remedy->kind = REMEDY_MIGRATE;
    g_hash_table_insert(remedy->parameters, g_strdup("from"), g_strdup(rehearsal->subject));
    g_hash_table_insert(remedy->parameters, g_strdup("relieve"), g_strdup(resource_of(rehearsal)));
  }
  return remedy;
}

/* The first series of the subject that the policy reads and that is known, as it is now: what the test's effect is measured by. */
static void add_evidence(const struct rehearsal *rehearsal, struct tip *tip)
{
  g_autoptr(GVariant) needs = policy_row_needs(evaluation_policies(rehearsal->pipeline->evaluation), rehearsal->row);
  for (gsize i = 0; i < g_variant_n_children(needs) && tip->evidence->len == 0; i++) {
    guint16 metric;
    g_variant_get_child(needs, i, "(qu)", &metric, NULL);
    if (metric >= metric_count())
      continue;
    struct value value = fleet_value(rehearsal->pipeline->options.fleet, rehearsal->subject, metric);
    if (value.reading.state != READING_KNOWN)
      continue;
    struct evidence *evidence = evidence_new();
    *evidence = (struct evidence){.object = g_strdup(rehearsal->subject), .metric = metric, .from_sec = value.stamp_sec,
                                  .to_sec = value.stamp_sec, .min = value.reading.value, .avg = value.reading.value,
                                  .max = value.reading.value, .last = value.reading.value, .count = 1, .expected = 1,
                                  .values = evidence->values};
    g_array_append_val(evidence->values, value.reading.value);
    g_ptr_array_add(tip->evidence, evidence);
  }
}

struct tip *test_tip_new(const struct rehearsal *rehearsal)
{
  const struct tip *real = real_tip(rehearsal);
  struct policy_row row;
  struct tip *tip = tip_new();
  policy_row_read(evaluation_policies(rehearsal->pipeline->evaluation), rehearsal->row, &row);
  tip->policy = g_strdup(rehearsal->policy);
  tip->pack = g_strdup(row.pack);
  tip->pack_version = g_strdup(row.version);
  tip->title = g_strdup(row.title);
  tip->subject = g_strdup(rehearsal->subject);
  tip->subject_name = g_strdup(fleet_subject_name(rehearsal->pipeline->options.fleet, rehearsal->subject));
  tip->severity = SEVERITY_CRITICAL; /* so that no least severity of automation stands in its way */
  tip->text = g_strdup_printf("(test) policy %s about %s, ordered by %s", tip->policy, tip->subject_name, rehearsal->by);
  for (guint i = 0; real && i < real->remedies->len; i++)
    g_ptr_array_add(tip->remedies, remedy_copy(real->remedies->pdata[i]));
  add_evidence(rehearsal, tip);
  if (!real)
    g_ptr_array_add(tip->remedies, likely_remedy(rehearsal, &row));
  return tip;
}
