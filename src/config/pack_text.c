#include "config/pack_text.h"

#include "base/text.h"

#include <string.h>

#define LIBRARIES "lib"

GPtrArray *pack_files(const char *folder, const char *subfolder, const char *suffix)
{
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *path = g_build_filename(folder, subfolder, NULL);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;
  while (dir && files->len < PACK_FILES_MAX && (name = g_dir_read_name(dir)))
    if (name[0] != '.' && g_str_has_suffix(name, suffix))
      g_ptr_array_add(files, g_build_filename(path, name, NULL));
  g_ptr_array_sort(files, text_order);
  return files;
}

static void file_free(gpointer data)
{
  struct pack_file *file = data;
  g_free(file->name);
  g_free(file->text);
  g_free(file->fault);
  g_free(file);
}

struct pack_text *pack_text_new(const char *folder, const char *name, const char *version, const char *fault)
{
  struct pack_text *pack = g_rc_box_new0(struct pack_text);
  pack->folder = g_strdup(folder);
  pack->name = g_strdup(name);
  pack->version = g_strdup(version);
  pack->fault = g_strdup(fault);
  pack->capabilities = capabilities_new();
  pack->files = g_ptr_array_new_with_free_func(file_free);
  pack->libraries = g_ptr_array_new_with_free_func(file_free);
  return pack;
}

void pack_text_declare(struct pack_text *pack, const struct capabilities *capabilities)
{
  struct capabilities *former = pack->capabilities;
  pack->capabilities = capabilities_ref(capabilities);
  capabilities_unref(former);
}

void pack_text_add(GPtrArray *files, const char *name, const char *text, gsize length, const char *fault)
{
  struct pack_file *file = g_new0(struct pack_file, 1);
  file->name = g_strdup(name);
  file->text = g_malloc(length + 1);
  if (length > 0)
    memcpy(file->text, text, length);
  file->text[length] = '\0';
  file->length = length;
  file->fault = g_strdup(fault);
  g_ptr_array_add(files, file);
}

static void pack_text_clear(gpointer data)
{
  struct pack_text *pack = data;
  g_free(pack->folder);
  g_free(pack->name);
  g_free(pack->version);
  g_free(pack->fault);
  capabilities_unref(pack->capabilities);
  g_ptr_array_unref(pack->files);
  g_ptr_array_unref(pack->libraries);
}

struct pack_text *pack_text_ref(const struct pack_text *pack)
{
  return g_rc_box_acquire((gpointer)pack);
}

void pack_text_unref(struct pack_text *pack)
{
  if (pack)
    g_rc_box_release_full(pack, pack_text_clear);
}

/* Adds the file of that path below the pack's folder; the bytes of its text. */
static gsize read_file(GPtrArray *files, const char *subfolder, const char *path)
{
  g_autofree char *base = g_path_get_basename(path), *name = g_build_filename(subfolder, base, NULL);
  g_autofree char *text = NULL, *fault = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
    fault = g_strdup("is not a regular file");
  else if (!g_file_get_contents(path, &text, &length, &error))
    fault = g_strdup(error->message);
  else if (length > POLICY_FILE_MAX)
    fault = g_strdup_printf("is larger than %u KiB", POLICY_FILE_MAX >> 10);
  if (fault)
    length = 0;
  pack_text_add(files, name, text, length, fault ? fault : "");
  return length;
}

/* Adds the files of FOLDER/SUBFOLDER; adds up their bytes in *bytes, and stops where they are too many. */
static void read_files(GPtrArray *files, const char *folder, const char *subfolder, gsize *bytes)
{
  g_autoptr(GPtrArray) paths = pack_files(folder, subfolder, ".lua");
  for (guint i = 0; i < paths->len && *bytes <= PACK_TEXT_MAX; i++)
    *bytes += read_file(files, subfolder, paths->pdata[i]);
}

void pack_text_refuse(struct pack_text *pack, const char *fault)
{
  if (pack->fault[0])
    return;
  g_free(pack->fault);
  pack->fault = g_strdup(fault);
}

