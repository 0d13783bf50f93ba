#include "rrd/litter.h"

#include <fts.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#define RANDOM_LETTERS 6

static gboolean is_litter(const char *name)
{
  const char *end = strrchr(name, '.');
  if (!end || strncmp(end, ".rrd", 4) != 0)
    return FALSE;
  end += 4;
  return strlen(end) == RANDOM_LETTERS &&
         strspn(end, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) == RANDOM_LETTERS;
}

void litter_remove(const char *directory)
{
  g_autofree char *root = g_strdup(directory);
  char *roots[] = {root, NULL};
  FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
  FTSENT *entry;
  while (tree && (entry = fts_read(tree)))
    if ((entry->fts_info == FTS_NSOK || entry->fts_info == FTS_F) && is_litter(entry->fts_name) &&
        unlink(entry->fts_path) == 0)
      g_message("removed %s, which a writer that was killed left half made", entry->fts_path);
  if (tree)
    fts_close(tree);
}
