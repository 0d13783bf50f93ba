#include "model/object.h"

#include <string.h>

static const struct {
  const char *name;
  enum object_class class;
} kinds[SUBJECT_KINDS] = {
    [SUBJECT_HOST] = {"host", CLASS_HOST},
    [SUBJECT_GUEST] = {"guest", CLASS_GUEST},
    [SUBJECT_CLUSTER] = {"cluster", CLASS_NONE},
    [SUBJECT_DEVICE] = {"device", CLASS_DEVICE},
    [SUBJECT_SERVICE] = {"service", CLASS_NONE},
};

const char *subject_kind_name(enum subject_kind kind)
{
  return kinds[kind].name;
}

gboolean subject_kind_parse(const char *name, enum subject_kind *kind)
{
  for (enum subject_kind k = 0; k < SUBJECT_KINDS; k++)
    if (strcmp(kinds[k].name, name) == 0) {
      *kind = k;
      return TRUE;
    }
  return FALSE;
}

enum object_class subject_class(enum subject_kind kind)
{
  return kinds[kind].class;
}

char *subject_format(enum subject_kind kind, const char *key)
{
  return g_strconcat(kinds[kind].name, ":", key, NULL);
}

const char *subject_key(const char *subject, enum subject_kind kind)
{
  gsize length = strlen(kinds[kind].name);
  return strncmp(subject, kinds[kind].name, length) == 0 && subject[length] == ':' ? subject + length + 1 : NULL;
}

static gboolean is_plain(char c)
{
  return (unsigned char)c >= 0x20 && c != 0x7f && c != '{' && c != '}' && c != '=';
}

static gboolean take_plain(const char *text, gsize length, char *out, gsize size)
{
  if (length == 0 || length >= size)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_plain(text[i]))
      return FALSE;
  memcpy(out, text, length);
  out[length] = '\0';
  return TRUE;
}

/* The class of the parts labelled `label` of subjects of class `whole`. */
static enum object_class part_class(enum object_class whole, const char *label, gsize length)
{
  guint count = object_class_count();
  for (enum object_class c = 0; c < count; c++) {
    const char *own = object_class_label(c);
    if (own && strlen(own) == length && memcmp(own, label, length) == 0 && object_class_whole(c) == whole)
      return c;
  }
  return CLASS_NONE;
}

static gboolean part_parse(const char *open, struct object *object)
{
  const char *equals = strchr(open, '=');
  gsize length = strlen(open);
  if (!equals || open[length - 1] != '}' || object->class == CLASS_NONE)
    return FALSE;
  object->class = part_class(object->class, open + 1, (gsize)(equals - open) - 1);
  gsize instance_length = length - 1 - (gsize)(equals + 1 - open);
  return object->class != CLASS_NONE &&
         take_plain(equals + 1, instance_length, object->instance, sizeof object->instance) &&
         (!object_class_only(object->class) || strcmp(object_class_only(object->class), object->instance) == 0);
}

gboolean object_parse(const char *text, struct object *object)
{
  const char *colon = strchr(text, ':');
  if (!colon || colon - text > 15 || strlen(text) > LIMIT_OBJECT)
    return FALSE;
  char kind[16];
  memcpy(kind, text, (gsize)(colon - text));
  kind[colon - text] = '\0';

  struct object parsed = {0};
  if (!subject_kind_parse(kind, &parsed.kind))
    return FALSE;
  parsed.class = kinds[parsed.kind].class;
  const char *key = colon + 1;
  gsize key_length = strcspn(key, "{");
  if (!take_plain(key, key_length, parsed.key, sizeof parsed.key))
    return FALSE;
  if (key[key_length] == '{' && !part_parse(key + key_length, &parsed))
    return FALSE;
  *object = parsed;
  return TRUE;
}

gboolean instance_is_valid(const char *text)
{
  char instance[LIMIT_INSTANCE + 1];
  return g_utf8_validate(text, -1, NULL) && take_plain(text, strlen(text), instance, sizeof instance);
}

char *object_part(const char *subject, enum object_class class, const char *instance)
{
  g_autofree char *clean = g_utf8_make_valid(instance, -1);
  for (char *p = clean; *p; p++)
    if (!is_plain(*p))
      *p = '_';
  if (strlen(clean) > LIMIT_INSTANCE)
    *g_utf8_find_prev_char(clean, clean + LIMIT_INSTANCE + 1) = '\0';
  return g_strdup_printf("%s{%s=%s}", subject, object_class_label(class), clean[0] ? clean : "_");
}

char *object_of(const char *subject, enum object_class class)
{
  if (!object_class_label(class))
    return g_strdup(subject);
  return object_class_only(class) ? object_part(subject, class, object_class_only(class)) : NULL;
}

gboolean object_carries(const struct object *object, enum metric_id metric)
{
  enum object_class class = metric_get(metric)->class;
  return class == object->class || (object_class_only(class) && object_class_whole(class) == object->class);
}

gboolean name_is_valid(const char *name)
{
  gsize length = strlen(name);
  if (length == 0 || length > LIMIT_NAME || name[0] == '-' || name[0] == '.')
    return FALSE;
  return strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == length;
}
