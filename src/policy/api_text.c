/* Prints what is made of api.def: `api-text annotations`, or `api-text manual LIST`. Used while provost is built. */
#include "policy/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  guint owners;
  gboolean functions;
} lists[] = {
    {"fields", OF_SUBJECT | OF_PART, FALSE}, {"methods", OF_SUBJECT | OF_PART, TRUE}, {"window", OF_WINDOW, TRUE},
    {"baseline", OF_BASELINE, TRUE},         {"provost", OF_PROVOST, TRUE},          {"test", OF_TEST, TRUE},
};

int main(int argc, char **argv)
{
  g_autofree char *text = NULL;
  if (argc == 2 && strcmp(argv[1], "annotations") == 0)
    text = api_annotations();
  for (guint i = 0; argc == 3 && strcmp(argv[1], "manual") == 0 && i < G_N_ELEMENTS(lists); i++)
    if (strcmp(lists[i].name, argv[2]) == 0)
      text = api_manual(lists[i].owners, lists[i].functions);
  if (!text) {
    fputs("usage: api-text annotations | api-text manual fields|methods|window|baseline|provost|test\n", stderr);
    return 2;
  }
  return fputs(text, stdout) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
