#include "notify/icinga.h"

#include "base/text.h"
#include "json/fields.h"
#include "model/ourselves.h"

#include <string.h>

#define OUTPUT_MAX 3072
#define COMMENT_MAX 255
#define CHECK_SOURCE "provost"

/* Something that is asked of it. */
struct errand {
  struct icinga *icinga;
  char *path;
  json_t *body;
  char *key; /* of errands with the same one the newest counts; NULL: each counts */
  gboolean may_be_gone; /* where there is no such object all is well */
  struct http_call *call;
};

struct icinga {
  const struct icinga_api *api;
  struct outlet outlet;
  GQueue waiting;       /* struct errand */
  GHashTable *by_key;   /* key -> GList of `waiting` */
  GPtrArray *on_the_way; /* struct errand */
  guint timer;
};

static void errand_free(gpointer data)
{
  struct errand *errand = data;
  if (errand->call)
    http_cancel(errand->call);
  g_free(errand->path);
  json_decref(errand->body);
  g_free(errand->key);
  g_free(errand);
}

/* ---- what waits ---------------------------------------------------------------------------------- */

static void link_in(struct icinga *icinga, struct errand *errand, gboolean is_first)
{
  if (is_first)
    g_queue_push_head(&icinga->waiting, errand);
  else
    g_queue_push_tail(&icinga->waiting, errand);
  if (errand->key)
    g_hash_table_insert(icinga->by_key, errand->key, is_first ? icinga->waiting.head : icinga->waiting.tail);
  icinga->outlet.waiting = g_queue_get_length(&icinga->waiting);
}

static struct errand *unlink_from(struct icinga *icinga, GList *link)
{
  struct errand *errand = link->data;
  if (errand->key)
    g_hash_table_remove(icinga->by_key, errand->key);
  g_queue_delete_link(&icinga->waiting, link);
  icinga->outlet.waiting = g_queue_get_length(&icinga->waiting);
  return errand;
}

