#include "config/references.h"

#include "base/text.h"
#include "config/problems.h"

#include <string.h>

#define NAME_SHOWN_MAX 60

/* A list of names, "[]" and NAME standing for each entry of a list or map. */
struct reference {
  const char *path;
  enum { TO_HOST, TO_LICENCE, TARGETS } to;
};

static const struct reference references[] = {
    {"devices.[].serves", TO_HOST},
    {"rules.[].hosts", TO_HOST},
    {"licences.NAME.hosts", TO_HOST},
    {"clusters.[].guests.[].licences", TO_LICENCE},
};

static const char *const target_words[TARGETS] = {[TO_HOST] = "host", [TO_LICENCE] = "licence"};

/* NULL-terminated; free the array. */
static const char **licence_names(const struct config *config)
{
  const char **names = g_new0(const char *, config->licences->len + 1);
  for (guint i = 0; i < config->licences->len; i++)
    names[i] = ((const struct config_licence *)config->licences->pdata[i])->name;
  return names;
}

static void check_name(const struct reference *reference, const char *const *names, const struct yaml_node *node,
                       GPtrArray *problems)
{
  if (node->kind != YAML_SCALAR || node->refused || strpbrk(node->text, "*?=") || g_strv_contains(names, node->text))
    return;
  g_autofree char *shown = text_clean(node->text, NAME_SHOWN_MAX);
  const char *nearest = nearest_name(node->text, names);
  problem_add(problems, node->line, node->column, "no %s has the name \"%s\"%s%s%s", target_words[reference->to], shown,
              nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* `steps`: what is left of the path. */
static void check_below(const struct reference *reference, char **steps, const char *const *names, const struct yaml_node *node,
                        GPtrArray *problems)
{
  if (!node)
    return;
  if (*steps && !g_str_equal(*steps, "[]") && !g_str_equal(*steps, "NAME")) {
    check_below(reference, steps + 1, names, yaml_tree_child(node, *steps), problems);
    return;
  }
  for (guint i = 0; node->children && i < node->children->len; i++) {
    if (*steps)
      check_below(reference, steps + 1, names, node->children->pdata[i], problems);
    else
      check_name(reference, names, node->children->pdata[i], problems);
  }
}

void references_check(const struct config *config, GHashTable *hosts, const struct yaml_node *root, GPtrArray *problems)
{
  g_autofree const char **host_names = labels_names(hosts);
  g_autofree const char **licences = licence_names(config);
  const char *const *const names[TARGETS] = {[TO_HOST] = host_names, [TO_LICENCE] = licences};
  for (gsize i = 0; i < G_N_ELEMENTS(references) && !root->cut; i++) {
    g_auto(GStrv) steps = g_strsplit(references[i].path, ".", -1);
    check_below(&references[i], steps, names[references[i].to], root, problems);
  }
}
