#include "replay/scene.h"

#include "base/text.h"

#include <string.h>

struct actor {
  struct scene_subject row; /* as it is now */
  enum subject_kind kind;
  gboolean is_heard;
  gint64 heard_sec; /* last; G_MININT64 never */
};

struct scene {
  GPtrArray *actors;     /* struct actor */
  GHashTable *by_subject;
  GPtrArray *by_object;  /* the actor of each of the objects, NULL for a part; borrowed */
  const GPtrArray *moves;
  gboolean has_begun;
  guint next_move;
};

struct scene_subject *scene_subject_new(const char *subject, const char *name, const char *parent, const char *state)
{
  struct scene_subject *row = g_new(struct scene_subject, 1);
  *row = (struct scene_subject){g_strdup(subject), g_strdup(name), g_strdup(parent), g_strdup(state), NULL};
  return row;
}

static void row_clear(struct scene_subject *row)
{
  g_free(row->subject);
  g_free(row->name);
  g_free(row->parent);
  g_free(row->state);
  g_clear_pointer(&row->said, g_variant_unref);
}

void scene_subject_free(gpointer data)
{
  row_clear(data);
  g_free(data);
}

void scene_move_free(gpointer data)
{
  struct scene_move *move = data;
  g_free(move->guest);
  g_free(move->from);
  g_free(move->to);
  g_free(move);
}

static void actor_free(gpointer data)
{
  row_clear(&((struct actor *)data)->row);
  g_free(data);
}

static void add_actor(struct scene *scene, const struct object *object, const struct scene_subject *row)
{
  if (g_hash_table_contains(scene->by_subject, row->subject))
    return;
  struct actor *actor = g_new0(struct actor, 1);
  actor->row = (struct scene_subject){g_strdup(row->subject), g_strdup(row->name), g_strdup(row->parent),
                                      g_strdup(row->state), row->said ? g_variant_ref(row->said) : NULL};
  actor->kind = object->kind;
  actor->heard_sec = G_MININT64;
  g_ptr_array_add(scene->actors, actor);
  g_hash_table_insert(scene->by_subject, actor->row.subject, actor);
}

struct scene *scene_new(const GPtrArray *known, const GPtrArray *moves, const GPtrArray *objects)
{
  struct scene *scene = g_new0(struct scene, 1);
  struct object object;
  scene->actors = g_ptr_array_new_with_free_func(actor_free);
  scene->by_subject = g_hash_table_new(g_str_hash, g_str_equal);
  scene->by_object = g_ptr_array_new();
  scene->moves = moves;
  for (guint i = 0; i < known->len; i++) {
    const struct scene_subject *row = known->pdata[i];
    if (object_parse(row->subject, &object) && !object.instance[0])
      add_actor(scene, &object, row);
  }
  for (guint i = 0; i < objects->len; i++) {
    gboolean is_subject = object_parse(objects->pdata[i], &object) && !object.instance[0];
    struct scene_subject row = {objects->pdata[i], object.key, (char *)"", (char *)"down", NULL};
    if (is_subject)
      add_actor(scene, &object, &row);
    g_ptr_array_add(scene->by_object, is_subject ? g_hash_table_lookup(scene->by_subject, row.subject) : NULL);
  }
  return scene;
}

void scene_free(struct scene *scene)
{
  g_ptr_array_unref(scene->by_object);
  g_hash_table_unref(scene->by_subject);
  g_ptr_array_unref(scene->actors);
  g_free(scene);
}

static gboolean put(char **text, const char *value)
{
  if (strcmp(*text, value) == 0)
    return FALSE;
  text_replace(text, value);
  return TRUE;
}

static gboolean place(struct scene *scene, const char *guest, const char *host)
{
  struct actor *actor = g_hash_table_lookup(scene->by_subject, guest);
  return actor && put(&actor->row.parent, host);
}

/* Undoes, once, all moves that are still to come; then makes each in its time. */
static gboolean make_moves(struct scene *scene, gint64 now_sec)
{
  gboolean is_changed = FALSE;
  for (guint i = scene->moves->len; !scene->has_begun && i-- > 0;) {
    const struct scene_move *move = scene->moves->pdata[i];
    is_changed |= place(scene, move->guest, move->from);
  }
  scene->has_begun = TRUE;
  for (; scene->next_move < scene->moves->len; scene->next_move++) {
    const struct scene_move *move = scene->moves->pdata[scene->next_move];
    if (move->at_sec > now_sec)
      break;
    is_changed |= place(scene, move->guest, move->to);
  }
  return is_changed;
}

static gboolean judge_state(const struct scene *scene, struct actor *actor)
{
  const struct actor *host = g_hash_table_lookup(scene->by_subject, actor->row.parent);
  if (actor->is_heard)
    return put(&actor->row.state, actor->kind == SUBJECT_GUEST ? "running" : "up");
  if (actor->kind != SUBJECT_GUEST)
    return put(&actor->row.state, "down");
  return (!host || host->kind != SUBJECT_HOST || host->is_heard) && put(&actor->row.state, "off");
}

gboolean scene_turn(struct scene *scene, const struct reel *reel, guint round, guint patience)
{
  gint64 now_sec = reel_stamp_sec(reel, round), step_sec = reel_step_sec(reel);
  gboolean is_changed = make_moves(scene, now_sec);
  for (guint i = 0; i < scene->by_object->len; i++) {
    struct actor *actor = scene->by_object->pdata[i];
    if (!actor)
      continue;
    if (reel_is_heard(reel, i, round))
      actor->heard_sec = now_sec;
    actor->is_heard = actor->heard_sec > now_sec - (gint64)patience * step_sec;
  }
  for (guint i = 0; i < scene->by_object->len; i++)
    if (scene->by_object->pdata[i])
      is_changed |= judge_state(scene, scene->by_object->pdata[i]);
  return is_changed;
}

static void add_row(GVariantBuilder *subjects, const struct actor *actor)
{
  gboolean ha = FALSE;
  g_autoptr(GVariant) labels = NULL, serves = NULL;
  if (actor->row.said)
    g_variant_get(actor->row.said, SCENE_SAID, &ha, &labels, &serves);
  if (labels)
    g_variant_builder_add(subjects, "(ssssb@a{ss}@as)", actor->row.subject, actor->row.name, actor->row.parent, actor->row.state, ha,
                          labels, serves);
  else
    g_variant_builder_add(subjects, "(ssssba{ss}as)", actor->row.subject, actor->row.name, actor->row.parent, actor->row.state, ha,
                          NULL, NULL);
}

GVariant *scene_message(const struct scene *scene)
{
  GVariantBuilder subjects;
  g_variant_builder_init(&subjects, G_VARIANT_TYPE("a(ssssba{ss}as)"));
  for (guint i = 0; i < scene->actors->len; i++)
    add_row(&subjects, scene->actors->pdata[i]);
  return g_variant_builder_end(&subjects);
}

gboolean scene_has(const struct scene *scene, const char *subject)
{
  return g_hash_table_contains(scene->by_subject, subject);
}

const char *scene_name(const struct scene *scene, const char *subject)
{
  const struct actor *actor = g_hash_table_lookup(scene->by_subject, subject);
  return actor ? actor->row.name : subject;
}

guint scene_count(const struct scene *scene, enum subject_kind kind)
{
  guint n = 0;
  for (guint i = 0; i < scene->actors->len; i++)
    n += ((const struct actor *)scene->actors->pdata[i])->kind == kind;
  return n;
}
