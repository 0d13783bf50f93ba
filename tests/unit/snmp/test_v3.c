/* provost-snmp and Debian's snmpd in version 3, and over TCP. */
#include "core.h"

#include "model/fleet.h"
#include "snmpd.h"
#include "unit.h"

#define AUTH "signing-s3cret"
#define PRIV "hiding-s3cret"
#define ENGINE "engineID one\noldEngineID 0x80001f88046f6e65\n" /* the old one is the same: then it has booted before */
#define CONFIG                                                                                                         \
  "createUser plain\ncreateUser signed SHA \"" AUTH "\"\n"                                                             \
  "createUser both SHA-256 \"" AUTH "\" AES \"" PRIV "\"\n"                                                            \
  "createUser long SHA-512 \"" AUTH "\" AES-256 \"" PRIV "\"\n"                                                        \
  "createUser stretched MD5 \"" AUTH "\" AES-192 \"" PRIV "\"\n"                                                       \
  "createUser blind SHA-256 \"" AUTH "\" AES \"" PRIV "\"\n"                                                           \
  "rouser plain noauth\nrouser signed auth\nrouser both priv\nrouser long priv\nrouser stretched priv\n"              \
  "rocommunity public\n"

struct bench {
  struct core *core;
  struct snmpd *snmpd;
};

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  bench->snmpd = snmpd_new(CONFIG);
  bench->core = core_start();
  snmpd_start(bench->snmpd);
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  core_stop(bench->core);
  snmpd_free(bench->snmpd);
  g_free(bench);
  return 0;
}

static void add_user(struct bench *bench, const char *subject, const char *transport, const char *user,
                     const char *auth, const char *auth_passphrase, const char *priv, const char *priv_passphrase)
{
  g_autofree char *address = snmpd_address(bench->snmpd, transport);
  core_add_agent_with(bench->core, subject, address, "3", "user", user, auth ? "auth" : NULL, auth, "auth_passphrase",
                      auth_passphrase, priv ? "priv" : NULL, priv, "priv_passphrase", priv_passphrase, NULL);
}

static void add_right(struct bench *bench, const char *subject, const char *transport)
{
  add_user(bench, subject, transport, "both", "sha-256", AUTH, "aes", PRIV);
}

static gboolean is_polled(struct core *core, gpointer subject)
{
  const struct reading *reading = core_reading(core, subject, METRIC_HOST_MEM_TOTAL_BYTES);
  return reading && reading->state == READING_KNOWN;
}

static gboolean is_not_polled(struct core *core, gpointer subject)
{
  return !is_polled(core, subject);
}

static gboolean is_down(struct core *core, gpointer subject)
{
  return core_link(core, subject) == LINK_DOWN;
}

static gboolean has_six_rounds(struct core *core, gpointer subject)
{
  return core_rounds(core, subject) >= 6;
}

static void every_level_and_protocol_is_polled(void **state)
{
  static const char *const subjects[] = {"host:plain", "host:signed", "host:both", "host:long", "host:stretched"};
  struct bench *bench = *state;
  add_user(bench, subjects[0], "udp", "plain", NULL, NULL, NULL, NULL);
  add_user(bench, subjects[1], "udp", "signed", "sha", AUTH, NULL, NULL);
  add_user(bench, subjects[2], "udp", "both", "sha-256", AUTH, "aes", PRIV);
  add_user(bench, subjects[3], "udp6", "long", "sha-512", AUTH, "aes-256", PRIV);
  add_user(bench, subjects[4], "udp", "stretched", "md5", AUTH, "aes-192", PRIV);
  core_configure(bench->core, 1000);
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
    assert_true(core_wait(bench->core, is_polled, (gpointer)subjects[i]));
    assert_int_equal(core_link(bench->core, subjects[i]), LINK_UP);
    assert_non_null(strstr(core_facts(bench->core, subjects[i]), "'hrStorageTable'"));
  }
  assert_int_equal(core_counter(bench->core, "denied"), 0);
  assert_int_equal(core_counter(bench->core, "foreign_replies"), 0);
}

