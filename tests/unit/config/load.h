#pragma once
/*
 * Loads a configuration from a text or a file of bytes, in a folder of its own that is removed
 * again.
 */
#include "config/config.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

struct loaded {
  struct config *config; /* NULL: refused */
  GPtrArray *errors;     /* without the folder: "provost.yaml:1:2: ..." */
};

static inline struct loaded load_bytes(const char *bytes, gsize length, mode_t mode)
{
  g_autofree char *folder = g_dir_make_tmp("provost-config-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "provost.yaml", NULL);
  assert_true(
      g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_int_equal(g_chmod(path, mode), 0);
  struct loaded loaded = {.errors = g_ptr_array_new_with_free_func(g_free)};
  loaded.config = config_load(path, loaded.errors);
  for (guint i = 0; i < loaded.errors->len; i++) {
    char *error = loaded.errors->pdata[i];
    assert_true(g_str_has_prefix(error, folder));
    loaded.errors->pdata[i] = g_strdup(error + strlen(folder) + 1);
    g_free(error);
  }
  assert_true((loaded.config == NULL) == (loaded.errors->len > 0));
  g_remove(path);
  g_rmdir(folder);
  return loaded;
}

static inline struct loaded load_text(const char *text)
{
  return load_bytes(text, strlen(text), 0600);
}

static inline void loaded_done(struct loaded *loaded)
{
  config_free(loaded->config);
  g_ptr_array_unref(loaded->errors);
}

/* All errors, a line each. Caller frees. */
static inline char *loaded_errors(const struct loaded *loaded)
{
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < loaded->errors->len; i++)
    g_string_append_printf(all, "%s\n", (const char *)loaded->errors->pdata[i]);
  return g_string_free(all, FALSE);
}
