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
  struct endpoint *host, *to; /* `to`: NULL where one host is asked */
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

static void ask_both(struct question *question, virConnectPtr connection)
{
  g_autoptr(GError) error = NULL;
  virConnectPtr to = question->to ? endpoint_borrow(question->to, &error) : NULL;
  const struct question_scene scene = {
      .connection = connection,
      .to = to,
      .host = endpoint_name(question->host),
      .other_host = question->to ? endpoint_name(question->to) : "",
      .uuid = question->uuid,
      .seconds = question->seconds,
  };
  if (to || !question->to)
    question->answer = question->kind->ask(&scene);
  else
    question->problem = g_strdup(error->message);
  endpoint_return(question->to, to);
}

static gpointer ask(gpointer user)
{
  struct question *question = user;
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(question->host, &error);
  if (connection)
    ask_both(question, connection);
  else
    question->problem = g_strdup(error->message);
  endpoint_return(question->host, connection);
  outbox_call(on_returned, question);
  return NULL;
}

static gboolean asks_host(const struct question *question, const struct endpoint *host)
{
  return host && (question->host == host || question->to == host);
}

/* Why it is not asked; NULL: it is. */
static const char *obstacle(const struct questions *questions, const struct question *wanted, gboolean needs_to)
{
  guint hanging = 0, hanging_there = 0;
  if (!wanted->host || (needs_to && !wanted->to))
    return "the host is not configured";
  if (wanted->host == wanted->to)
    return "the guest is to go to another host";
  if (!g_uuid_string_is_valid(wanted->uuid))
    return "that is not the UUID of a guest";
  for (guint i = 0; i < questions->asked->len; i++) {
    const struct question *other = questions->asked->pdata[i];
    hanging += asks_host(other, wanted->host) && other->answered ? 1 : 0;
    hanging_there += asks_host(other, wanted->to) && other->answered ? 1 : 0;
    if (wanted->kind->alone && other->kind == wanted->kind && g_ascii_strcasecmp(other->uuid, wanted->uuid) == 0)
      return "the same has been asked of this guest and is not answered yet";
  }
  return MAX(hanging, hanging_there) >= QUESTIONS_HANGING_MAX ? "the host has not answered earlier questions yet"
                                                              : NULL;
}

void questions_take(struct questions *questions, const struct question_kind *kind, const struct question_order *order)
{
  struct question *question = g_new0(struct question, 1);
  question->questions = questions;
  question->kind = kind;
  question->id = order->id;
  question->host = g_hash_table_lookup(questions->endpoints, order->host);
  question->to = order->to ? g_hash_table_lookup(questions->endpoints, order->to) : NULL;
  question->uuid = g_strdup(order->uuid);
  question->seconds = order->seconds;
  question->patience_sec = order->patience_sec;
  question->asked_us = g_get_monotonic_time();
  const char *reason = obstacle(questions, question, order->to != NULL);
  if (reason) {
    kind->refuse(questions->channel, order->id, reason);
    question_free(question);
    return;
  }
  g_ptr_array_add(questions->asked, question);
  g_thread_unref(g_thread_new(kind->name, ask, question));
}

static char *silence(const struct question *question)
{
  g_autofree char *there = question->to ? g_strdup_printf(" or %s", question->to->uri) : g_strdup("");
  return g_strdup_printf("libvirtd at %s%s did not answer within %u s", question->host->uri, there,
                         question->patience_sec);
}

void questions_check(struct questions *questions)
{
  gint64 now_us = g_get_monotonic_time();
  for (guint i = 0; i < questions->asked->len; i++) {
    struct question *question = questions->asked->pdata[i];
    if (question->answered || now_us - question->asked_us <= question->patience_sec * G_USEC_PER_SEC)
      continue;
    g_autofree char *reason = silence(question);
    question->kind->refuse(questions->channel, question->id, reason);
    question->answered = TRUE;
  }
}
