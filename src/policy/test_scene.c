#include "policy/test_scene.h"

#include "model/traits.h"

#include <string.h>

struct test_scene {
  GPtrArray *subjects; /* struct test_subject */
};

static void subject_entry_free(gpointer data)
{
  struct test_subject *subject = data;
  g_free(subject->key);
  g_free(subject->name);
  g_free(subject->parent);
  g_free(subject->state);
  g_hash_table_unref(subject->labels);
  g_ptr_array_unref(subject->serves);
  g_free(subject);
}

struct test_scene *test_scene_new(void)
{
  struct test_scene *scene = g_new(struct test_scene, 1);
  scene->subjects = g_ptr_array_new_with_free_func(subject_entry_free);
  return scene;
}

void test_scene_free(struct test_scene *scene)
{
  g_ptr_array_unref(scene->subjects);
  g_free(scene);
}

static struct test_subject *find(const struct test_scene *scene, const char *key)
{
  for (guint i = 0; i < scene->subjects->len; i++) {
    struct test_subject *subject = g_ptr_array_index(scene->subjects, i);
    if (strcmp(subject->key, key) == 0)
      return subject;
  }
  return NULL;
}

struct test_subject *test_scene_take(struct test_scene *scene, const char *key, const char *name)
{
  struct test_subject *subject = find(scene, key);
  if (subject)
    return subject;
  subject = g_new0(struct test_subject, 1);
  subject->key = g_strdup(key);
  subject->name = g_strdup(name);
  subject->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  subject->serves = g_ptr_array_new_null_terminated(0, g_free, TRUE);
  g_ptr_array_add(scene->subjects, subject);
  return subject;
}

gboolean test_scene_remove(struct test_scene *scene, const char *key)
{
  struct test_subject *subject = find(scene, key);
  return subject && g_ptr_array_remove(scene->subjects, subject);
}

const char *test_scene_key(const struct test_scene *scene, enum subject_kind kind, const char *named)
{
  const char *only = NULL;
  guint n = 0;
  for (guint i = 0; i < scene->subjects->len; i++) {
    const struct test_subject *subject = g_ptr_array_index(scene->subjects, i);
    struct object object;
    if (named && strcmp(named, subject->key) == 0)
      return subject->key;
    if (object_parse(subject->key, &object) && object.kind == kind) {
      only = subject->key;
      n++;
    }
  }
  return !named && n == 1 ? only : NULL;
}

/* As rows have them; the strings are borrowed. */
static char **labels_pairs(GHashTable *labels)
{
  g_autofree const char **names = labels_names(labels);
  char **pairs = g_new0(char *, 2 * g_hash_table_size(labels) + 1);
  for (guint i = 0; names[i]; i++) {
    pairs[2 * i] = (char *)names[i];
    pairs[2 * i + 1] = g_hash_table_lookup(labels, names[i]);
  }
  return pairs;
}

void test_scene_show(const struct test_scene *scene, void (*take)(const struct subject_row *rows, gsize n, gpointer user),
                     gpointer user)
{
  guint n = scene->subjects->len;
  g_autofree struct subject_row *rows = g_new0(struct subject_row, n);
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) {
    const struct test_subject *subject = g_ptr_array_index(scene->subjects, i);
    rows[i] = (struct subject_row){.subject = subject->key,
                                   .name = subject->name,
                                   .parent = subject->parent ? subject->parent : "",
                                   .state = subject->state,
                                   .ha = subject->ha,
                                   .labels = labels_pairs(subject->labels),
                                   .serves = (const char **)subject->serves->pdata};
    g_ptr_array_add(owned, rows[i].labels);
  }
  take(rows, n, user);
}
