#include "snmp/trap_engines.h"

#include "base/text.h"

#include <string.h>

#define OWN "own"      /* as ours is remembered, among the addresses of agents */
#define OTHERS "trap:" /* and before the ids of those of senders */
#define OWN_BYTES 17
#define BOOTS_MAX 2147483647 /* an engine that cannot count further (RFC 3414 2.2.2) */

enum { STATS_WINDOW = 2, STATS_ENGINE = 4 };

struct keyed {
  const struct trap_source *source;
  GBytes *engine;
  struct user_keys *keys;
};

struct trap_engines {
  struct passphrases *passphrases;   /* borrowed */
  struct engine own;
  GHashTable *known; /* id -> struct engine: whose clocks are believed */
  GHashTable *keys;  /* struct keyed, a set */
  guint64 salt;
  guint32 reports;
};

static void engine_free(gpointer data)
{
  struct engine *engine = data;
  g_bytes_unref(engine->id);
  g_free(engine);
}

static guint keyed_hash(gconstpointer data)
{
  const struct keyed *keyed = data;
  return g_direct_hash(keyed->source) ^ g_bytes_hash(keyed->engine);
}

static gboolean keyed_equal(gconstpointer a, gconstpointer b)
{
  const struct keyed *one = a, *other = b;
  return one->source == other->source && g_bytes_equal(one->engine, other->engine);
}

static void keyed_free(gpointer data)
{
  struct keyed *keyed = data;
  g_bytes_unref(keyed->engine);
  user_keys_free(keyed->keys);
  g_free(keyed);
}

static void keep_clock(struct trap_engines *engines, GBytes *id, guint32 boots, gint64 began_us)
{
  struct engine *engine = g_new(struct engine, 1);
  *engine = (struct engine){g_bytes_ref(id), boots, began_us};
  g_hash_table_replace(engines->known, engine->id, engine);
}

/* As the library makes its own: its number, and random bytes (RFC 3411 5, SnmpEngineID). */
static GBytes *new_id(void)
{
  guint8 id[OWN_BYTES] = {0x80, 0x00, 0x1f, 0x88, 0x80};
  for (guint i = 5; i < sizeof id; i++)
    id[i] = (guint8)g_random_int_range(0, 256);
  return g_bytes_new(id, sizeof id);
}

static void take_own(struct trap_engines *engines, const struct engines *remembered)
{
  struct engine before;
  gboolean is_known = remembered && engines_recall(remembered, OWN, &before) && before.boots < BOOTS_MAX;
  engines->own.id = is_known ? g_bytes_ref(before.id) : new_id();
  engines->own.boots = is_known ? before.boots + 1 : 1;
  engines->own.began_us = g_get_monotonic_time();
}

static void take_known(const char *name, const struct engine *engine, gpointer user)
{
  struct trap_engines *engines = user;
  if (g_str_has_prefix(name, OTHERS) && g_hash_table_size(engines->known) < TRAP_ENGINES_MAX)
    keep_clock(engines, engine->id, engine->boots, engine->began_us);
}

struct trap_engines *trap_engines_new(struct passphrases *passphrases, const struct engines *remembered)
{
  struct trap_engines *engines = g_new0(struct trap_engines, 1);
  engines->passphrases = passphrases;
  engines->known = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, engine_free);
  engines->keys = g_hash_table_new_full(keyed_hash, keyed_equal, NULL, keyed_free);
  engines->salt = (guint64)g_random_int() << 32 | g_random_int();
  take_own(engines, remembered);
  if (remembered)
    engines_each(remembered, take_known, engines);
  return engines;
}

void trap_engines_free(struct trap_engines *engines)
{
  if (!engines)
    return;
  g_hash_table_unref(engines->known);
  g_hash_table_unref(engines->keys);
  g_bytes_unref(engines->own.id);
  g_free(engines);
}

/* "trap:80001f88..." */
static char *name_of(GBytes *id)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data(id, &n);
  g_autofree char *hex = text_hexadecimal(bytes, n);
  return g_strconcat(OTHERS, hex, NULL);
}

void trap_engines_note(const struct trap_engines *engines, struct engines *noted)
{
  GHashTableIter iter;
  gpointer engine;
  engines_note(noted, OWN, &engines->own);
  g_hash_table_iter_init(&iter, engines->known);
  while (g_hash_table_iter_next(&iter, NULL, &engine)) {
    g_autofree char *name = name_of(((const struct engine *)engine)->id);
    engines_note(noted, name, engine);
  }
}

void trap_engines_forget_keys(struct trap_engines *engines)
{
  g_hash_table_remove_all(engines->keys);
}

/* ---- keys ---- */

/* The user's keys at that engine; TRUE in `is_new`: they are the caller's. */
static struct user_keys *keys_of(struct trap_engines *engines, const struct trap_source *source, GBytes *engine,
                                 gboolean *is_new)
{
  const struct keyed wanted = {source, engine, NULL};
  struct keyed *known = g_hash_table_lookup(engines->keys, &wanted);
  *is_new = !known;
  return known ? known->keys : user_keys_new(engines->passphrases, source->user, engine);
}

/* Only those are kept that have signed something: else whoever invents engines would fill the place. */
static void keep_keys(struct trap_engines *engines, const struct trap_source *source, GBytes *engine, struct user_keys *keys)
{
  if (g_hash_table_size(engines->keys) >= TRAP_ENGINES_MAX)
    g_hash_table_remove_all(engines->keys);
  struct keyed *keyed = g_new(struct keyed, 1);
  *keyed = (struct keyed){source, g_bytes_ref(engine), keys};
  g_hash_table_add(engines->keys, keyed);
}

/* ---- clocks ---- */

