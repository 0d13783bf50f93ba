#include "scenes.h"

#include "folder.h"
#include "unit.h"

struct scenario *scene_try(const char *text, GPtrArray *errors)
{
  g_autofree char *folder = g_dir_make_tmp("provost-scene-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "scenario.yaml", NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  struct scenario *scenario = scenario_read(path, errors);
  folder_remove(folder);
  for (guint i = 0; i < errors->len; i++) {
    char *error = errors->pdata[i], *begin = strstr(error, "scenario.yaml:");
    assert_non_null(begin);
    errors->pdata[i] = g_strdup(begin);
    g_free(error);
  }
  return scenario;
}

struct scenario *scene_read(const char *text)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct scenario *scenario = scene_try(text, errors);
  if (!scenario)
    fail_msg("the scenario is refused: %s", (char *)errors->pdata[0]);
  return scenario;
}
