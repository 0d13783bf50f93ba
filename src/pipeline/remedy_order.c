/* In which order the remedies of a tip are tried: each that provost carries out, until one is not refused. */
#include "pipeline/remedy_state.h"

struct attempt {
  guint index;   /* in the tip's remedies */
  GString *told; /* what was refused before it; "" */
};

static void attempt_free(gpointer data)
{
  struct attempt *attempt = data;
  g_string_free(attempt->told, TRUE);
  g_free(attempt);
}

GHashTable *remedy_attempts_new(void)
{
  return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, attempt_free);
}

static struct attempt *attempt_of(const struct remedies *remedies, guint64 tip_id)
{
  return g_hash_table_lookup(remedies->attempts, &tip_id);
}

static const struct remedy *remedy_at(const struct tip *tip, guint index)
{
  return index < tip->remedies->len ? tip->remedies->pdata[index] : NULL;
}

const char *remedy_told(const struct remedies *remedies, guint64 tip_id)
{
  const struct attempt *attempt = attempt_of(remedies, tip_id);
  return attempt && attempt->told->len ? attempt->told->str : NULL;
}

void remedy_forget_attempt(struct remedies *remedies, guint64 tip_id)
{
  g_hash_table_remove(remedies->attempts, &tip_id);
}

void remedies_begin(struct remedies *remedies, const struct tip *tip)
{
  struct attempt *attempt = g_new(struct attempt, 1);
  *attempt = (struct attempt){tip_next_remedy(tip, 0), g_string_new(NULL)};
  g_hash_table_replace(remedies->attempts, g_memdup2(&tip->id, sizeof tip->id), attempt);
  remedy_begin(remedies, tip, remedy_at(tip, attempt->index));
}

void remedies_end(struct remedies *remedies, const struct tip *tip)
{
  remedy_forget_attempt(remedies, tip->id);
  effects_forget(remedies->effects, tip->id);
}

static gboolean may_try_another(const struct tip *tip)
{
  return tip && (tip->state == TIP_ACCEPTED || tip->state == TIP_PLANNED);
}

void remedy_refuse(struct remedies *remedies, guint64 tip_id, const char *why)
{
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  struct attempt *attempt = attempt_of(remedies, tip_id);
  const struct remedy *refused = tip && attempt ? remedy_at(tip, attempt->index) : NULL;
  guint next = refused ? tip_next_remedy(tip, attempt->index + 1) : 0;
  if (!refused || !may_try_another(tip) || (next >= tip->remedies->len && attempt->told->len == 0)) {
    remedy_fail_tip(remedies, tip_id, why);
    return;
  }
  g_string_append_printf(attempt->told, "%s%s was refused: %s", attempt->told->len ? "; " : "", remedy_kind_name(refused->kind), why);
  if (next >= tip->remedies->len) {
    g_autofree char *all = g_strdup(attempt->told->str);
    remedy_fail_tip(remedies, tip_id, all);
    return;
  }
  attempt->index = next;
  g_message("tip %" G_GUINT64_FORMAT ": %s; trying %s", tip_id, attempt->told->str, remedy_kind_name(remedy_at(tip, next)->kind));
  remedy_begin(remedies, tip, remedy_at(tip, next));
}
