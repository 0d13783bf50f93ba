#include "base/installed.h"

#include <glib.h>

char *installed_path(const char *name, const char *folder)
{
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *own_folder = self ? g_path_get_dirname(self) : NULL;
  g_autofree char *beside = own_folder ? g_build_filename(own_folder, name, NULL) : NULL;
  if (beside && g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer(&beside);
  return g_build_filename(folder, name, NULL);
}
