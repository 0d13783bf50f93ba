/* What of a version 3 agent is believed: usm.c against messages that no honest agent would send. */
#include "netsnmp/library.h"
#include "snmp/netsnmp_message.h"
#include "snmp/usm.h"
#include "unit.h"

#include <string.h>

#define ID 1234
#define PDU_ID 77
#define TAG_RESPONSE 0xa2
#define TAG_REPORT 0xa8
#define FUZZ_ROUNDS 20000

enum { STATS_LEVEL = 1, STATS_WINDOW, STATS_USER, STATS_ENGINE, STATS_DIGEST };

struct desk {
  struct passphrases *passphrases;
  struct user *user;
  struct usm *usm;
  GBytes *engine, *other;
  struct user_keys *keys; /* of the user at `engine` */
  GBytes *asked;          /* the PDU */
  struct reply reply;
};

static struct user *watcher(void)
{
  struct user *user = g_new0(struct user, 1);
  *user = (struct user){g_strdup("watcher"), g_strdup("sha-256"), g_strdup("signing-s3cret"), g_strdup("aes"),
                        g_strdup("hiding-s3cret")};
  return user;
}

static int set_up(void **state)
{
  struct desk *desk = g_new0(struct desk, 1);
  const struct request request = {.n = 1, .names = {OID(1, 3, 6, 1, 2, 1, 1, 3, 0)}};
  netsnmp_library_open();
  desk->passphrases = passphrases_new();
  desk->user = watcher();
  desk->usm = usm_new(desk->passphrases, watcher());
  desk->engine = g_bytes_new_static("\x80\0\0\1first", 9);
  desk->other = g_bytes_new_static("\x80\0\0\1other", 9);
  desk->keys = user_keys_new(desk->passphrases, desk->user, desk->engine);
  desk->asked = pdu_encode(&request, PDU_ID);
  assert_non_null(desk->keys);
  *state = desk;
  return 0;
}

static int tear_down(void **state)
{
  struct desk *desk = *state;
  usm_free(desk->usm);
  user_free(desk->user);
  user_keys_free(desk->keys);
  passphrases_free(desk->passphrases);
  g_bytes_unref(desk->engine);
  g_bytes_unref(desk->other);
  g_bytes_unref(desk->asked);
  g_free(desk);
  return 0;
}

/* A PDU of an agent: a request's, with another tag. */
static GBytes *pdu_of(guint8 tag, guint32 id, const struct oid *name)
{
  struct request request = {.n = 1, .names = {*name}};
  g_autoptr(GBytes) asked = pdu_encode(&request, id);
  gsize n;
  g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(asked, &n), g_bytes_get_size(asked));
  bytes[0] = tag;
  return g_bytes_new(bytes, g_bytes_get_size(asked));
}

static GBytes *report_of(guint32 kind)
{
  const struct oid name = OID(1, 3, 6, 1, 6, 3, 15, 1, 1, kind, 0);
  return pdu_of(TAG_REPORT, PDU_ID, &name);
}

static GBytes *response_of(guint32 id)
{
  const struct oid name = OID(1, 3, 6, 1, 2, 1, 1, 3, 0);
  return pdu_of(TAG_RESPONSE, id, &name);
}

enum level { OPEN, SIGNED, ENCRYPTED };

struct head {
  GBytes *engine;
  enum level level;
  guint32 boots, time;
};

/* Takes the PDU. */
static GBytes *message_of(struct desk *desk, const struct head *head, GBytes *pdu)
{
  struct secured secured = {.id = ID, .is_signed = head->level >= SIGNED, .is_encrypted = head->level == ENCRYPTED,
                            .vector = {head->boots, head->time, {1, 2, 3}}};
  secured.engine = g_bytes_get_data(head->engine, &secured.n_engine);
  secured.user = (const guint8 *)desk->user->name;
  secured.n_user = strlen(desk->user->name);
  GBytes *message = secured_encode(&secured, desk->keys, pdu);
  assert_non_null(message);
  g_bytes_unref(pdu);
  return message;
}

static enum usm_result take(struct desk *desk, const struct head *head, GBytes *pdu)
{
  struct secured message;
  g_autoptr(GBytes) sent = message_of(desk, head, pdu);
  g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(sent, NULL), g_bytes_get_size(sent));
  assert_true(secured_parse(bytes, g_bytes_get_size(sent), &message));
  assert_int_equal(message.id, ID);
  return usm_take(desk->usm, &message, PDU_ID, &desk->reply);
}

static void ask(struct desk *desk)
{
  g_autoptr(GBytes) message = usm_message(desk->usm, ID, desk->asked);
  assert_non_null(message);
}

/* Until the request itself is under way. */
static void introduce(struct desk *desk)
{
  const struct head head = {desk->engine, OPEN, 7, 1000};
  usm_begin(desk->usm);
  ask(desk);
  assert_int_equal(take(desk, &head, report_of(STATS_ENGINE)), USM_LEARNED_ENGINE);
  ask(desk);
}

static void an_answer_at_the_users_level_is_taken(void **state)
{
  struct desk *desk = *state;
  const struct head head = {desk->engine, ENCRYPTED, 7, 1001};
  introduce(desk);
  assert_true(usm_is_half_known(desk->usm));
  assert_int_equal(take(desk, &head, response_of(PDU_ID)), USM_ANSWER);
  assert_false(usm_is_half_known(desk->usm));
  assert_int_equal(desk->reply.status, REPLY_ANSWER);
  assert_int_equal(desk->reply.n, 1);
}

