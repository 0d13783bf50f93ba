/* What of traps and informs of version 3 is believed: trap_engines.c against what no honest sender would send. */
#include "ber.h"

#include "netsnmp/library.h"
#include "snmp/trap_engines.h"

#include "unit.h"

static const struct oid link_down = OID(1, 3, 6, 1, 6, 3, 1, 1, 5, 3);

struct desk {
  struct passphrases *passphrases;
  struct trap_engines *engines;
  struct trap_source source;
  GBytes *sender; /* its engine */
  struct trap trap;
  guint8 *plain;
  GBytes *answer;
};

static struct user *watcher(const char *auth_passphrase)
{
  struct user *user = g_new0(struct user, 1);
  *user = (struct user){g_strdup("watcher"), g_strdup("sha-256"), g_strdup(auth_passphrase), g_strdup("aes"),
                        g_strdup("hiding-s3cret")};
  return user;
}

static int set_up(void **state)
{
  struct desk *desk = g_new0(struct desk, 1);
  desk->passphrases = passphrases_new();
  desk->engines = trap_engines_new(desk->passphrases, NULL);
  desk->source = (struct trap_source){.version = SNMP_V3, .user = watcher("signing-s3cret")};
  desk->sender = g_bytes_new_static("\x80\0\0\1sender", 10);
  *state = desk;
  return 0;
}

static void forget(struct desk *desk)
{
  g_clear_pointer(&desk->plain, g_free);
  g_clear_pointer(&desk->answer, g_bytes_unref);
}

static int tear_down(void **state)
{
  struct desk *desk = *state;
  forget(desk);
  trap_engines_free(desk->engines);
  user_free(desk->source.user);
  passphrases_free(desk->passphrases);
  g_bytes_unref(desk->sender);
  g_free(desk);
  return 0;
}

struct letter {
  GBytes *engine;
  guint8 tag;
  gboolean is_open, is_hidden, wrong_passphrase, reportable;
  guint32 boots, time;
};

static GByteArray *pdu_of(guint8 tag)
{
  GByteArray *varbinds = g_byte_array_new();
  ber_put_leading(varbinds, &link_down);
  return ber_pdu(tag, 77, varbinds);
}

/* The bytes of the letter; the caller's. */
static guint8 *write_letter(struct desk *desk, const struct letter *letter, gsize *n)
{
  struct user *user = watcher(letter->wrong_passphrase ? "another-s3cret" : "signing-s3cret");
  struct user_keys *keys = user_keys_new(desk->passphrases, user, letter->engine);
  GByteArray *inside = pdu_of(letter->tag);
  g_autoptr(GBytes) pdu = g_byte_array_free_to_bytes(inside);
  struct secured head = {.id = 9, .is_signed = !letter->is_open, .is_encrypted = letter->is_hidden,
                         .is_reportable = letter->reportable, .user = (const guint8 *)user->name, .n_user = strlen(user->name),
                         .vector = {letter->boots, letter->time, {1}}};
  head.engine = g_bytes_get_data(letter->engine, &head.n_engine);
  g_autoptr(GBytes) message = secured_encode(&head, keys, pdu);
  assert_non_null(message);
  user_keys_free(keys);
  user_free(user);
  *n = g_bytes_get_size(message);
  return g_memdup2(g_bytes_get_data(message, NULL), *n);
}

static enum trap_verdict send_from(struct desk *desk, const struct trap_source *source, const struct letter *letter)
{
  gsize n;
  struct secured message;
  g_autofree guint8 *bytes = write_letter(desk, letter, &n);
  forget(desk);
  assert_true(secured_parse(bytes, n, &message));
  return trap_engines_take(desk->engines, source, &message, &desk->trap, &desk->plain, &desk->answer);
}

static enum trap_verdict sends(struct desk *desk, const struct letter *letter)
{
  return send_from(desk, &desk->source, letter);
}

/* What an answer says of our engine. */
static GBytes *own_engine(struct desk *desk, struct vector *vector)
{
  struct secured asked = {.is_reportable = TRUE, .engine = (const guint8 *)"", .n_engine = 0, .user = (const guint8 *)""}, told;
  g_autoptr(GBytes) report = trap_engines_discovery(desk->engines, &asked);
  assert_non_null(report);
  g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(report, NULL), g_bytes_get_size(report));
  assert_true(secured_parse(bytes, g_bytes_get_size(report), &told));
  *vector = told.vector;
  return g_bytes_new(told.engine, told.n_engine);
}

static void a_trap_is_signed_at_its_sender(void **state)
{
  struct desk *desk = *state;
  assert_int_equal(sends(desk, &(struct letter){.engine = desk->sender, .tag = BER_TRAP2, .boots = 3, .time = 1000}), TRAP_TAKE);
  assert_int_equal(oid_compare(&desk->trap.oid, &link_down), 0);
  assert_null(desk->answer);
  assert_int_equal(sends(desk, &(struct letter){.engine = desk->sender, .tag = BER_TRAP2, .is_hidden = TRUE, .boots = 3, .time = 1001}), TRAP_TAKE);
}

