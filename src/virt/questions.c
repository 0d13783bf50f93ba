#include "virt/questions.h"

#include "virt/outbox.h"

struct questions {
  GHashTable *endpoints;
  struct channel *channel;
  GPtrArray *asked; /* struct question whose threads have not come back */
};

struct question {
  struct questions *questions;
  const struct question_kind *kind;
  guint64 id;
  struct endpoint *host;
  char *uuid;
  guint seconds, patience_sec;
  gint64 asked_us;
  gboolean answered; /* the main thread's */
  gpointer answer;   /* the question's thread's until it comes back; NULL: there is a problem */
  char *problem;
};

static void question_free(gpointer data)
{
  struct question *question = data;
  if (question->answer)
    question->kind->free(question->answer);
  g_free(question->problem);
  g_free(question->uuid);
  g_free(question);
}

struct questions *questions_new(GHashTable *endpoints, struct channel *channel)
{
  struct questions *questions = g_new0(struct questions, 1);
  questions->endpoints = endpoints;
  questions->channel = channel;
  questions->asked = g_ptr_array_new_with_free_func(question_free);
  return questions;
}

static void on_returned(gpointer user)
{
  struct question *question = user;
  struct questions *questions = question->questions;
  if (!question->answered && question->answer)
    question->kind->answer(questions->channel, question->id, question->answer);
  else if (!question->answered)
    question->kind->refuse(questions->channel, question->id, question->problem);
  g_ptr_array_remove_fast(questions->asked, question);
}

static gpointer ask(gpointer user)
{
  struct question *question = user;
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(question->host, &error);
  if (connection)
    question->answer = question->kind->ask(connection, question->uuid, question->seconds);
  else
    question->problem = g_strdup(error->message);
  endpoint_return(question->host, connection);
  outbox_call(on_returned, question);
  return NULL;
}

/* Why it is not asked; NULL: it is. */
static const char *obstacle(const struct questions *questions, const struct question_kind *kind,
                            const struct endpoint *host, const char *uuid)
{
  guint hanging = 0;
  if (!host)
    return "the host is not configured";
  if (!g_uuid_string_is_valid(uuid))
    return "that is not the UUID of a guest";
  for (guint i = 0; i < questions->asked->len; i++) {
    const struct question *other = questions->asked->pdata[i];
    hanging += other->host == host && other->answered ? 1 : 0;
    if (kind->alone && other->kind == kind && g_ascii_strcasecmp(other->uuid, uuid) == 0)
      return "the same has been asked of this guest and is not answered yet";
  }
  return hanging >= QUESTIONS_HANGING_MAX ? "the host has not answered earlier questions yet" : NULL;
}

void questions_take(struct questions *questions, const struct question_kind *kind, const struct question_order *order)
{
  struct endpoint *host = g_hash_table_lookup(questions->endpoints, order->host);
  const char *reason = obstacle(questions, kind, host, order->uuid);
  if (reason) {
    kind->refuse(questions->channel, order->id, reason);
    return;
  }
  struct question *question = g_new0(struct question, 1);
  question->questions = questions;
  question->kind = kind;
  question->id = order->id;
  question->host = host;
  question->uuid = g_strdup(order->uuid);
  question->seconds = order->seconds;
  question->patience_sec = order->patience_sec;
  question->asked_us = g_get_monotonic_time();
  g_ptr_array_add(questions->asked, question);
  g_thread_unref(g_thread_new(kind->name, ask, question));
}

void questions_check(struct questions *questions)
{
  gint64 now_us = g_get_monotonic_time();
  for (guint i = 0; i < questions->asked->len; i++) {
    struct question *question = questions->asked->pdata[i];
    if (question->answered || now_us - question->asked_us <= question->patience_sec * G_USEC_PER_SEC)
      continue;
    g_autofree char *reason =
        g_strdup_printf("libvirtd at %s did not answer within %u s", question->host->uri, question->patience_sec);
    question->kind->refuse(questions->channel, question->id, reason);
    question->answered = TRUE;
  }
}
