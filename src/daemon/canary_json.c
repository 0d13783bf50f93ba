#include "daemon/canary_json.h"

#include "base/limits.h"
#include "json/json.h"
#include "wire/canary.h"

#include <string.h>

#define CANARY_POLICY "(&s&s&s&s&sy&sy@auu)"

static json_t *pack_to_json(GVariant *row)
{
  const char *folder, *name, *version, *refused;
  g_variant_get(row, "(&s&s&s&s)", &folder, &name, &version, &refused);
  return json_pack("{s:s, s:s, s:s, s:s}", "name", name, "version", version, "folder", folder, "refused", refused);
}

static json_t *counts_to_json(GVariant *counts)
{
  json_t *json = json_object();
  gsize n;
  const guint32 *each = g_variant_get_fixed_array(counts, &n, sizeof *each);
  for (guint i = DIFFERENCE_NONE + 1; i < DIFFERENCES; i++)
    json_object_set_new(json, difference_name(i), json_integer(i < n ? each[i] : 0));
  return json;
}

static json_t *tried_to_json(GVariant *row)
{
  const char *name, *pack, *version, *running, *file, *reason;
  guchar state, place;
  guint differing;
  g_autoptr(GVariant) counts = NULL;
  g_variant_get(row, CANARY_POLICY, &name, &pack, &version, &running, &file, &state, &reason, &place, &counts, &differing);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "name", name, "pack", pack, "version", version,
                   "running_version", running, "file", file, "state", policy_state_name(state), "reason", reason, "place",
                   canary_place_name(place), "differing", (int)differing, "counts", counts_to_json(counts));
}

static json_t *difference_to_json(struct core *core, GVariant *row)
{
  gint64 stamp_sec;
  const char *policy, *subject, *running, *tried;
  guchar kind;
  g_variant_get(row, "(x&s&sy&s&s)", &stamp_sec, &policy, &subject, &kind, &running, &tried);
  gint64 stamp_us = CLAMP(stamp_sec, 0, LIMIT_TIME_SEC) * G_USEC_PER_SEC;
  return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s}", "time", time_to_json(stamp_us), "policy", policy, "subject",
                   subject, "subject_name", fleet_subject_name(core->fleet, subject), "difference",
                   difference_name(kind), "running", running, "canary", tried);
}

/* The rows of one of the lists of CANARY. */
static GPtrArray *rows_of(struct core *core, guint list)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
  GVariant *body = policies_canary(core->policies);
  g_autoptr(GVariant) all = body ? g_variant_get_child_value(body, list) : NULL;
  for (gsize i = 0; all && i < g_variant_n_children(all); i++)
    g_ptr_array_add(rows, g_variant_get_child_value(all, i));
  return rows;
}

json_t *canaries_to_json(struct core *core)
{
  g_autoptr(GPtrArray) packs = rows_of(core, 0), policies = rows_of(core, 1), differences = rows_of(core, 2);
  json_t *all_packs = json_array(), *all_policies = json_array(), *all_differences = json_array();
  for (guint i = 0; i < packs->len; i++)
    json_array_append_new(all_packs, pack_to_json(packs->pdata[i]));
  for (guint i = 0; i < policies->len; i++)
    json_array_append_new(all_policies, tried_to_json(policies->pdata[i]));
  for (guint i = 0; i < differences->len; i++)
    json_array_append_new(all_differences, difference_to_json(core, differences->pdata[i]));
  return json_pack("{s:o, s:o, s:o}", "packs", all_packs, "policies", all_policies, "differences", all_differences);
}

char *canary_version(struct core *core, const char *policy)
{
  g_autoptr(GPtrArray) policies = rows_of(core, 1);
  for (guint i = 0; i < policies->len; i++) {
    const char *name, *version;
    guchar place;
    g_variant_get_child(policies->pdata[i], 0, "&s", &name);
    g_variant_get_child(policies->pdata[i], 2, "&s", &version);
    g_variant_get_child(policies->pdata[i], 7, "y", &place);
    if (place == CANARY_BESIDE && strcmp(name, policy) == 0)
      return g_strdup(version);
  }
  return g_strdup("");
}