static void what_is_sent_again_later_is_refused(void **state)
{
  struct desk *desk = *state;
  struct letter letter = {.engine = desk->sender, .tag = BER_TRAP2, .boots = 3, .time = 1000};
  assert_int_equal(sends(desk, &letter), TRAP_TAKE);
  letter.time = 1000 - TIME_WINDOW_SEC;
  assert_int_equal(sends(desk, &letter), TRAP_TAKE); /* the edge */
  letter.time--;
  assert_int_equal(sends(desk, &letter), TRAP_OUT_OF_WINDOW);
  letter.boots = 2;
  letter.time = 5000;
  assert_int_equal(sends(desk, &letter), TRAP_OUT_OF_WINDOW);
  letter.boots = 4; /* it was started again */
  letter.time = 0;
  assert_int_equal(sends(desk, &letter), TRAP_TAKE);
  letter.boots = 2147483647;
  assert_int_equal(sends(desk, &letter), TRAP_OUT_OF_WINDOW);
}

/* B05 */
static void a_message_below_the_level_is_refused(void **state)
{
  struct desk *desk = *state;
  struct trap_source strict = desk->source;
  strict.needs_priv = TRUE;
  const struct letter open = {.engine = desk->sender, .tag = BER_TRAP2, .is_open = TRUE};
  const struct letter only_signed = {.engine = desk->sender, .tag = BER_TRAP2, .time = 1};
  const struct letter hidden = {.engine = desk->sender, .tag = BER_TRAP2, .is_hidden = TRUE, .time = 1};
  assert_int_equal(sends(desk, &open), TRAP_LOW_LEVEL);
  assert_int_equal(send_from(desk, &strict, &only_signed), TRAP_LOW_LEVEL);
  assert_int_equal(send_from(desk, &strict, &hidden), TRAP_TAKE);
  assert_int_equal(send_from(desk, NULL, &hidden), TRAP_NO_USER);
}

static void a_wrong_signature_is_refused_and_not_answered(void **state)
{
  struct desk *desk = *state;
  struct vector vector;
  g_autoptr(GBytes) own = own_engine(desk, &vector);
  const struct letter trap = {.engine = desk->sender, .tag = BER_TRAP2, .wrong_passphrase = TRUE};
  const struct letter inform = {.engine = own, .tag = BER_INFORM, .wrong_passphrase = TRUE, .reportable = TRUE,
                                .boots = vector.boots, .time = vector.time};
  assert_int_equal(sends(desk, &trap), TRAP_WRONG_DIGEST);
  assert_int_equal(sends(desk, &inform), TRAP_WRONG_DIGEST);
  assert_null(desk->answer);
}

static void an_inform_is_signed_at_our_engine_and_in_time(void **state)
{
  struct desk *desk = *state;
  struct vector vector;
  g_autoptr(GBytes) own = own_engine(desk, &vector);
  struct letter letter = {.engine = own, .tag = BER_INFORM, .is_hidden = TRUE, .reportable = TRUE, .boots = vector.boots,
                          .time = vector.time};
  assert_int_equal(sends(desk, &letter), TRAP_TAKE);
  assert_true(desk->trap.is_inform);
  assert_non_null(desk->answer); /* for when it is stored */
  letter.boots++;
  assert_int_equal(sends(desk, &letter), TRAP_REPORT);
  assert_non_null(desk->answer);
  letter.boots = vector.boots;
  letter.time = vector.time + TIME_WINDOW_SEC + 2;
  letter.reportable = FALSE;
  assert_int_equal(sends(desk, &letter), TRAP_OUT_OF_WINDOW);
  assert_null(desk->answer);
}

static void a_trap_at_our_engine_or_an_inform_at_another_is_none(void **state)
{
  struct desk *desk = *state;
  struct vector vector;
  g_autoptr(GBytes) own = own_engine(desk, &vector);
  const struct letter trap = {.engine = own, .tag = BER_TRAP2, .boots = vector.boots, .time = vector.time};
  const struct letter inform = {.engine = desk->sender, .tag = BER_INFORM, .boots = 1, .time = 1};
  assert_int_equal(sends(desk, &trap), TRAP_MALFORMED);
  assert_int_equal(sends(desk, &inform), TRAP_MALFORMED);
  assert_null(desk->answer);
}

static void only_who_wants_to_know_is_told_our_engine(void **state)
{
  struct desk *desk = *state;
  const struct secured silent = {.engine = (const guint8 *)"", .user = (const guint8 *)""};
  assert_null(trap_engines_discovery(desk->engines, &silent));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_trap_is_signed_at_its_sender, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_sent_again_later_is_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_message_below_the_level_is_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_wrong_signature_is_refused_and_not_answered, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_inform_is_signed_at_our_engine_and_in_time, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_trap_at_our_engine_or_an_inform_at_another_is_none, set_up, tear_down),
      cmocka_unit_test_setup_teardown(only_who_wants_to_know_is_told_our_engine, set_up, tear_down),
  };
  netsnmp_library_open();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
