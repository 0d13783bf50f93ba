#include "virt/inspecting.h"

#include "virt/look.h"

static void answer(struct channel *channel, guint64 id, gconstpointer data)
{
  const struct look *look = data;
  const struct sighting *sighting = &look->sighting;
  channel_send(channel, MESSAGE_INSPECTED,
               g_variant_new("(tyyybbbsutts)", id, (guchar)look->presence, (guchar)sighting->state,
                             (guchar)sighting->reason, look->job, sighting->persistent, sighting->autostart,
                             sighting->name, sighting->vcpus, sighting->memory_bytes, look->cpu_ns, look->error));
}

static void refuse(struct channel *channel, guint64 id, const char *reason)
{
  struct look look;
  look_unknown(&look, reason);
  answer(channel, id, &look);
  look_done(&look);
}

static gpointer ask(const struct question_scene *scene)
{
  struct look *look = g_new(struct look, 1);
  look_at(scene->connection, scene->uuid, look);
  return look;
}

static void look_free(gpointer data)
{
  look_done(data);
  g_free(data);
}

void inspecting_take(struct questions *questions, GVariant *body)
{
  static const struct question_kind kind = {
      .name = "inspect", .ask = ask, .answer = answer, .refuse = refuse, .free = look_free};
  struct question_order order = {.patience_sec = INSPECTING_DEADLINE_SEC};
  g_variant_get(body, "(t&s&s)", &order.id, &order.host, &order.uuid);
  questions_take(questions, &kind, &order);
}
