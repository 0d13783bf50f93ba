#include "model/metrics.h"

#include <string.h>

/* How the words of a metric's name read; NULL: it says a unit and is left out. */
static const struct {
  const char *word, *reads;
} words[] = {
    {"cpu", "CPU"}, {"mem", "memory"}, {"net", "network"}, {"rx", "received"},  {"tx", "sent"},    {"rd", "read"},
    {"wr", "write"}, {"rss", "RSS"},   {"pct", NULL},      {"bytes", NULL},     {"bits", NULL},    {"per", NULL},
    {"sec", NULL},   {"ms", NULL},
};

static const char *word_reads(const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i].word, word) == 0)
      return words[i].reads;
  return word;
}

char *metric_title(const struct metric *metric)
{
  const char *dot = strchr(metric->name, '.');
  g_auto(GStrv) parts = g_strsplit_set(dot ? dot + 1 : metric->name, "._", -1);
  g_autoptr(GString) title = g_string_new(NULL);
  for (char **part = parts; *part; part++) {
    const char *reads = word_reads(*part);
    if (reads)
      g_string_append_printf(title, "%s%s", title->len ? " " : "", reads);
  }
  return g_strdup(title->len ? title->str : metric->name);
}