struct pack_text *pack_text_read(const char *folder, const struct manifest *manifest, const char *fault)
{
  if (!fault)
    fault = manifest && manifest->faults->len > 0 ? manifest->faults->pdata[0] : "";
  struct pack_text *pack =
      pack_text_new(folder, manifest ? manifest->name : "", manifest ? manifest->version : "", fault);
  if (manifest)
    pack_text_declare(pack, manifest->capabilities);
  gsize bytes = 0;
  read_files(pack->files, folder, "", &bytes);
  read_files(pack->libraries, folder, LIBRARIES, &bytes);
  if (bytes <= PACK_TEXT_MAX)
    return pack;
  g_ptr_array_set_size(pack->files, 0);
  g_ptr_array_set_size(pack->libraries, 0);
  g_autofree char *too_much =
      g_strdup_printf("%s: the files of this pack have more than %u MiB", folder, PACK_TEXT_MAX >> 20);
  pack_text_refuse(pack, too_much);
  return pack;
}

static GVariant *files_body(const GPtrArray *files)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(says)"));
  for (guint i = 0; i < files->len; i++) {
    const struct pack_file *file = files->pdata[i];
    g_variant_builder_add(&builder, "(s@ays)", file->name,
                          g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, file->text, file->length, 1), file->fault);
  }
  return g_variant_builder_end(&builder);
}

GVariant *pack_text_body(const struct pack_text *pack)
{
  return g_variant_new("(ssss@(basasu)@a(says)@a(says))", pack->folder, pack->name, pack->version, pack->fault,
                       capabilities_body(pack->capabilities), files_body(pack->files), files_body(pack->libraries));
}

static void files_of(GPtrArray *files, GVariantIter *rows)
{
  const char *name, *fault;
  GVariant *text;
  while (g_variant_iter_next(rows, "(&s@ay&s)", &name, &text, &fault)) {
    gsize length;
    gconstpointer bytes = g_variant_get_fixed_array(text, &length, 1);
    pack_text_add(files, name, bytes, length, fault);
    g_variant_unref(text);
  }
}

struct pack_text *pack_text_of(GVariant *body)
{
  const char *folder, *name, *version, *fault;
  g_autoptr(GVariant) declared = NULL;
  g_autoptr(GVariantIter) files = NULL, libraries = NULL;
  g_variant_get(body, "(&s&s&s&s@(basasu)a(says)a(says))", &folder, &name, &version, &fault, &declared, &files,
                &libraries);
  struct pack_text *pack = pack_text_new(folder, name, version, fault);
  capabilities_unref(pack->capabilities);
  pack->capabilities = capabilities_of(declared);
  files_of(pack->files, files);
  files_of(pack->libraries, libraries);
  return pack;
}

gboolean pack_file_equal(const struct pack_file *a, const struct pack_file *b)
{
  return strcmp(a->name, b->name) == 0 && strcmp(a->fault, b->fault) == 0 && a->length == b->length &&
         memcmp(a->text, b->text, a->length) == 0;
}

gboolean pack_files_equal(const GPtrArray *a, const GPtrArray *b)
{
  gboolean is_equal = a->len == b->len;
  for (guint i = 0; is_equal && i < a->len; i++)
    is_equal = pack_file_equal(a->pdata[i], b->pdata[i]);
  return is_equal;
}

gboolean pack_text_equal(const struct pack_text *a, const struct pack_text *b)
{
  return strcmp(a->folder, b->folder) == 0 && strcmp(a->name, b->name) == 0 && strcmp(a->version, b->version) == 0 &&
         strcmp(a->fault, b->fault) == 0 && capabilities_equal(a->capabilities, b->capabilities) &&
         pack_files_equal(a->files, b->files) &&
         pack_files_equal(a->libraries, b->libraries);
}

static const struct pack_file *file_of(const GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++) {
    const struct pack_file *file = files->pdata[i];
    if (strcmp(file->name, name) == 0)
      return file;
  }
  return NULL;
}

const struct pack_file *pack_text_file(const struct pack_text *pack, const char *name)
{
  return file_of(pack->files, name);
}

const struct pack_file *pack_text_library(const struct pack_text *pack, const char *name)
{
  g_autofree char *file = g_strconcat(LIBRARIES "/", name, ".lua", NULL);
  return file_of(pack->libraries, file);
}