static void tcp_carries_every_version(void **state)
{
  static const char *const subjects[] = {"host:v1", "host:v2c", "host:v3", "host:six"};
  struct bench *bench = *state;
  g_autofree char *address = snmpd_address(bench->snmpd, "tcp");
  core_add_agent_with(bench->core, subjects[0], address, "1", "community", "public", NULL);
  core_add_agent_with(bench->core, subjects[1], address, "2c", "community", "public", NULL);
  add_right(bench, subjects[2], "tcp");
  add_right(bench, subjects[3], "tcp6");
  core_configure(bench->core, 1000);
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++)
    assert_true(core_wait(bench->core, is_polled, (gpointer)subjects[i]));
  snmpd_kill(bench->snmpd);
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++)
    assert_true(core_wait(bench->core, is_down, (gpointer)subjects[i]));
  assert_non_null(strstr(core_link_reason(bench->core, "host:v2c"), "nothing listens"));
  snmpd_start(bench->snmpd);
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++)
    assert_true(core_wait(bench->core, is_polled, (gpointer)subjects[i]));
}

static void what_is_wrong_with_a_user_is_told_apart_and_not_tried_again_at_once(void **state)
{
  static const struct {
    const char *subject, *reason;
  } wrong[] = {{"host:user", "does not know this user"},
               {"host:auth", "the signature is wrong"},
               {"host:priv", "priv and its passphrase right"},
               {"host:level", "does not sign or encrypt like this"},
               {"host:view", "lets this user read nothing"}};
  struct bench *bench = *state;
  add_right(bench, "host:good", "udp");
  add_user(bench, wrong[0].subject, "udp", "nobody", "sha-256", AUTH, "aes", PRIV);
  add_user(bench, wrong[1].subject, "udp", "both", "sha-256", AUTH "-not", "aes", PRIV);
  add_user(bench, wrong[2].subject, "udp", "both", "sha-256", AUTH, "aes", PRIV "-not");
  add_user(bench, wrong[3].subject, "udp", "signed", "sha", AUTH, "aes", PRIV);
  add_user(bench, wrong[4].subject, "udp", "blind", "sha-256", AUTH, "aes", PRIV);
  core_configure(bench->core, 1000);
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    assert_true(core_wait(bench->core, has_six_rounds, (gpointer)wrong[i].subject));
    assert_int_equal(core_link(bench->core, wrong[i].subject), LINK_DOWN);
    assert_non_null(strstr(core_link_reason(bench->core, wrong[i].subject), wrong[i].reason));
    assert_int_equal(core_reading(bench->core, wrong[i].subject, METRIC_HOST_MEM_TOTAL_BYTES)->state,
                     READING_REFUSED);
  }
  assert_int_equal(core_counter(bench->core, "denied"), G_N_ELEMENTS(wrong)); /* in six rounds: once each */
  assert_true(is_polled(bench->core, (gpointer)"host:good"));
  assert_int_equal(core_gaps(bench->core, "host:good"), 0);
  g_autofree char *log = core_log(bench->core);
  assert_null(strstr(log, AUTH));
  assert_null(strstr(log, PRIV));
}

static gboolean has_polled_until(struct core *core, gpointer polls)
{
  return core_counter(core, "polls") >= GPOINTER_TO_SIZE(polls);
}

/* Some polls more, and their counters. */
static void poll_on(struct bench *bench)
{
  assert_true(core_wait(bench->core, has_polled_until, GSIZE_TO_POINTER(core_counter(bench->core, "polls") + 4)));
}

/* Goes on as an agent whose engine is another one. */
static void change_engine(struct bench *bench, const char *config)
{
  snmpd_kill(bench->snmpd);
  snmpd_configure(bench->snmpd, config);
  assert_true(core_wait(bench->core, is_not_polled, (gpointer)"host:h1"));
  snmpd_start(bench->snmpd);
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h1"));
}

