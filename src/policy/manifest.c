#include "policy/manifest.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/object.h"

#include <string.h>
#include <yaml.h>

static const char *const keys[] = {"name", "version", "vendor", "description", NULL};
#define KEYS (G_N_ELEMENTS(keys) - 1)

struct reader {
  yaml_parser_t parser;
  const char *path;
  gboolean in_mapping;
  int key;                 /* whose value comes next; -1: a key comes next */
  char *values[KEYS];
  gsize lines[KEYS]; /* where each was given; 0 not yet */
};

void manifest_free(struct manifest *manifest)
{
  if (!manifest)
    return;
  g_free(manifest->name);
  g_free(manifest->version);
  g_free(manifest->vendor);
  g_free(manifest->description);
  g_free(manifest);
}

/* libyaml counts from 0. */
static gboolean refuse(const struct reader *reader, yaml_mark_t mark, GError **error, const char *sentence)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%zu:%zu: %s", reader->path, mark.line + 1,
              mark.column + 1, sentence);
  return FALSE;
}

static gboolean take_key(struct reader *reader, const yaml_event_t *event, GError **error)
{
  const char *text = (const char *)event->data.scalar.value;
  for (guint i = 0; i < KEYS; i++) {
    if (strcmp(keys[i], text) != 0)
      continue;
    g_autofree char *twice =
        g_strdup_printf("%s is given twice, first in line %zu", text, reader->lines[i]);
    if (reader->lines[i] > 0)
      return refuse(reader, event->start_mark, error, twice);
    reader->lines[i] = event->start_mark.line + 1;
    reader->key = (int)i;
    return TRUE;
  }
  g_autofree char *clean = text_clean(text, LIMIT_NAME);
  const char *nearest = nearest_name(text, keys);
  g_autofree char *sentence = nearest ? g_strdup_printf("unknown key %s; did you mean %s?", clean, nearest)
                                      : g_strdup_printf("unknown key %s", clean);
  return refuse(reader, event->start_mark, error, sentence);
}

static gboolean take_scalar(struct reader *reader, const yaml_event_t *event, GError **error)
{
  if (event->data.scalar.anchor || event->data.scalar.tag)
    return refuse(reader, event->start_mark, error, "anchors and tags are not allowed");
  if (!reader->in_mapping)
    return refuse(reader, event->start_mark, error, "expected lines of the form KEY: TEXT");
  if (reader->key < 0)
    return take_key(reader, event, error);
  reader->values[reader->key] = text_clean((const char *)event->data.scalar.value, LIMIT_TEXT);
  reader->key = -1;
  return TRUE;
}

static gboolean take_event(struct reader *reader, const yaml_event_t *event, GError **error)
{
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    return take_scalar(reader, event, error);
  case YAML_MAPPING_START_EVENT:
    if (reader->in_mapping || event->data.mapping_start.anchor || event->data.mapping_start.tag)
      return refuse(reader, event->start_mark, error, "expected a plain text here");
    reader->in_mapping = TRUE;
    return TRUE;
  case YAML_SEQUENCE_START_EVENT:
  case YAML_ALIAS_EVENT:
    return refuse(reader, event->start_mark, error, "expected a plain text here");
  default:
    return TRUE;
  }
}

static gboolean read_events(struct reader *reader, GError **error)
{
  gboolean sound = TRUE, ended = FALSE;
  while (sound && !ended) {
    yaml_event_t event;
    if (!yaml_parser_parse(&reader->parser, &event))
      return refuse(reader, reader->parser.problem_mark, error,
                    reader->parser.problem ? reader->parser.problem : "is not YAML");
    sound = take_event(reader, &event, error);
    ended = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  return sound;
}

static gboolean require(const struct reader *reader, guint key, gboolean sound, const char *form,
                        GError **error)
{
  if (sound)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%zu: %s must be %s", reader->path,
              MAX(reader->lines[key], 1), keys[key], form);
  return FALSE;
}

static gboolean is_sound(const struct reader *reader, GError **error)
{
  const char *name = reader->values[0], *version = reader->values[1];
  return require(reader, 0, name && name_is_valid(name), "1 to 63 letters, digits, '.', '_' or '-'",
                 error) &&
         require(reader, 1, version && name_is_valid(version), "a version such as 1.0", error);
}

static char *take_value(struct reader *reader, guint key)
{
  char *value = g_steal_pointer(&reader->values[key]);
  return value ? value : g_strdup("");
}

static struct manifest *parse(const char *path, const char *text, gsize length, GError **error)
{
  struct reader reader = {.path = path, .key = -1};
  if (!yaml_parser_initialize(&reader.parser))
    g_error("no memory for a YAML parser");
  yaml_parser_set_input_string(&reader.parser, (const guint8 *)text, length);
  struct manifest *manifest = NULL;
  if (read_events(&reader, error) && is_sound(&reader, error)) {
    manifest = g_new0(struct manifest, 1);
    manifest->name = take_value(&reader, 0);
    manifest->version = take_value(&reader, 1);
    manifest->vendor = take_value(&reader, 2);
    manifest->description = take_value(&reader, 3);
  }
  for (guint i = 0; i < KEYS; i++)
    g_free(reader.values[i]);
  yaml_parser_delete(&reader.parser);
  return manifest;
}

struct manifest *manifest_load(const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename(folder, MANIFEST_FILE, NULL);
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents(path, &text, &length, error)) {
    g_prefix_error(error, "%s: ", path);
    return NULL;
  }
  if (length <= MANIFEST_MAX)
    return parse(path, text, length, error);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "%s: is larger than %d KiB", path,
              MANIFEST_MAX >> 10);
  return NULL;
}