static void an_answer_below_the_users_level_is_foreign(void **state)
{
  struct desk *desk = *state;
  const struct head open = {desk->engine, OPEN, 7, 1001}, readable = {desk->engine, SIGNED, 7, 1001};
  introduce(desk);
  assert_int_equal(take(desk, &open, response_of(PDU_ID)), USM_FOREIGN);
  assert_int_equal(take(desk, &readable, response_of(PDU_ID)), USM_FOREIGN);
}

static void an_answer_to_another_request_or_of_another_engine_is_foreign(void **state)
{
  struct desk *desk = *state;
  const struct head head = {desk->engine, ENCRYPTED, 7, 1001}, other = {desk->other, ENCRYPTED, 7, 1001};
  introduce(desk);
  assert_int_equal(take(desk, &head, response_of(PDU_ID + 1)), USM_FOREIGN);
  assert_int_equal(take(desk, &other, response_of(PDU_ID)), USM_FOREIGN);
}

static void an_answer_before_the_engine_is_known_is_foreign(void **state)
{
  struct desk *desk = *state;
  const struct head open = {desk->engine, OPEN, 7, 1000};
  usm_begin(desk->usm);
  ask(desk);
  assert_int_equal(take(desk, &open, response_of(PDU_ID)), USM_FOREIGN);
  assert_int_equal(take(desk, &open, report_of(STATS_WINDOW)), USM_FOREIGN);
  assert_int_equal(take(desk, &open, report_of(STATS_USER)), USM_FOREIGN);
}

static void a_clock_is_taken_only_where_it_is_signed_and_once_for_a_request(void **state)
{
  struct desk *desk = *state;
  struct engine engine;
  const struct head forged = {desk->engine, OPEN, 900, 1}, honest = {desk->engine, SIGNED, 3, 50};
  introduce(desk);
  assert_int_equal(take(desk, &forged, report_of(STATS_WINDOW)), USM_FOREIGN);
  usm_engine(desk->usm, &engine);
  assert_int_equal(engine.boots, 7);
  assert_int_equal(take(desk, &honest, report_of(STATS_WINDOW)), USM_LEARNED_CLOCK);
  usm_engine(desk->usm, &engine);
  assert_int_equal(engine.boots, 3);
  assert_int_equal(take(desk, &honest, report_of(STATS_WINDOW)), USM_DENIED);
  assert_int_equal(desk->reply.error, DENIED_CLOCK);
  usm_begin(desk->usm);
  assert_int_equal(take(desk, &honest, report_of(STATS_WINDOW)), USM_LEARNED_CLOCK);
}

static void an_agent_cannot_lead_from_engine_to_engine(void **state)
{
  struct desk *desk = *state;
  const struct head same = {desk->engine, OPEN, 7, 1000}, other = {desk->other, OPEN, 7, 1000};
  introduce(desk);
  assert_int_equal(take(desk, &same, report_of(STATS_ENGINE)), USM_FOREIGN);
  assert_int_equal(take(desk, &other, report_of(STATS_ENGINE)), USM_DENIED);
  assert_int_equal(desk->reply.error, DENIED_ENGINE);
  usm_begin(desk->usm);
  assert_int_equal(take(desk, &other, report_of(STATS_ENGINE)), USM_LEARNED_ENGINE);
}

static void an_engine_that_proved_nothing_is_forgotten_after_silence(void **state)
{
  struct desk *desk = *state;
  struct engine engine;
  const struct head head = {desk->engine, ENCRYPTED, 7, 1001};
  introduce(desk);
  usm_timed_out(desk->usm);
  assert_false(usm_engine(desk->usm, &engine));
  introduce(desk);
  assert_int_equal(take(desk, &head, response_of(PDU_ID)), USM_ANSWER);
  usm_timed_out(desk->usm);
  assert_true(usm_engine(desk->usm, &engine));
}

/* Everything of it is signed: no change may pass, and none may crash. */
static void a_changed_message_is_never_taken(void **state)
{
  struct desk *desk = *state;
  const struct head head = {desk->engine, ENCRYPTED, 7, 1001};
  introduce(desk);
  g_autoptr(GBytes) honest = message_of(desk, &head, response_of(PDU_ID));
  gsize n = g_bytes_get_size(honest);
  GRand *random = g_rand_new_with_seed(3414);
  for (guint i = 0; i < FUZZ_ROUNDS; i++) {
    struct secured message;
    g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(honest, NULL), n);
    guint changes = (guint)g_rand_int_range(random, 1, 4);
    gsize kept = g_rand_int_range(random, 0, 4) ? n : (gsize)g_rand_int_range(random, 0, (gint)n);
    for (guint j = 0; j < changes; j++)
      bytes[g_rand_int_range(random, 0, (gint)n)] ^= (guint8)(1u << g_rand_int_range(random, 0, 8));
    if (memcmp(bytes, g_bytes_get_data(honest, NULL), n) != 0 && secured_parse(bytes, kept, &message))
      assert_int_not_equal(usm_take(desk->usm, &message, PDU_ID, &desk->reply), USM_ANSWER);
  }
  g_rand_free(random);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      AT_DESK(an_answer_at_the_users_level_is_taken),
      AT_DESK(an_answer_below_the_users_level_is_foreign),
      AT_DESK(an_answer_to_another_request_or_of_another_engine_is_foreign),
      AT_DESK(an_answer_before_the_engine_is_known_is_foreign),
      AT_DESK(a_clock_is_taken_only_where_it_is_signed_and_once_for_a_request),
      AT_DESK(an_agent_cannot_lead_from_engine_to_engine),
      AT_DESK(an_engine_that_proved_nothing_is_forgotten_after_silence),
      AT_DESK(a_changed_message_is_never_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
