#include "cli/colour.h"

#include <string.h>
#include <unistd.h>

/* What is as it should be and says so all day has none. */
static const struct {
  const char *word;
  enum colour colour;
} words[] = {
    {"critical", COLOUR_RED},    {"warning", COLOUR_YELLOW},   {"info", COLOUR_CYAN},
    /* hosts, clusters, devices, programs */
    {"down", COLOUR_RED},        {"partial", COLOUR_YELLOW},   {"connecting", COLOUR_YELLOW}, {"up", COLOUR_GREEN},
    /* guests */
    {"crashed", COLOUR_RED},     {"paused", COLOUR_YELLOW},    {"unknown", COLOUR_YELLOW},    {"running", COLOUR_GREEN},
    /* tips and actions */
    {"failed", COLOUR_RED},      {"ambiguous", COLOUR_RED},    {"open", COLOUR_YELLOW},       {"cancelled", COLOUR_YELLOW},
    {"accepted", COLOUR_CYAN},   {"planned", COLOUR_CYAN},     {"preparing", COLOUR_CYAN},    {"acting", COLOUR_CYAN},
    {"verifying", COLOUR_CYAN},  {"resolved", COLOUR_GREEN},   {"done", COLOUR_GREEN},
    /* policies, alerts */
    {"suspended", COLOUR_RED},   {"refused", COLOUR_RED},      {"disabled", COLOUR_YELLOW},   {"active", COLOUR_GREEN},
    {"ok", COLOUR_GREEN},
};

gboolean colour_is_wanted(void)
{
  const char *none = g_getenv("NO_COLOR"), *terminal = g_getenv("TERM");
  return isatty(STDOUT_FILENO) && !(none && *none) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

enum colour colour_of(const char *text)
{
  gsize length = strcspn(text, ",");
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    if (strlen(words[i].word) == length && strncmp(words[i].word, text, length) == 0)
      return words[i].colour;
  return COLOUR_NONE;
}

char *colour_paint(const char *text, enum colour colour)
{
  static const char *const codes[COLOURS] = {NULL, "31", "32", "33", "36"};
  return colour == COLOUR_NONE ? g_strdup(text) : g_strdup_printf("\033[%sm%s\033[0m", codes[colour], text);
}