/* Polls the agent of this configuration until it is known. */
static void begin_with(struct bench *bench, const char *config)
{
  snmpd_kill(bench->snmpd);
  snmpd_configure(bench->snmpd, config);
  snmpd_start(bench->snmpd);
  add_right(bench, "host:h1", "udp");
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h1"));
}

static void boots_that_went_back_are_taken_once(void **state)
{
  struct bench *bench = *state;
  begin_with(bench, ENGINE "engineBoots 40\n" CONFIG);
  assert_int_equal(core_counter(bench->core, "clocks_learned"), 0);
  change_engine(bench, ENGINE "engineBoots 3\n" CONFIG);
  poll_on(bench);
  assert_int_equal(core_counter(bench->core, "clocks_learned"), 1);
  assert_int_equal(core_counter(bench->core, "engines_learned"), 1);
}

static void an_engine_with_another_id_is_asked_for_it_once(void **state)
{
  struct bench *bench = *state;
  begin_with(bench, "engineID one\n" CONFIG);
  change_engine(bench, "engineID two\n" CONFIG);
  poll_on(bench);
  assert_int_equal(core_counter(bench->core, "engines_learned"), 2);
}

static void what_is_known_of_engines_outlives_the_program(void **state)
{
  struct bench *bench = *state;
  add_right(bench, "host:h1", "udp");
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h1"));
  core_restart(bench->core);
  add_right(bench, "host:h1", "udp");
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h1"));
  poll_on(bench);
  assert_int_equal(core_counter(bench->core, "engines_learned"), 0);
  assert_int_equal(core_counter(bench->core, "clocks_learned"), 0);
}

static gboolean tells_engine(struct core *core, gpointer subject)
{
  return strstr(core_facts(core, subject), "'80001f8804636f70696564'") != NULL;
}

/* Also where its user may not see snmpEngineID: doctor says who shares one. */
static void agents_with_the_same_engine_id_are_polled_and_both_tell_it(void **state)
{
  static const char narrow[] = "engineID copied\nview narrow included .1.3.6.1.2.1\nview narrow included .1.3.6.1.4.1\n"
                               "createUser both SHA-256 \"" AUTH "\" AES \"" PRIV "\"\nrouser both priv -V narrow\n";
  struct bench *bench = *state;
  struct snmpd *twin = snmpd_new(narrow), *other = bench->snmpd;
  bench->snmpd = snmpd_new("engineID copied\n" CONFIG);
  snmpd_start(twin);
  snmpd_start(bench->snmpd);
  add_right(bench, "host:h1", "udp");
  g_autofree char *address = snmpd_address(twin, "udp");
  core_add_agent_with(bench->core, "host:h2", address, "3", "user", "both", "auth", "sha-256", "auth_passphrase", AUTH,
                      "priv", "aes", "priv_passphrase", PRIV, NULL);
  core_configure(bench->core, 1000);
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h1"));
  assert_true(core_wait(bench->core, is_polled, (gpointer)"host:h2"));
  assert_true(core_wait(bench->core, tells_engine, (gpointer)"host:h1"));
  assert_true(core_wait(bench->core, tells_engine, (gpointer)"host:h2"));
  snmpd_free(twin);
  snmpd_free(other);
}

int main(void)
{
  if (!snmpd_is_installed())
    return SKIPPED;
#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      ON_BENCH(every_level_and_protocol_is_polled),
      ON_BENCH(tcp_carries_every_version),
      ON_BENCH(what_is_wrong_with_a_user_is_told_apart_and_not_tried_again_at_once),
      ON_BENCH(boots_that_went_back_are_taken_once),
      ON_BENCH(an_engine_with_another_id_is_asked_for_it_once),
      ON_BENCH(what_is_known_of_engines_outlives_the_program),
      ON_BENCH(agents_with_the_same_engine_id_are_polled_and_both_tell_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
