#include "virt/guest_survey.h"

#include "base/limits.h"
#include "virt/outbox.h"
#include "virt/owner.h"

#include <stdlib.h>

#define ROWS_MAX     32 /* of one message: with all names that a guest may need it is half of what may be sent */
#define SPREAD_PARTS 1024

struct guest_survey {
  const struct endpoint *endpoint;
  struct cpu_book *book;
  struct channel *channel;
  struct tally *tally;
  GHashTable *guests;   /* uuid -> struct surveyed */
  GVariantBuilder rows; /* of the message that is being made */
  guint n_rows;
};

/* A guest of the host. */
struct surveyed {
  gint64 due_us; /* monotonic */
  struct cpu_book *book;
  char *key; /* of the processor it holds there; NULL */
};

static void surveyed_free(gpointer data)
{
  struct surveyed *surveyed = data;
  if (surveyed->key)
    cpu_book_release(surveyed->book, surveyed->key);
  g_free(surveyed->key);
  g_free(surveyed);
}

struct guest_survey *guest_survey_new(const struct endpoint *endpoint, struct cpu_book *book, struct channel *channel,
                                      struct tally *tally)
{
  struct guest_survey *survey = g_new0(struct guest_survey, 1);
  survey->endpoint = endpoint;
  survey->book = book;
  survey->channel = channel;
  survey->tally = tally;
  survey->guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, surveyed_free);
  return survey;
}

void guest_survey_free(struct guest_survey *survey)
{
  g_hash_table_unref(survey->guests);
  g_free(survey);
}

static void begin_rows(struct guest_survey *survey)
{
  g_variant_builder_init(&survey->rows, G_VARIANT_TYPE("a(sbasasysss)"));
  survey->n_rows = 0;
}

static void send_rows(struct guest_survey *survey)
{
  if (survey->n_rows == 0)
    g_variant_builder_clear(&survey->rows);
  else
    outbox_post(survey->channel, MESSAGE_GUEST_NEEDS,
                g_variant_new("(sa(sbasasysss))", survey->endpoint->subject, &survey->rows));
}

static void add_row(struct guest_survey *survey, const char *uuid, const struct guest_needs *needs)
{
  g_variant_builder_add(&survey->rows, "(sb^as^asysss)", uuid, needs->is_running, needs->networks, needs->storage,
                        (guchar)needs->cpu, needs->cpu_key, needs->cpu_label, needs->owner);
  if (++survey->n_rows < ROWS_MAX)
    return;
  send_rows(survey);
  begin_rows(survey);
}

/* The guest holds what it needs now in the book, and no more what it needed before. */
static void hold(struct guest_survey *survey, struct surveyed *surveyed, struct guest_needs *needs,
                 struct cpu_question *question)
{
  gboolean is_held = question && cpu_book_hold(survey->book, question);
  if (question && !is_held) {
    needs->cpu = CPU_NEED_UNKNOWN;
    needs->cpu_key[0] = needs->cpu_label[0] = '\0';
  }
  if (surveyed->key)
    cpu_book_release(survey->book, surveyed->key);
  g_free(surveyed->key);
  surveyed->key = is_held ? g_strdup(question->key) : NULL;
}

static void read_guest(struct guest_survey *survey, virDomainPtr domain, const char *uuid, struct surveyed *surveyed)
{
  char *xml = virDomainGetXMLDesc(domain, 0);
  struct cpu_question *question = NULL;
  struct guest_needs *needs = xml ? definition_read(xml, &question) : NULL;
  if (needs)
    needs->owner = g_strdup(owner_read(xml));
  free(xml);
  tally_add(survey->tally, TALLY_DEFINITIONS, 1);
  guint64 period_us = SURVEY_GUEST_SEC * G_USEC_PER_SEC, spread_us = period_us / 2 / SPREAD_PARTS;
  surveyed->due_us = g_get_monotonic_time() + (gint64)(period_us - spread_us * (g_str_hash(uuid) % SPREAD_PARTS));
  if (!needs)
    return;
  hold(survey, surveyed, needs, question);
  add_row(survey, uuid, needs);
  guest_needs_free(needs);
  if (question)
    cpu_question_unref(question);
}

static struct surveyed *surveyed_of(struct guest_survey *survey, const char *uuid)
{
  struct surveyed *surveyed = g_hash_table_lookup(survey->guests, uuid);
  if (!surveyed) {
    surveyed = g_new0(struct surveyed, 1);
    surveyed->book = survey->book;
    g_hash_table_insert(survey->guests, g_strdup(uuid), surveyed);
  }
  return surveyed;
}

/* What a look at the guests is about. */
struct look_at {
  GHashTable *changed; /* UUIDs */
  gboolean all;
  GHashTable *seen; /* UUIDs of who is here */
};

static void look_at_guest(struct guest_survey *survey, virDomainPtr domain, const struct look_at *look)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  if (virDomainGetUUIDString(domain, uuid) < 0)
    return;
  struct surveyed *surveyed = surveyed_of(survey, uuid);
  g_hash_table_add(look->seen, g_strdup(uuid));
  if (look->all || surveyed->due_us <= g_get_monotonic_time() || g_hash_table_contains(look->changed, uuid))
    read_guest(survey, domain, uuid, surveyed);
}

static gboolean is_gone(gpointer uuid, gpointer surveyed, gpointer seen)
{
  (void)surveyed;
  return !g_hash_table_contains(seen, uuid);
}

void guest_survey_look(struct guest_survey *survey, virConnectPtr connection, GHashTable *changed, gboolean all)
{
  virDomainPtr *domains = NULL;
  int n = virConnectListAllDomains(connection, &domains, 0);
  if (n < 0)
    return;
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const struct look_at look = {changed, all, seen};
  begin_rows(survey);
  for (int i = 0; i < n; i++) {
    if (i < LIMIT_GUESTS_PER_HOST)
      look_at_guest(survey, domains[i], &look);
    virDomainFree(domains[i]);
  }
  free(domains);
  send_rows(survey);
  g_hash_table_foreach_remove(survey->guests, is_gone, seen);
}
