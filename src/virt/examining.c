#include "virt/examining.h"

#include "virt/examination.h"

static void answer(struct channel *channel, guint64 id, gconstpointer data)
{
  const struct examination *examination = data;
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ys)"));
  for (guint i = 0; i < examination->findings->len; i++) {
    const struct finding *finding = &g_array_index(examination->findings, struct finding, i);
    g_variant_builder_add(&rows, "(ys)", (guchar)finding->obstacle, finding->text);
  }
  channel_send(channel, MESSAGE_EXAMINED,
               g_variant_new("(ta(ys)ss)", id, &rows, examination->owner, examination->problem));
}

static void refuse(struct channel *channel, guint64 id, const char *reason)
{
  channel_send(channel, MESSAGE_EXAMINED, g_variant_new("(ta(ys)ss)", id, NULL, "", reason));
}

static gpointer ask(const struct question_scene *scene)
{
  const struct examined_move move = {scene->connection, scene->to, scene->host, scene->other_host, scene->uuid};
  return examination_make(&move);
}

void examining_take(struct questions *questions, GVariant *body)
{
  static const struct question_kind kind = {
      .name = "examine", .ask = ask, .answer = answer, .refuse = refuse, .free = examination_free};
  struct question_order order = {.patience_sec = EXAMINING_DEADLINE_SEC};
  g_variant_get(body, "(t&s&s&s)", &order.id, &order.host, &order.uuid, &order.to);
  if (order.to[0] == '\0')
    order.to = NULL;
  questions_take(questions, &kind, &order);
}
