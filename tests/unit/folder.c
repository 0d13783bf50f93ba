#include "folder.h"

#include <glib/gstdio.h>

void folder_remove(const char *path)
{
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  const char *name;
  while (folder && (name = g_dir_read_name(folder))) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    if (g_unlink(inner) < 0)
      folder_remove(inner);
  }
  g_rmdir(path);
}
