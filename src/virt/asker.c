#include "virt/asker.h"

#include "base/limits.h"
#include "virt/library.h"
#include "virt/outbox.h"
#include "virt/traits.h"

#define PERIOD_US (AGENT_PERIOD_SEC * G_USEC_PER_SEC)
#define RETRY_US  (ASKER_RETRY_SEC * G_USEC_PER_SEC)

/* A guest that runs on the host. */
struct asked {
  gint64 due_us; /* monotonic */
  gboolean answers;
  gboolean lacks_some;  /* its agent does not know all that it is asked */
  unsigned patient_id;  /* the run of the guest for which its agent's time was limited; 0: none */
  unsigned balloon_id;  /* and for which its balloon was seen to */
};

struct asker {
  struct endpoint *endpoint;
  struct allowance allowance;
  struct insides *insides;
  const struct clock *clock;
  struct tally tally;
  GHashTable *guests; /* uuid -> struct asked */
  gint64 list_us;     /* monotonic, when to read afresh which guests run */
};

/* What goes to the main loop: an answer, or who runs. */
struct news {
  struct insides *insides;
  const struct endpoint *host;
  char *uuid;
  struct guest_info *info;
  gint64 answered_us;
  GHashTable *running;
};

static void on_answer(gpointer user)
{
  struct news *news = user;
  insides_take(news->insides, news->host, news->uuid, news->info, news->answered_us);
  g_free(news->uuid);
  g_free(news);
}

static void on_running(gpointer user)
{
  struct news *news = user;
  insides_keep(news->insides, news->host, news->running);
  g_hash_table_unref(news->running);
  g_free(news);
}

static void say(const struct asker *asker, void (*run)(gpointer), const struct news *news)
{
  struct news *copy = g_memdup2(news, sizeof *news);
  copy->insides = asker->insides;
  copy->host = asker->endpoint;
  outbox_call(run, copy);
}

/* ---- who runs ------------------------------------------------------------------------------------ */

static GHashTable *read_running(virConnectPtr connection)
{
  virDomainPtr *domains = NULL;
  int n = virConnectListAllDomains(connection, &domains, VIR_CONNECT_LIST_DOMAINS_RUNNING);
  if (n < 0)
    return NULL;
  GHashTable *running = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < n; i++) {
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (i < LIMIT_GUESTS_PER_HOST && virDomainGetUUIDString(domains[i], uuid) == 0)
      g_hash_table_add(running, g_strdup(uuid));
    virDomainFree(domains[i]);
  }
  free(domains);
  return running;
}

static gboolean does_not_run(gpointer uuid, gpointer asked, gpointer running)
{
  (void)asked;
  return !g_hash_table_contains(running, uuid);
}

static gboolean list(struct asker *asker, virConnectPtr connection, gint64 now_us)
{
  GHashTable *running = read_running(connection);
  asker->list_us = now_us + PERIOD_US;
  if (!running)
    return FALSE;
  g_hash_table_foreach_remove(asker->guests, does_not_run, running);
  GHashTableIter iter;
  gpointer uuid;
  g_hash_table_iter_init(&iter, running);
  while (g_hash_table_iter_next(&iter, &uuid, NULL))
    if (!g_hash_table_contains(asker->guests, uuid)) {
      struct asked *asked = g_new0(struct asked, 1);
      asked->due_us = now_us;
      g_hash_table_insert(asker->guests, g_strdup(uuid), asked);
    }
  say(asker, on_running, &(struct news){.running = running});
  return TRUE;
}

/* ---- one question -------------------------------------------------------------------------------- */

/* libvirt would wait for an agent for ever. Set once in each run of a guest, for it is written to a file. */
static gboolean limit_patience(virDomainPtr domain, struct asked *asked)
{
  unsigned id = virDomainGetID(domain);
  if (asked->patient_id == id)
    return TRUE;
  if (virDomainAgentSetResponseTimeout(domain, ASKER_PATIENCE_SEC, 0) < 0)
    return FALSE;
  asked->patient_id = id;
  return TRUE;
}

/* An older agent lacks commands: then libvirt fails as a whole, but where everything is asked for it gives what there
 * is. One that hung is not made to hang twice. */
static gboolean read_guest_info(const struct asker *asker, virDomainPtr domain, struct asked *asked,
                                virTypedParameterPtr *params, int *n)
{
  gint64 begun_us = clock_monotonic_us(asker->clock);
  if (!asked->lacks_some && virDomainGetGuestInfo(domain, GUEST_INFO_TYPES, params, n, 0) == 0)
    return TRUE;
  if (!asked->lacks_some && clock_monotonic_us(asker->clock) - begun_us >= ASKER_PATIENCE_SEC * G_USEC_PER_SEC)
    return FALSE;
  asked->lacks_some = virDomainGetGuestInfo(domain, 0, params, n, 0) == 0;
  return asked->lacks_some;
}

static gboolean ask_agent(const struct asker *asker, virDomainPtr domain, const char *uuid, struct asked *asked)
{
  virTypedParameterPtr params = NULL;
  int n = 0;
  if (!limit_patience(domain, asked) || !read_guest_info(asker, domain, asked, &params, &n))
    return FALSE;
  say(asker, on_answer,
      &(struct news){
          .uuid = g_strdup(uuid),
          .info = guest_info_new(uuid, params, n),
          .answered_us = clock_monotonic_us(asker->clock),
      });
  virTypedParamsFree(params, n);
  return TRUE;
}

