#include "policy/manifest.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"
#include "config/yaml_tree.h"
#include "model/object.h"

static const char *const keys[] = {"name", "version", "vendor", "description", NULL};

void manifest_free(struct manifest *manifest)
{
  if (!manifest)
    return;
  g_free(manifest->name);
  g_free(manifest->version);
  g_free(manifest->vendor);
  g_free(manifest->description);
  g_free(manifest);
}

static void check_entry(const struct yaml_node *key, const struct yaml_node *value, GPtrArray *problems)
{
  if (key->refused)
    return;
  if (!g_strv_contains(keys, key->text)) {
    g_autofree char *clean = text_clean(key->text, LIMIT_NAME);
    const char *nearest = nearest_name(key->text, keys);
    problem_add(problems, key->line, key->column, "unknown key %s%s%s%s", clean,
                nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
  } else if (value->kind != YAML_SCALAR) {
    problem_add(problems, value->line, value->column, "expected a plain text here");
  }
}

/* The text of `key` must be there and be a name. What was complained of already is left alone. */
static void check_name(const struct yaml_node *root, const char *key, const char *form, GPtrArray *problems)
{
  const struct yaml_node *value = yaml_tree_child(root, key);
  if (value ? value->refused || value->kind != YAML_SCALAR : root && root->cut)
    return;
  if (!value || !name_is_valid(value->text))
    problem_add(problems, value ? value->line : 1, value ? value->column : 1, "%s must be %s", key, form);
}

static void check(const struct yaml_node *root, GPtrArray *problems)
{
  if (root && root->kind != YAML_MAP) {
    problem_add(problems, root->line, root->column, "expected lines of the form KEY: TEXT");
    return;
  }
  for (guint i = 0; root && i < root->children->len; i++)
    check_entry(root->keys->pdata[i], root->children->pdata[i], problems);
  check_name(root, "name", "1 to 63 letters, digits, '.', '_' or '-'", problems);
  check_name(root, "version", "a version such as 1.0", problems);
}

static char *text_of(const struct yaml_node *root, const char *key)
{
  const struct yaml_node *value = yaml_tree_child(root, key);
  return text_clean(value ? value->text : "", LIMIT_TEXT);
}

static struct manifest *manifest_new(const struct yaml_node *root)
{
  struct manifest *manifest = g_new(struct manifest, 1);
  *manifest = (struct manifest){text_of(root, "name"), text_of(root, "version"), text_of(root, "vendor"),
                                text_of(root, "description")};
  return manifest;
}

struct manifest *manifest_load(const char *folder, GPtrArray *errors)
{
  g_autofree char *path = g_build_filename(folder, MANIFEST_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = problems_new();
  struct yaml_node *root = NULL;
  gsize length;
  if (!g_file_get_contents(path, &text, &length, &error)) {
    problem_add(problems, 0, 0, "%s", error->message);
  } else if (length > MANIFEST_MAX) {
    problem_add(problems, 0, 0, "is larger than %d KiB", MANIFEST_MAX >> 10);
  } else {
    root = yaml_tree_read(text, length, problems);
    check(root, problems);
  }
  struct manifest *manifest = problems->len == 0 ? manifest_new(root) : NULL;
  problems_report(problems, path, errors);
  yaml_tree_free(root);
  return manifest;
}
