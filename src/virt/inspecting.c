#include "virt/inspecting.h"

#include "virt/endpoint.h"
#include "virt/look.h"
#include "virt/outbox.h"

struct inspecting {
  GHashTable *endpoints;
  struct channel *channel;
  GPtrArray *questions; /* struct question whose threads have not come back */
};

struct question {
  struct inspecting *inspecting;
  guint64 id;
  struct endpoint *host;
  char *uuid;
  gint64 asked_us;
  gboolean answered; /* the main thread's */
  struct look look;  /* the question's thread's until it comes back */
};

static void question_free(gpointer data)
{
  struct question *question = data;
  look_done(&question->look);
  g_free(question->uuid);
  g_free(question);
}

struct inspecting *inspecting_new(GHashTable *endpoints, struct channel *channel)
{
  struct inspecting *inspecting = g_new0(struct inspecting, 1);
  inspecting->endpoints = endpoints;
  inspecting->channel = channel;
  inspecting->questions = g_ptr_array_new_with_free_func(question_free);
  return inspecting;
}

static void answer(struct inspecting *inspecting, guint64 id, const struct look *look)
{
  const struct sighting *sighting = &look->sighting;
  channel_send(inspecting->channel, MESSAGE_INSPECTED,
               g_variant_new("(tyyybbs)", id, (guchar)look->presence, (guchar)sighting->state,
                             (guchar)sighting->reason, look->job, sighting->persistent, look->error));
}

static void answer_unknown(struct inspecting *inspecting, guint64 id, const char *reason)
{
  struct look look;
  look_unknown(&look, reason);
  answer(inspecting, id, &look);
  look_done(&look);
}

static void on_returned(gpointer user)
{
  struct question *question = user;
  if (!question->answered)
    answer(question->inspecting, question->id, &question->look);
  g_ptr_array_remove_fast(question->inspecting->questions, question);
}

static gpointer ask(gpointer user)
{
  struct question *question = user;
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(question->host, &error);
  if (connection)
    look_at(connection, question->uuid, &question->look);
  else
    look_unknown(&question->look, error->message);
  endpoint_return(question->host, connection);
  outbox_call(on_returned, question);
  return NULL;
}

static guint count_hanging(const struct inspecting *inspecting, const struct endpoint *host)
{
  guint hanging = 0;
  for (guint i = 0; i < inspecting->questions->len; i++) {
    const struct question *question = inspecting->questions->pdata[i];
    hanging += question->host == host && question->answered ? 1 : 0;
  }
  return hanging;
}

void inspecting_take(struct inspecting *inspecting, GVariant *body)
{
  guint64 id;
  const char *subject, *uuid;
  g_variant_get(body, "(t&s&s)", &id, &subject, &uuid);
  struct endpoint *host = g_hash_table_lookup(inspecting->endpoints, subject);
  if (!host || !g_uuid_string_is_valid(uuid)) {
    answer_unknown(inspecting, id, host ? "that is not the UUID of a guest" : "the host is not configured");
    return;
  }
  if (count_hanging(inspecting, host) >= INSPECTING_HANGING_MAX) {
    answer_unknown(inspecting, id, "the host has not answered earlier questions yet");
    return;
  }
  struct question *question = g_new0(struct question, 1);
  question->inspecting = inspecting;
  question->id = id;
  question->host = host;
  question->uuid = g_strdup(uuid);
  question->asked_us = g_get_monotonic_time();
  g_ptr_array_add(inspecting->questions, question);
  g_thread_unref(g_thread_new("inspect", ask, question));
}

void inspecting_check(struct inspecting *inspecting)
{
  gint64 oldest_us = g_get_monotonic_time() - INSPECTING_DEADLINE_SEC * G_USEC_PER_SEC;
  for (guint i = 0; i < inspecting->questions->len; i++) {
    struct question *question = inspecting->questions->pdata[i];
    if (question->answered || question->asked_us > oldest_us)
      continue;
    g_autofree char *reason = g_strdup_printf("libvirtd at %s did not answer within %d s",
                                              question->host->uri, INSPECTING_DEADLINE_SEC);
    answer_unknown(inspecting, question->id, reason);
    question->answered = TRUE;
  }
}
