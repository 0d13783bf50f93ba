#include "config/problems.h"
#include "config/schema.h"
#include "config/yaml_tree.h"

#include <stdio.h>
#include <string.h>

/* What tests/style/schema compares with the manual and the example: "schema manual" prints the
 * first lines of each key's entry in provost.yaml(5), "schema keys" the path of each key, "schema
 * used FILE" the path of each key that FILE uses, whatever its value. */

static void print_entry(const struct option *option)
{
  g_autofree char *bounds = option_bounds(option);
  g_autofree char *reload = option_reload(option);
  printf(".It Ic %s\n.Pq %s", option->path, option_type_name(option->type));
  if (bounds[0])
    printf("; %s", bounds);
  if (option->required)
    printf("; required");
  if (option->fallback)
    printf("; default %s", option->fallback);
  printf("; %s\n%s.\n", reload, option->help);
}

static void print_used(const char *path, const struct yaml_node *node);

/* The keys below `node`, the value of `option`. */
static void print_below(const struct option *option, const struct yaml_node *node)
{
  if (option->type == OPTION_MAP)
    print_used(option->path, node);
  if (option->type != OPTION_LIST && option->type != OPTION_NAMED)
    return;
  g_autofree char *path =
      g_strconcat(option->path, option->type == OPTION_LIST ? "[]" : ".NAME", NULL);
  for (guint i = 0; node->children && i < node->children->len; i++)
    print_used(path, node->children->pdata[i]);
}

static void print_used(const char *path, const struct yaml_node *node)
{
  for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++) {
    const struct yaml_node *key = node->keys->pdata[i];
    const struct option *option = option_child(path, key->text);
    if (option) {
      if (!option->again)
        puts(option->path);
      print_below(option, node->children->pdata[i]);
    } else {
      printf("line %u: unknown key %s\n", key->line, key->text);
    }
  }
}

static int print_used_in(const char *file)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr(GPtrArray) problems = problems_new();
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  if (!g_file_get_contents(file, &text, &length, NULL))
    return 1;
  struct yaml_node *root = yaml_tree_read(text, length, problems);
  if (root)
    print_used("", root);
  yaml_tree_free(root);
  problems_report(problems, file, errors);
  for (guint i = 0; i < errors->len; i++)
    puts(errors->pdata[i]);
  return 0;
}

int main(int argc, char **argv)
{
  if (argc == 3 && strcmp(argv[1], "used") == 0)
    return print_used_in(argv[2]);
  gsize n;
  const struct option *all = options(&n);
  for (gsize i = 0; i < n && argc == 2; i++)
    if (all[i].again)
      continue;
    else if (strcmp(argv[1], "manual") == 0)
      print_entry(&all[i]);
    else
      puts(all[i].path);
  return argc == 2 ? 0 : 2;
}