static guint32 time_of(const struct engine *engine)
{
  return (guint32)MAX(0, (g_get_monotonic_time() - engine->began_us) / G_USEC_PER_SEC);
}

static gboolean is_own(const struct trap_engines *engines, const struct secured *message)
{
  gsize n;
  gconstpointer id = g_bytes_get_data(engines->own.id, &n);
  return n == message->n_engine && memcmp(id, message->engine, n) == 0;
}

/* RFC 3414 3.2 (7) (a): at our own engine. */
static gboolean is_in_own_window(const struct trap_engines *engines, const struct vector *vector)
{
  gint64 off_sec = (gint64)vector->time - time_of(&engines->own);
  return vector->boots == engines->own.boots && vector->boots < BOOTS_MAX && ABS(off_sec) <= TIME_WINDOW_SEC;
}

/* (7) (b): at the sender's, whose clock is taken as it is where it goes on. */
static gboolean take_window(struct trap_engines *engines, GBytes *id, const struct vector *vector)
{
  struct engine *known = g_hash_table_lookup(engines->known, id);
  gint64 began_us = g_get_monotonic_time() - (gint64)vector->time * G_USEC_PER_SEC;
  if (vector->boots >= BOOTS_MAX || (!known && g_hash_table_size(engines->known) >= TRAP_ENGINES_MAX))
    return FALSE;
  if (!known) {
    keep_clock(engines, id, vector->boots, began_us);
    return TRUE;
  }
  if (vector->boots < known->boots || (vector->boots == known->boots && vector->time + (gint64)TIME_WINDOW_SEC < time_of(known)))
    return FALSE;
  if (vector->boots > known->boots || began_us < known->began_us) {
    known->boots = vector->boots;
    known->began_us = began_us;
  }
  return TRUE;
}

/* ---- what goes back ---- */

static GBytes *answer_to(struct trap_engines *engines, const struct secured *message, const struct user_keys *keys, GBytes *pdu)
{
  struct secured head = {.id = message->id,
                         .is_signed = keys && message->is_signed,
                         .is_encrypted = keys && message->is_encrypted,
                         .user = message->user,
                         .n_user = message->n_user,
                         .context = message->context,
                         .n_context = message->n_context,
                         .context_name = message->context_name,
                         .n_context_name = message->n_context_name,
                         .vector = {.boots = engines->own.boots, .time = time_of(&engines->own)}};
  guint64 salt = GUINT64_TO_BE(engines->salt++);
  memcpy(head.vector.salt, &salt, SALT_BYTES);
  head.engine = g_bytes_get_data(engines->own.id, &head.n_engine);
  return secured_encode(&head, keys, pdu);
}

static GBytes *report_to(struct trap_engines *engines, const struct secured *message, const struct user_keys *keys,
                         guint32 statistic)
{
  if (!message->is_reportable)
    return NULL;
  g_autoptr(GBytes) pdu = report_pdu(statistic, ++engines->reports, 0);
  return pdu ? answer_to(engines, message, keys, pdu) : NULL;
}

GBytes *trap_engines_discovery(struct trap_engines *engines, const struct secured *message)
{
  return is_own(engines, message) ? NULL : report_to(engines, message, NULL, STATS_ENGINE);
}

/* ---- judging ---- */

static enum trap_verdict open_message(struct trap_engines *engines, struct secured *message, const struct user_keys *keys,
                                      struct trap *trap, guint8 **plain, GBytes **answer)
{
  gsize n;
  guint8 *pdu = secured_pdu(message, keys, plain, &n);
  if (!pdu || !trap_parse(pdu, n, SNMP_V3, trap) || trap->is_inform != is_own(engines, message))
    return TRAP_MALFORMED;
  if (trap->is_inform) {
    g_autoptr(GBytes) response = trap_acknowledgement(trap);
    *answer = answer_to(engines, message, keys, response);
  }
  return TRAP_TAKE;
}

static enum trap_verdict judge(struct trap_engines *engines, GBytes *engine, struct secured *message,
                               const struct user_keys *keys, GBytes **answer)
{
  struct vector vector = message->vector;
  if (!keys || !secured_is_genuine(message, keys))
    return TRAP_WRONG_DIGEST;
  if (!is_own(engines, message))
    return take_window(engines, engine, &vector) ? TRAP_TAKE : TRAP_OUT_OF_WINDOW;
  if (is_in_own_window(engines, &vector))
    return TRAP_TAKE;
  struct secured only_signed = *message;
  only_signed.is_encrypted = FALSE;
  *answer = report_to(engines, &only_signed, keys, STATS_WINDOW);
  return *answer ? TRAP_REPORT : TRAP_OUT_OF_WINDOW;
}

enum trap_verdict trap_engines_take(struct trap_engines *engines, const struct trap_source *source, struct secured *message,
                                    struct trap *trap, guint8 **plain, GBytes **answer)
{
  gboolean is_new;
  if (!source)
    return TRAP_NO_USER;
  if (message->n_engine < ENGINE_MIN || message->n_engine > ENGINE_MAX)
    return TRAP_MALFORMED;
  if (!message->is_signed || (source->needs_priv && !message->is_encrypted) ||
      (message->is_encrypted && !source->user->priv))
    return TRAP_LOW_LEVEL;
  g_autoptr(GBytes) engine = g_bytes_new(message->engine, message->n_engine);
  struct user_keys *keys = keys_of(engines, source, engine, &is_new);
  enum trap_verdict verdict = judge(engines, engine, message, keys, answer);
  if (verdict == TRAP_TAKE)
    verdict = open_message(engines, message, keys, trap, plain, answer);
  if (is_new && keys && verdict != TRAP_WRONG_DIGEST)
    keep_keys(engines, source, engine, keys);
  else if (is_new)
    user_keys_free(keys);
  return verdict;
}
