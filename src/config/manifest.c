#include "config/manifest.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"

static const char *const keys[] = {"name", "version", "vendor", "description", "capabilities", "snmp", "traps", NULL};
static const char *const nested[] = {"capabilities", "snmp", "traps", NULL};

void manifest_free(struct manifest *manifest)
{
  if (!manifest)
    return;
  g_free(manifest->name);
  g_free(manifest->version);
  g_free(manifest->vendor);
  g_free(manifest->description);
  capabilities_unref(manifest->capabilities);
  g_ptr_array_unref(manifest->traps);
  g_ptr_array_unref(manifest->tables);
  g_ptr_array_unref(manifest->faults);
  yaml_tree_free(manifest->root);
  g_free(manifest->path);
  g_free(manifest);
}

static void check_entry(const struct yaml_node *key, const struct yaml_node *value, GPtrArray *problems)
{
  if (key->refused)
    return;
  if (!g_strv_contains(keys, key->text))
    problem_add_unknown_key(problems, key->line, key->column, key->text, keys);
  else if (value->kind != YAML_SCALAR && !g_strv_contains(nested, key->text))
    problem_add(problems, value->line, value->column, "expected a plain text here");
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

/* Where something is wrong with its nested parts, none of its tables and traps is of use. */
static void tables_judge(struct manifest *manifest, GPtrArray *problems)
{
  if (problems->len == 0)
    return;
  problems_report(problems, manifest->path, manifest->faults);
  g_ptr_array_set_size(manifest->tables, 0);
  g_ptr_array_set_size(manifest->traps, 0);
}

static struct manifest *manifest_new(struct yaml_node *root, const char *path)
{
  g_autoptr(GPtrArray) problems = problems_new();
  struct manifest *manifest = g_new(struct manifest, 1);
  *manifest = (struct manifest){
      .name = text_of(root, "name"),
      .version = text_of(root, "version"),
      .vendor = text_of(root, "vendor"),
      .description = text_of(root, "description"),
      .tables = pack_tables_read(yaml_tree_child(root, "snmp"), problems),
      .traps = pack_traps_read(yaml_tree_child(root, "traps"), problems),
      .faults = g_ptr_array_new_with_free_func(g_free),
      .root = root,
      .path = g_strdup(path),
  };
  manifest->capabilities = capabilities_read(yaml_tree_child(root, "capabilities"), manifest->tables, problems);
  tables_judge(manifest, problems);
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
  if (problems->len == 0)
    return manifest_new(root, path);
  problems_report(problems, path, errors);
  yaml_tree_free(root);
  return NULL;
}

void manifest_declare(struct manifest *manifest)
{
  g_autoptr(GPtrArray) problems = problems_new();
  pack_tables_declare(manifest->tables, problems);
  tables_judge(manifest, problems);
}

void manifest_declare_again(struct manifest *manifest, const struct manifest *former)
{
  if (pack_tables_adopt(manifest->tables, former->tables) || manifest->faults->len > 0)
    return;
  g_ptr_array_add(manifest->faults, g_strdup_printf("%s: its SNMP objects are others than those that are polled: start "
                                                    "provostd again to have them", manifest->path));
  g_ptr_array_set_size(manifest->tables, 0);
}

void manifest_adopt(struct manifest *manifest, const struct manifest *running)
{
  if (manifest->faults->len > 0 || (running && pack_tables_adopt(manifest->tables, running->tables)))
    return;
  g_ptr_array_add(manifest->faults,
                  g_strdup_printf("%s: a pack that is only tried may bring no other SNMP objects than the running pack %s: "
                                  "%s", manifest->path, manifest->name,
                                  running ? "leave them as they are there" : "there is none of that name"));
  g_ptr_array_set_size(manifest->tables, 0);
}

static gboolean pack_is(const char *folder)
{
  g_autofree char *manifest = g_build_filename(folder, MANIFEST_FILE, NULL);
  return g_file_test(manifest, G_FILE_TEST_EXISTS);
}

GPtrArray *packs_in(const char *folder)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func(g_free);
  if (pack_is(folder)) {
    g_ptr_array_add(packs, g_strdup(folder));
    return packs;
  }
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && packs->len < PACKS_MAX && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (name[0] != '.' && pack_is(path))
      g_ptr_array_add(packs, g_steal_pointer(&path));
  }
  g_ptr_array_sort(packs, text_order);
  return packs;
}

char *packs_none_text(const char *path)
{
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return g_strdup_printf("%s: there is no such folder", path);
  if (!g_file_test(path, G_FILE_TEST_IS_DIR))
    return g_strdup_printf("%s: is a file: name the folder of its pack, in which pack.yaml lies", path);
  return g_strdup_printf("%s: is no pack and holds none: a pack is a folder with a file pack.yaml, which says its name "
                         "and version", path);
}
