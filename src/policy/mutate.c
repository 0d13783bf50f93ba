#include "policy/mutate.h"

#include "base/limits.h"
#include "base/text.h"
#include "policy/mutant.h"
#include "policy/test_file.h"

#include <stdio.h>
#include <string.h>

static void on_result(const struct test_result *result, gpointer was_noticed)
{
  if (result->why)
    *(gboolean *)was_noticed = TRUE;
}

/* Adds the files, with `other` in the place of the one of its name. */
static void add_files(GPtrArray *to, const GPtrArray *files, const struct pack_file *other)
{
  for (guint i = 0; i < files->len; i++) {
    const struct pack_file *file = files->pdata[i];
    const struct pack_file *added = strcmp(file->name, other->name) == 0 ? other : file;
    pack_text_add(to, added->name, added->text, added->length, added->fault);
  }
}

/* Whether a test fails with this text in the place of the file's. */
static gboolean is_noticed(const struct mutation *mutation, const struct pack_file *other)
{
  const struct pack_text *pack = mutation->pack;
  gboolean was_noticed = FALSE;
  struct pack_text *mutated = pack_text_new(pack->folder, pack->name, pack->version, pack->fault);
  pack_text_declare(mutated, pack->capabilities);
  add_files(mutated->files, pack->files, other);
  add_files(mutated->libraries, pack->libraries, other);
  for (guint i = 0; !was_noticed && i < mutation->tests->len; i++) {
    const struct test_file file = {.deadline = mutation->deadline, .pack = mutated, .path = mutation->tests->pdata[i],
                                   .stops = TRUE, .told = on_result, .user = &was_noticed};
    test_file_run(&file);
  }
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

void mutate_file(const struct mutation *mutation, struct mutation_score *score)
{
  const struct pack_file *file = mutation->file;
  g_autofree char *path = g_build_filename(mutation->pack->folder, file->name, NULL);
  struct script *script = script_new(file->text, file->length);
  struct syntax *syntax = syntax_new(script);
  g_autoptr(GPtrArray) mutants = syntax ? mutants_of(syntax) : g_ptr_array_new();
  struct mutation_score own = {.mutants = mutants->len};
  for (guint i = 0; i < mutants->len; i++) {
    const struct mutant *mutant = g_ptr_array_index(mutants, i);
    char no_fault[] = "";
    struct pack_file other = {.name = file->name, .fault = no_fault};
    other.text = mutant_apply(mutant, script, &other.length);
    if (is_noticed(mutation, &other))
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