static gboolean is_on_the_way(const struct icinga *icinga, const char *key)
{
  for (guint i = 0; key && i < icinga->on_the_way->len; i++)
    if (g_strcmp0(((struct errand *)icinga->on_the_way->pdata[i])->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* The first whose service is not being told another state right now: who comes first there is not ours to say. */
static GList *next_of(struct icinga *icinga)
{
  GList *link = icinga->waiting.head;
  while (link && is_on_the_way(icinga, ((struct errand *)link->data)->key))
    link = link->next;
  return link;
}

/* ---- sending ------------------------------------------------------------------------------------- */

static void send_some(struct icinga *icinga);

static gboolean on_time(gpointer user)
{
  struct icinga *icinga = user;
  icinga->timer = 0;
  send_some(icinga);
  return G_SOURCE_REMOVE;
}

/* Once for all that were on the way together. */
static void wait_for_it(struct icinga *icinga, const char *why)
{
  if (!icinga->timer)
    icinga->timer = g_timeout_add(outlet_failed(&icinga->outlet, why, ICINGA_MOST_MS), on_time, icinga);
}

static void judge(struct icinga *icinga, const struct errand *errand, const struct http_answer *answer)
{
  if (answer->status / 100 == 2 || (answer->status == 404 && errand->may_be_gone)) {
    outlet_went(&icinga->outlet);
    return;
  }
  g_autofree char *words = icinga_words(answer);
  g_autofree char *why = answer->status == 404
                             ? g_strdup_printf("it has no host or service %s: make them (provost icinga-config, or objects: yes)",
                                               errand->key ? errand->key : "of that name")
                             : g_strdup_printf("it refused (%u) %s: %s", answer->status, errand->path, words);
  outlet_refused(&icinga->outlet, why);
}

static void on_answer(const struct http_answer *answer, gpointer user)
{
  struct errand *errand = user;
  struct icinga *icinga = errand->icinga;
  g_autofree char *trouble = icinga_trouble(answer);
  errand->call = NULL;
  g_ptr_array_remove_fast(icinga->on_the_way, errand);
  if (trouble && !(errand->key && g_hash_table_contains(icinga->by_key, errand->key))) {
    link_in(icinga, errand, TRUE);
    errand = NULL;
  }
  if (trouble)
    wait_for_it(icinga, trouble);
  else
    judge(icinga, errand, answer);
  g_clear_pointer(&errand, errand_free);
  send_some(icinga);
}

static void send_some(struct icinga *icinga)
{
  GList *link;
  /* What failed is asked by one errand, before all the others come. */
  guint most = icinga->outlet.tries ? 1 : ICINGA_AT_ONCE;
  while (!icinga->timer && icinga->on_the_way->len < most && (link = next_of(icinga))) {
    struct errand *errand = unlink_from(icinga, link);
    g_ptr_array_add(icinga->on_the_way, errand);
    errand->call = icinga_send(icinga->api, &(struct icinga_request){.method = "POST", .path = errand->path, .body = json_incref(errand->body)},
                               on_answer, errand);
  }
}

/* Takes `body` and `key`. */
static void put(struct icinga *icinga, const char *path, json_t *body, char *key, gboolean may_be_gone)
{
  GList *former = key ? g_hash_table_lookup(icinga->by_key, key) : NULL;
  if (former)
    errand_free(unlink_from(icinga, former));
  if (g_queue_get_length(&icinga->waiting) >= ICINGA_WAITING) {
    errand_free(unlink_from(icinga, icinga->waiting.head));
    icinga->outlet.dropped++;
  }
  struct errand *errand = g_new0(struct errand, 1);
  *errand = (struct errand){icinga, g_strdup(path), body, key, may_be_gone, NULL};
  link_in(icinga, errand, FALSE);
  send_some(icinga);
}

/* ---- errands ------------------------------------------------------------------------------------- */

void icinga_take_result(struct icinga *icinga, const struct result *result)
{
  g_autofree char *host = result_name(result->host), *service = result_name(result->service);
  g_autofree char *output = text_clean(result->output, OUTPUT_MAX);
  if (!host || !service) {
    outlet_refused(&icinga->outlet, "a name that Icinga could not tell from others was left out");
    return;
  }
  char *key = g_strconcat(host, "!", service, NULL);
  json_t *perfdata = result->perfdata[0] ? json_pack("[o]", text_to_json(result->perfdata)) : json_array();
  json_t *body = json_pack("{s:s, s:s, s:i, s:o, s:o, s:s, s:i}", "type", "Service", "service", key, "exit_status",
                           (int)result->status, "plugin_output", text_to_json(output), "performance_data", perfdata,
                           "check_source", CHECK_SOURCE, "ttl", (int)result->ttl_sec);
  put(icinga, "/v1/actions/process-check-result", body, key, FALSE);
}

static json_t *removal(const struct downtime *downtime)
{
  return json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "type", "Downtime", "filter",
                   "downtime.author == author && downtime.comment == comment && downtime.host_name == name", "filter_vars",
                   "author", OURSELVES, "comment", downtime->comment, "name", downtime->host);
}

static json_t *beginning(const struct downtime *downtime)
{
  return json_pack("{s:s, s:s, s:b, s:s, s:s, s:I, s:I, s:b, s:I}", "type", "Host", "host", downtime->host, "all_services", 1,
                   "author", OURSELVES, "comment", downtime->comment, "start_time", (json_int_t)downtime->from_sec,
                   "end_time", (json_int_t)downtime->to_sec, "fixed", 1, "duration",
                   (json_int_t)(downtime->to_sec - downtime->from_sec));
}

void icinga_take_downtime(struct icinga *icinga, const struct downtime *downtime)
{
  g_autofree char *host = result_name(downtime->host), *comment = result_field(downtime->comment, COMMENT_MAX);
  const struct downtime clean = {downtime->action, downtime->begins, host, downtime->from_sec, downtime->to_sec, comment};
  if (!host)
    outlet_refused(&icinga->outlet, "a name that Icinga could not tell from others was left out");
  else if (downtime->begins)
    put(icinga, "/v1/actions/schedule-downtime", beginning(&clean), NULL, TRUE);
  else
    put(icinga, "/v1/actions/remove-downtime", removal(&clean), NULL, TRUE);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

struct icinga *icinga_new(const struct icinga_api *api)
{
  struct icinga *icinga = g_new0(struct icinga, 1);
  icinga->api = api;
  outlet_init(&icinga->outlet, "icinga");
  g_queue_init(&icinga->waiting);
  icinga->by_key = g_hash_table_new(g_str_hash, g_str_equal);
  icinga->on_the_way = g_ptr_array_new();
  return icinga;
}

void icinga_free(struct icinga *icinga)
{
  if (!icinga)
    return;
  g_clear_handle_id(&icinga->timer, g_source_remove);
  g_ptr_array_foreach(icinga->on_the_way, (GFunc)(void (*)(void))errand_free, NULL);
  g_ptr_array_unref(icinga->on_the_way);
  g_hash_table_unref(icinga->by_key);
  g_queue_clear_full(&icinga->waiting, errand_free);
  outlet_clear(&icinga->outlet);
  g_free(icinga);
}

const struct outlet *icinga_outlet(const struct icinga *icinga)
{
  return &icinga->outlet;
}
