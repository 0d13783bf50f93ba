#include "config/commands.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOWN_MAX 60

static char *path_problem(const char *path)
{
  struct stat status;
  g_autofree char *shown = text_clean(path, SHOWN_MAX);
  if (path[0] != '/')
    return g_strdup_printf("the program \"%s\" must be an absolute path: begin it with '/'", shown);
  if (strstr(path, "%{"))
    return g_strdup_printf("the program \"%s\" must stand there as it is: macros are for the words behind it", shown);
  if (stat(path, &status) == 0 && status.st_mode & S_IWOTH)
    return g_strdup_printf("everybody on this machine may change the program: chmod o-w %s", shown);
  return NULL;
}

/* "tip.id, tip.policy, ...". Caller frees. */
static char *known_macros(void)
{
  const char *names[PROGRAM_MACROS + 1] = {NULL};
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++)
    names[macro] = program_macro_name(macro);
  return g_strjoinv(", ", (char **)names);
}

char *command_word_problem(const char *word, gboolean is_program)
{
  g_autofree char *unknown = NULL;
  if (is_program)
    return path_problem(word);
  if (program_word_is_sound(word, &unknown))
    return NULL;
  g_autofree char *known = known_macros(), *shown = text_clean(unknown, SHOWN_MAX);
  return g_strdup_printf("unknown macro %%{%s}: known are %s", shown, known);
}

char *command_trouble(const struct program *program)
{
  const char *path = program->words->pdata[0];
  struct stat status;
  if (stat(path, &status) != 0)
    return g_strdup(g_strerror(errno));
  if (status.st_mode & S_IWOTH)
    return g_strdup("everybody on this machine may change it");
  if (!S_ISREG(status.st_mode))
    return g_strdup("it is no regular file");
  return access(path, X_OK) == 0 ? NULL : g_strdup("it is not executable");
}