/* Once in each run of a guest: whoever switches its statistics off later has a reason. */
static void see_to_balloon(const struct asker *asker, virDomainPtr domain, const struct traits *traits,
                           struct asked *asked)
{
  unsigned id = virDomainGetID(domain);
  guint period_sec = asker->allowance.balloon_period_sec;
  if (period_sec == 0 || asked->balloon_id == id)
    return;
  asked->balloon_id = id;
  if (!traits->balloon_is_mute || virDomainSetMemoryStatsPeriod(domain, (int)period_sec, VIR_DOMAIN_AFFECT_LIVE) == 0)
    return;
  g_autofree char *problem = library_error();
  g_message("%s: the balloon of guest %s does not report: %s", endpoint_name(asker->endpoint), virDomainGetName(domain),
            problem);
}

/* What became of the question to its agent. */
enum outcome { OUTCOME_ANSWER, OUTCOME_SILENCE, OUTCOME_NOT_ASKED };

static enum outcome ask_domain(const struct asker *asker, virDomainPtr domain, const char *uuid, struct asked *asked)
{
  char *xml = virDomainGetXMLDesc(domain, 0);
  struct traits traits = traits_read(xml ? xml : "");
  free(xml);
  see_to_balloon(asker, domain, &traits, asked);
  if (!asker->allowance.agents || !traits.agent_listens)
    return OUTCOME_NOT_ASKED;
  return ask_agent(asker, domain, uuid, asked) ? OUTCOME_ANSWER : OUTCOME_SILENCE;
}

/* Why there is no answer makes no difference, but that a lost connection is not the guest's. */
static void ask(struct asker *asker, virConnectPtr connection, const char *uuid, struct asked *asked)
{
  virDomainPtr domain = virDomainLookupByUUIDString(connection, uuid);
  enum outcome outcome = domain ? ask_domain(asker, domain, uuid, asked) : OUTCOME_NOT_ASKED;
  if (domain)
    virDomainFree(domain);
  gboolean silent = outcome == OUTCOME_SILENCE && virConnectIsAlive(connection) == 1;
  if (outcome == OUTCOME_ANSWER || silent)
    tally_add(&asker->tally, silent ? TALLY_AGENT_SILENCES : TALLY_AGENT_ANSWERS, 1);
  asked->due_us = clock_monotonic_us(asker->clock) + (silent && !asked->answers ? RETRY_US : PERIOD_US);
  asked->answers = outcome == OUTCOME_ANSWER || (asked->answers && !silent);
}

/* ---- who is next --------------------------------------------------------------------------------- */

/* Of those who are due the one that answers, and else the one that has waited longest. NULL: nobody is. */
static struct asked *next_due(const struct asker *asker, gint64 now_us, const char **uuid)
{
  struct asked *next = NULL;
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, asker->guests);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    struct asked *asked = value;
    if (asked->due_us > now_us)
      continue;
    if (!next || asked->answers > next->answers ||
        (asked->answers == next->answers && asked->due_us < next->due_us)) {
      next = asked;
      *uuid = key;
    }
  }
  return next;
}

static gint64 earliest_us(const struct asker *asker)
{
  gint64 earliest = asker->list_us;
  GHashTableIter iter;
  gpointer asked;
  g_hash_table_iter_init(&iter, asker->guests);
  while (g_hash_table_iter_next(&iter, NULL, &asked))
    earliest = MIN(earliest, ((const struct asked *)asked)->due_us);
  return earliest;
}

/* FALSE: the connection is lost. */
static gboolean ask_all(struct asker *asker, virConnectPtr connection)
{
  for (;;) {
    const char *uuid = NULL;
    gint64 now_us = clock_monotonic_us(asker->clock);
    if (now_us >= asker->list_us && !list(asker, connection, now_us))
      return FALSE;
    struct asked *asked = next_due(asker, now_us, &uuid);
    if (!asked)
      return TRUE;
    ask(asker, connection, uuid, asked);
    if (virConnectIsAlive(connection) != 1)
      return FALSE;
  }
}

gint64 asker_ask(struct asker *asker)
{
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(asker->endpoint, &error);
  gboolean is_there = connection && ask_all(asker, connection);
  endpoint_return(asker->endpoint, connection);
  return is_there ? earliest_us(asker) : clock_monotonic_us(asker->clock) + PERIOD_US;
}

static gpointer ask_for_ever(gpointer user)
{
  struct asker *asker = user;
  endpoint_await_list(asker->endpoint); /* the core believes nothing of guests that it does not know */
  for (;;) {
    gint64 wait_us = asker_ask(asker) - clock_monotonic_us(asker->clock);
    if (wait_us > 0)
      g_usleep((gulong)wait_us);
  }
  return NULL;
}

/* ---- life ---------------------------------------------------------------------------------------- */

struct asker *asker_new(struct endpoint *endpoint, const struct allowance *allowance, struct insides *insides,
                        const struct clock *clock)
{
  struct asker *asker = g_new0(struct asker, 1);
  asker->endpoint = endpoint;
  asker->allowance = *allowance;
  asker->insides = insides;
  asker->clock = clock;
  tally_init(&asker->tally);
  asker->guests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  asker->list_us = clock_monotonic_us(clock);
  return asker;
}

void asker_free(struct asker *asker)
{
  g_hash_table_unref(asker->guests);
  g_mutex_clear(&asker->tally.lock);
  g_free(asker);
}

struct asker *asker_start(struct endpoint *endpoint, const struct allowance *allowance, struct insides *insides,
                          const struct clock *clock)
{
  struct asker *asker = asker_new(endpoint, allowance, insides, clock);
  g_thread_unref(g_thread_new("insides", ask_for_ever, asker));
  return asker;
}

void asker_collect(struct asker *asker, guint64 totals[TALLY_KINDS])
{
  tally_collect(&asker->tally, totals);
}
