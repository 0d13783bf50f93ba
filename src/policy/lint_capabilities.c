#include "policy/lint_capabilities.h"

#include "base/text.h"

#include <string.h>

/* provost.migrate, or of a table that stands for it: actions.migrate, actions["migrate"]. */
static gboolean is_remedy(const struct script *script, guint token, enum remedy_kind *kind)
{
  g_autofree char *string = token_string(script, token);
  g_autofree char *name = string ? g_strdup(string) : token_text(script, token);
  return (string || (token > 0 && token_is(script, token - 1, "."))) && remedy_kind_parse(name, kind);
}

/* provost.migrate, as a file writes it that gives it no other name. */
static gboolean is_of_provost(const struct script *script, guint token)
{
  return token > 1 && token_is(script, token - 1, ".") && token_is(script, token - 2, "provost");
}

void lint_remedies(const struct pack_text *pack, const char *path, const struct script *script, GPtrArray *diagnostics)
{
  guint told = 0;
  for (guint i = 0; i < script->tokens->len; i++) {
    enum remedy_kind kind;
    if (!is_of_provost(script, i) || !is_remedy(script, i, &kind) || told & 1u << kind ||
        capabilities_have_remedy(pack->capabilities, kind))
      continue;
    const struct token *token = script_token(script, i);
    told |= 1u << kind;
    g_ptr_array_add(diagnostics, diagnostic_new(TRUE, path, (struct place){token->line, token->column, token->length},
                                                capability_lacks_remedy(kind)));
  }
}

static guint remedies_of(const GPtrArray *files)
{
  guint remedies = 0;
  for (guint i = 0; i < files->len; i++) {
    const struct pack_file *file = files->pdata[i];
    struct script *script = script_new(file->text, file->length);
    enum remedy_kind kind;
    for (guint k = 0; k < script->tokens->len; k++)
      if (is_remedy(script, k, &kind))
        remedies |= 1u << kind;
    script_free(script);
  }
  return remedies;
}

static gboolean is_needed(const char *pattern, const GPtrArray *policies)
{
  for (guint i = 0; i < policies->len; i++) {
    const GArray *needs = ((const struct policy *)policies->pdata[i])->needs;
    for (guint k = 0; k < needs->len; k++)
      if (capability_names(pattern, metric_get(g_array_index(needs, struct need, k).metric)->name))
        return TRUE;
  }
  return FALSE;
}

/* What is to be said of a metric, or a pattern, that no policy needs. */
static char *unneeded(const char *name)
{
  gboolean is_pattern = g_str_has_suffix(name, "*");
  if (is_pattern || metric_find(name) != METRIC_NONE)
    return g_strdup_printf("no policy of this pack needs %s", name);
  g_autofree const char **names = metric_names();
  const char *nearest = nearest_name(name, names);
  return nearest ? g_strdup_printf("there is no metric %s; did you mean %s?", name, nearest)
                 : g_strdup_printf("there is no metric %s; provost-policy(7) lists them", name);
}

static const struct yaml_node *declared(const struct manifest *manifest, const char *key)
{
  return yaml_tree_child(yaml_tree_child(manifest->root, "capabilities"), key);
}

static void warn(const struct manifest *manifest, const struct yaml_node *node, char *text, GPtrArray *diagnostics)
{
  const struct place place = {node->line, node->column, (guint)strlen(node->text)};
  g_ptr_array_add(diagnostics, diagnostic_new(FALSE, manifest->path, place, text));
}

void lint_unused_capabilities(const struct manifest *manifest, const struct pack_text *pack, const GPtrArray *policies,
                              GPtrArray *diagnostics)
{
  const struct yaml_node *metrics = declared(manifest, "metrics"), *remedies = declared(manifest, "remedies");
  guint used = remedies_of(pack->files) | remedies_of(pack->libraries) | 1u << REMEDY_NOTIFY;
  for (guint i = 0; metrics && i < metrics->children->len; i++) {
    const struct yaml_node *node = metrics->children->pdata[i];
    if (!is_needed(node->text, policies))
      warn(manifest, node, unneeded(node->text), diagnostics);
  }
  for (guint i = 0; remedies && i < remedies->children->len; i++) {
    const struct yaml_node *node = remedies->children->pdata[i];
    enum remedy_kind kind;
    if (remedy_kind_parse(node->text, &kind) && !(used & 1u << kind))
      warn(manifest, node, g_strdup_printf("no policy of this pack proposes %s", node->text), diagnostics);
  }
}
