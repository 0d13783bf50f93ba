#include "config/problems.h"

#include "base/limits.h"
#include "base/text.h"

struct problem {
  guint line, column;
  guint nth; /* keeps the order among those of one place */
  char *sentence;
};

static void problem_free(gpointer data)
{
  struct problem *problem = data;
  g_free(problem->sentence);
  g_free(problem);
}

GPtrArray *problems_new(void)
{
  return g_ptr_array_new_with_free_func(problem_free);
}

void problem_add(GPtrArray *problems, guint line, guint column, const char *format, ...)
{
  struct problem *problem = g_new(struct problem, 1);
  va_list arguments;
  va_start(arguments, format);
  *problem = (struct problem){line, column, problems->len, g_strdup_vprintf(format, arguments)};
  va_end(arguments);
  g_ptr_array_add(problems, problem);
}

static gint by_place(gconstpointer left, gconstpointer right)
{
  const struct problem *a = *(const struct problem *const *)left;
  const struct problem *b = *(const struct problem *const *)right;
  if (a->line != b->line)
    return a->line < b->line ? -1 : 1;
  if (a->column != b->column)
    return a->column < b->column ? -1 : 1;
  return a->nth < b->nth ? -1 : a->nth > b->nth;
}

void problem_add_unknown_key(GPtrArray *problems, guint line, guint column, const char *key, const char *const *known)
{
  g_autofree char *clean = text_clean(key, LIMIT_NAME);
  const char *nearest = nearest_name(key, known);
  problem_add(problems, line, column, "unknown key %s%s%s%s", clean, nearest ? "; did you mean " : "",
              nearest ? nearest : "", nearest ? "?" : "");
}

void problems_report(GPtrArray *problems, const char *file, GPtrArray *errors)
{
  g_ptr_array_sort(problems, by_place);
  for (guint i = 0; i < problems->len; i++) {
    const struct problem *problem = problems->pdata[i];
    if (problem->line == 0)
      g_ptr_array_add(errors, g_strdup_printf("%s: %s", file, problem->sentence));
    else
      g_ptr_array_add(errors, g_strdup_printf("%s:%u:%u: %s", file, problem->line, problem->column,
                                              problem->sentence));
  }
}
