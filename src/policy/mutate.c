#include "policy/mutate.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/mutant.h"
#include "policy/test_file.h"

#include <stdio.h>

static void on_result(const struct test_result *result, gpointer was_noticed)
{
  if (result->why)
    *(gboolean *)was_noticed = TRUE;
}

/* Whether a test fails with this text in the place of the policy's. */
static gboolean is_noticed(struct deadline *deadline, const struct pack_text *pack, const struct pack_file *other,
                           const char *test_path)
{
  gboolean was_noticed = FALSE;
  struct pack_text *mutated = pack_text_new(pack->folder, pack->name, pack->version, pack->fault);
  pack_text_declare(mutated, pack->capabilities);
  pack_text_add(mutated->files, other->name, other->text, other->length, "");
  g_ptr_array_unref(mutated->libraries);
  mutated->libraries = g_ptr_array_ref(pack->libraries);
  const struct test_file file = {.deadline = deadline, .pack = mutated, .path = test_path, .stops = TRUE,
                                 .told = on_result, .user = &was_noticed};
  test_file_run(&file);
  pack_text_unref(mutated);
  return was_noticed;
}

static void print_survivor(const struct mutant *mutant, const struct script *script, const char *path)
{
  g_autofree char *before = script_line(script, mutant->line), *after = mutant_line(mutant, script);
  g_autofree char *what = mutant_text(mutant, script), *clean = text_clean(what, LIMIT_TEXT);
  g_autofree char *clean_before = text_clean(g_strstrip(before), LIMIT_TEXT);
  g_autofree char *clean_after = text_clean(g_strstrip(after), LIMIT_TEXT);
  printf("# %s:%u:%u: no test notices %s (%s)\n#   before: %s\n#   after:  %s\n", path, mutant->line,
         mutant->column, clean, mutant->kind, clean_before, clean_after);
}

void mutate_policy(struct deadline *deadline, const struct pack_text *pack, const struct pack_file *file,
                   const char *test_path, struct mutation_score *score)
{
  g_autofree char *path = g_build_filename(pack->folder, file->name, NULL);
  struct script *script = script_new(file->text, file->length);
  struct syntax *syntax = syntax_new(script);
  g_autoptr(GPtrArray) mutants = syntax ? mutants_of(syntax) : g_ptr_array_new();
  struct mutation_score own = {.mutants = mutants->len};
  for (guint i = 0; i < mutants->len; i++) {
    const struct mutant *mutant = g_ptr_array_index(mutants, i);
    struct pack_file other = {.name = file->name};
    other.text = mutant_apply(mutant, script, &other.length);
    if (is_noticed(deadline, pack, &other, test_path))
      own.killed++;
    else
      print_survivor(mutant, script, path);
    g_free(other.text);
  }
  g_autofree char *text = mutation_score_text(&own);
  printf("# %s: %s\n", path, text);
  score->mutants += own.mutants;
  score->killed += own.killed;
  g_clear_pointer(&syntax, syntax_free);
  script_free(script);
}

char *mutation_score_text(const struct mutation_score *score)
{
  return g_strdup_printf("%u of %u mutants killed (%.1f %%)", score->killed, score->mutants,
                         score->mutants > 0 ? 100.0 * score->killed / score->mutants : 100.0);
}
