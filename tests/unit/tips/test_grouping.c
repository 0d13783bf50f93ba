/* One cause, many symptoms: which tips stand under which, and when they stand alone again. */
#include "folder.h"
#include "tips/tipbook.h"
#include "unit.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT(1790000000000000)

struct desk {
  struct virtual_clock clock;
  char *folder;
  struct journal *journal;
  struct tipbook *book;
  GHashTable *symptom_of; /* policy -> GStrv */
  GHashTable *containing; /* subject -> GStrv, itself first; a subject that is not here contains itself alone */
  GString *audit;         /* of grouping: "2 grouped under tip 1, " */
  guint told, looked;     /* refreshes that were told; how often it was asked what contains a subject */
};

static guint64 next_id(gpointer keeper)
{
  return journal_next_tip_id(((struct desk *)keeper)->journal);
}

static void put(gpointer keeper, const struct tip *tip, const struct audit *audit)
{
  struct desk *desk = keeper;
  if (audit && strcmp(audit->by, "provostd") == 0)
    g_string_append_printf(desk->audit, "%" G_GUINT64_FORMAT " %s, ", tip->id, audit->event);
  journal_put_tip(desk->journal, tip, audit);
}

static gboolean is_healthy(gpointer keeper, const char **why)
{
  return journal_is_healthy(((struct desk *)keeper)->journal, why);
}

static void forget(gpointer keeper, gint64 before_us)
{
  journal_forget(((struct desk *)keeper)->journal, before_us);
}

static GPtrArray *load(gpointer keeper, guint finished, GError **error)
{
  return journal_load_tips(((struct desk *)keeper)->journal, finished, error);
}

static void note_refresh(const struct tip *tip, enum tip_event event, gpointer user)
{
  (void)tip;
  ((struct desk *)user)->told += event == TIP_EVENT_REFRESH;
}

static const char *const *symptom_of(const char *policy, gpointer user)
{
  return g_hash_table_lookup(((struct desk *)user)->symptom_of, policy);
}

static GPtrArray *containing(const char *subject, gpointer user)
{
  struct desk *desk = user;
  GPtrArray *subjects = g_ptr_array_new_with_free_func(g_free);
  char **all = g_hash_table_lookup(desk->containing, subject);
  desk->looked++;
  g_ptr_array_add(subjects, g_strdup(subject));
  for (; all && *all; all++)
    g_ptr_array_add(subjects, g_strdup(*all));
  return subjects;
}

static void open_book(struct desk *desk)
{
  static const struct tipbook_events events = {.moved = note_refresh, .symptom_of = symptom_of, .containing = containing};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(desk->folder, "provost.db", NULL);
  desk->journal = journal_open(path, &desk->clock.clock, &error);
  assert_no_error(error);
  desk->book = tipbook_new(&(struct tipbook_options){
                                .keeping = {.next_id = next_id, .put = put, .is_healthy = is_healthy, .load = load, .forget = forget, .keeper = desk},
                                .clock = &desk->clock.clock, .events = &events, .user = desk},
                           &error);
  assert_no_error(error);
}

static void close_book(struct desk *desk)
{
  tipbook_free(desk->book);
  journal_free(desk->journal);
}

/* The policy's tips are symptoms of those of `policies`; "" of none. And what contains the subject, besides itself. Words. */
static void declare(struct desk *desk, const char *policy, const char *policies)
{
  g_hash_table_replace(desk->symptom_of, g_strdup(policy), *policies ? g_strsplit(policies, " ", -1) : g_new0(char *, 1));
}

static void put_into(struct desk *desk, const char *subject, const char *subjects)
{
  g_hash_table_replace(desk->containing, g_strdup(subject), g_strsplit(subjects, " ", -1));
}

/* A guest on h1, which hangs on a switch. */
static int set_up(void **state)
{
  struct desk *desk = g_new0(struct desk, 1);
  virtual_clock_init(&desk->clock, START_US);
  desk->folder = g_dir_make_tmp("provost-grouping-XXXXXX", NULL);
  desk->symptom_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  desk->containing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  desk->audit = g_string_new("");
  declare(desk, "guest-slow", "host-path host-busy");
  declare(desk, "host-path", "switch-down");
  put_into(desk, "guest:g1", "host:h1 device:sw1 cluster:lab");
  put_into(desk, "guest:g2", "host:h1 device:sw1 cluster:lab");
  put_into(desk, "host:h1", "device:sw1 cluster:lab");
  open_book(desk);
  *state = desk;
  return 0;
}

static int tear_down(void **state)
{
  struct desk *desk = *state;
  close_book(desk);
  folder_remove(desk->folder);
  g_free(desk->folder);
  g_hash_table_unref(desk->symptom_of);
  g_hash_table_unref(desk->containing);
  g_string_free(desk->audit, TRUE);
  g_free(desk);
  return 0;
}

static void find(struct desk *desk, enum finding_kind kind, const char *policy, const char *subject)
{
  struct finding *finding = finding_new();
  finding->kind = kind;
  finding->policy = g_strdup(policy);
  finding->subject = g_strdup(subject);
  finding->pack = g_strdup("core");
  finding->pack_version = g_strdup("1");
  finding->title = g_strdup("Bad");
  finding->text = g_strdup("it is bad");
  finding->severity = SEVERITY_WARNING;
  g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
  tipbook_take_finding(desk->book, finding, subject);
  finding_free(finding);
}

static void trouble(struct desk *desk, const char *policy, const char *subject)
{
  find(desk, FINDING_TIP, policy, subject);
}

static guint64 cause_of(const struct desk *desk, guint64 id)
{
  return tipbook_tip(desk->book, id)->cause;
}

/* "2 3 " */
static void symptoms_are(const struct desk *desk, guint64 id, const char *expected)
{
  g_autoptr(GArray) ids = tipbook_symptoms(desk->book, id);
  g_autoptr(GString) words = g_string_new("");
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf(words, "%" G_GUINT64_FORMAT " ", g_array_index(ids, guint64, i));
  assert_string_equal(words->str, expected);
}

static void audit_was(struct desk *desk, const char *expected)
{
  assert_string_equal(desk->audit->str, expected);
  g_string_truncate(desk->audit, 0);
}

static void dismiss(struct desk *desk, guint64 id)
{
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = "operator test", .why = "it is known"};
  tipbook_move(desk->book, id, TIP_EVENT_DISMISS, &change, &error);
  assert_no_error(error);
}

static void a_symptom_stands_under_the_cause_that_is_there(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "guest-slow", "guest:g2");
  trouble(desk, "guest-slow", "guest:elsewhere");
  trouble(desk, "guest-slow", "guest:g1"); /* again: nothing is new */
  assert_int_equal(cause_of(desk, 2), 1);
  assert_int_equal(cause_of(desk, 4), 0);
  symptoms_are(desk, 1, "2 3 ");
  symptoms_are(desk, 2, "");
  symptoms_are(desk, 99, "");
  audit_was(desk, "2 grouped under tip 1, 3 grouped under tip 1, ");
  assert_int_equal(desk->told, 2);
}

static void a_cause_that_comes_later_takes_its_symptoms(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "guest-slow", "guest:elsewhere");
  trouble(desk, "host-busy", "host:h2");
  audit_was(desk, "");
  trouble(desk, "host-busy", "host:h1");
  symptoms_are(desk, 4, "1 ");
  audit_was(desk, "1 grouped under tip 4, ");
}

/* The order in which they are declared. */
static void of_two_causes_the_one_that_the_policy_names_first_counts(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "host-path", "host:h1");
  assert_int_equal(cause_of(desk, 2), 3);
  symptoms_are(desk, 1, "");
  find(desk, FINDING_CLEAR, "host-path", "host:h1");
  assert_int_equal(cause_of(desk, 2), 1);
  audit_was(desk, "2 grouped under tip 1, 2 grouped under tip 3, 2 grouped under tip 1, ");
}

static void a_symptom_is_on_its_own_when_its_cause_is_finished(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "guest-slow", "guest:g2");
  find(desk, FINDING_CLEAR, "guest-slow", "guest:g1");
  symptoms_are(desk, 1, "3 ");
  dismiss(desk, 1);
  symptoms_are(desk, 1, "");
  assert_int_equal(cause_of(desk, 3), 0);
  assert_int_equal(tipbook_tip(desk->book, 3)->retry_us, START_US + GROUPING_GRACE_SEC * G_USEC_PER_SEC);
  assert_string_equal(tipbook_tip(desk->book, 3)->state_reason, "its cause, tip 1, is finished, and it may end by itself");
  assert_int_equal(cause_of(desk, 2), 1); /* what the finished one was stays on record */
  audit_was(desk, "2 grouped under tip 1, 3 grouped under tip 1, 3 on its own again, ");
  trouble(desk, "host-busy", "host:h1"); /* held back */
  trouble(desk, "guest-slow", "guest:g2");
  audit_was(desk, "");
}

static void a_tip_that_comes_back_is_a_symptom_again(void **state)
{
  struct desk *desk = *state;
  tipbook_set_terms(desk->book, &(struct tipbook_terms){.flap_window_sec = 600});
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  find(desk, FINDING_CLEAR, "guest-slow", "guest:g1");
  symptoms_are(desk, 1, "");
  trouble(desk, "guest-slow", "guest:g1");
  symptoms_are(desk, 1, "2 ");
  find(desk, FINDING_CLEAR, "host-busy", "host:h1");
  assert_int_equal(cause_of(desk, 2), 0);
  trouble(desk, "host-busy", "host:h1");
  symptoms_are(desk, 1, "2 ");
}

/* The test of a tip (provost doctor) waits for what the tip would wait for, and nothing waits for it. */
static void a_test_is_a_symptom_and_no_cause(void **state)
{
  struct desk *desk = *state;
  g_autoptr(GError) error = NULL;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  const char *const tests[][2] = {{"guest-slow", "guest:g2"}, {"host-path", "host:h1"}};
  for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
    struct tip *tip = tip_new();
    tip->policy = g_strdup(tests[i][0]);
    tip->subject = g_strdup(tests[i][1]);
    assert_int_not_equal(tipbook_raise_test(desk->book, tip, "operator test", &error), 0);
  }
  symptoms_are(desk, 1, "2 3 ");
  symptoms_are(desk, 4, "");
  dismiss(desk, 3);
  symptoms_are(desk, 1, "2 ");
}

static void a_symptom_that_goes_elsewhere_leaves_its_cause(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  put_into(desk, "guest:g1", "host:h2 cluster:lab");
  trouble(desk, "guest-slow", "guest:g1");
  assert_int_equal(cause_of(desk, 2), 0);
  assert_int_equal(tipbook_tip(desk->book, 2)->retry_us, 0); /* its trouble is its own */
  symptoms_are(desk, 1, "");
  trouble(desk, "host-busy", "host:h2"); /* it is awaited there now */
  symptoms_are(desk, 3, "2 ");
  find(desk, FINDING_CLEAR, "host-busy", "host:h1"); /* and here not any more */
  symptoms_are(desk, 3, "2 ");
}

static void a_cause_that_is_a_symptom_hands_on_what_stands_under_it(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "host-path", "host:h1");
  assert_int_equal(cause_of(desk, 1), 2);
  trouble(desk, "switch-down", "device:sw1");
  assert_int_equal(cause_of(desk, 1), 3);
  assert_int_equal(cause_of(desk, 2), 3);
  symptoms_are(desk, 3, "1 2 ");
  symptoms_are(desk, 2, "");
  trouble(desk, "guest-slow", "guest:g2");
  assert_int_equal(cause_of(desk, 4), 3);
  find(desk, FINDING_CLEAR, "switch-down", "device:sw1");
  symptoms_are(desk, 2, "1 4 ");
  trouble(desk, "switch-down", "device:sw1");
  find(desk, FINDING_CLEAR, "host-path", "host:h1"); /* nothing leads to the switch any more */
  symptoms_are(desk, 5, "");
  assert_int_equal(cause_of(desk, 1), 0);
}

static void declarations_in_a_circle_make_none(void **state)
{
  struct desk *desk = *state;
  declare(desk, "a", "b");
  declare(desk, "b", "c");
  declare(desk, "c", "a");
  trouble(desk, "a", "host:h1");
  trouble(desk, "b", "host:h1");
  trouble(desk, "c", "host:h1");
  trouble(desk, "a", "host:h1");
  trouble(desk, "b", "host:h1");
  for (guint64 id = 1; id <= 3; id++) {
    guint64 cause = cause_of(desk, id);
    assert_true(cause == 0 || cause_of(desk, cause) == 0);
    assert_int_not_equal(cause, id);
  }
  g_string_truncate(desk->audit, 0);
  trouble(desk, "c", "host:h1");
  trouble(desk, "a", "host:h1");
  audit_was(desk, ""); /* it has come to rest */
}

static void it_is_known_again_after_a_restart(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "guest-slow", "guest:g2");
  close_book(desk);
  open_book(desk);
  symptoms_are(desk, 1, "2 3 ");
  trouble(desk, "guest-slow", "guest:g1");
  audit_was(desk, "2 grouped under tip 1, 3 grouped under tip 1, ");
  find(desk, FINDING_CLEAR, "host-busy", "host:h1");
  symptoms_are(desk, 1, "");
  assert_int_equal(cause_of(desk, 2), 0);
  assert_int_equal(cause_of(desk, 3), 0); /* though it was not found since */
}

/* The end of the cause was stored, and what became of its symptom was not. */
static void a_cause_that_ended_as_the_core_did_is_none_after_its_start(void **state)
{
  struct desk *desk = *state;
  trouble(desk, "guest-slow", "guest:g1");
  trouble(desk, "host-busy", "host:h1");
  find(desk, FINDING_CLEAR, "host-busy", "host:h1");
  for (guint64 cause = 1; cause <= 3; cause++) { /* itself, one that is finished, one that is forgotten */
    struct tip *tip = (struct tip *)tipbook_tip(desk->book, 1);
    tip->cause = cause;
    journal_put_tip(desk->journal, tip, NULL);
    close_book(desk);
    open_book(desk);
    assert_int_equal(cause_of(desk, 1), 0);
  }
}

static void what_no_policy_declares_is_not_looked_at(void **state)
{
  struct desk *desk = *state;
  declare(desk, "nothing", "");
  trouble(desk, "host-busy", "host:h1");
  trouble(desk, "nothing", "guest:g1");
  assert_int_equal(desk->looked, 0);
  trouble(desk, "guest-slow", "guest:g1");
  declare(desk, "guest-slow", "host-path");
  trouble(desk, "guest-slow", "guest:g1");
  assert_int_equal(cause_of(desk, 3), 0);
}

/* 5,000 guests on 50 hosts, before and after their causes come and go. */
static void a_storm_costs_a_look_for_each_finding(void **state)
{
  enum { HOSTS = 50, GUESTS = 5000 };
  struct desk *desk = *state;
  char host[16], guest[16];
  for (guint i = 0; i < GUESTS; i++) {
    g_snprintf(host, sizeof host, "host:h%u", i % HOSTS);
    g_snprintf(guest, sizeof guest, "guest:%u", i);
    put_into(desk, guest, host);
    trouble(desk, "guest-slow", guest);
  }
  assert_int_equal(desk->looked, GUESTS);
  for (guint i = 0; i < HOSTS; i++) {
    g_snprintf(host, sizeof host, "host:h%u", i);
    trouble(desk, "host-busy", host);
  }
  assert_int_equal(desk->looked, GUESTS);
  assert_int_equal(desk->told, GUESTS); /* each is grouped once */
  for (guint i = 0; i < GUESTS; i++) {
    g_snprintf(guest, sizeof guest, "guest:%u", i);
    trouble(desk, "guest-slow", guest);
  }
  assert_int_equal(desk->told, GUESTS);
  assert_int_equal(desk->looked, 2 * GUESTS);
  for (guint i = 0; i < HOSTS; i++) {
    g_snprintf(host, sizeof host, "host:h%u", i);
    find(desk, FINDING_CLEAR, "host-busy", host);
  }
  assert_int_equal(desk->told, 2 * GUESTS);
  assert_int_equal(desk->looked, 2 * GUESTS);
}

static void trouble_guests(struct desk *desk, guint guests)
{
  char guest[16];
  for (guint i = 0; i < guests; i++) {
    g_snprintf(guest, sizeof guest, "guest:%u", i);
    put_into(desk, guest, "host:h1");
    trouble(desk, "guest-slow", guest);
  }
}

/* How many of the tips 1 to `tips` are symptoms of `cause`, whether they have been told or not. */
static guint n_symptoms(const struct desk *desk, guint64 tips, guint64 cause)
{
  guint n = 0;
  for (guint64 id = 1; id <= tips; id++)
    n += tipbook_cause(desk->book, id) == cause;
  return n;
}

/* More than the core's loop may be kept busy with. */
static void very_many_symptoms_of_one_cause_follow_with_their_next_findings(void **state)
{
  enum { GUESTS = 700 };
  struct desk *desk = *state;
  trouble_guests(desk, GUESTS);
  trouble(desk, "host-busy", "host:h1");
  assert_in_range(desk->told, 1, GUESTS - 1);
  assert_int_equal(n_symptoms(desk, GUESTS, GUESTS + 1), GUESTS);
  trouble_guests(desk, GUESTS);
  assert_int_equal(desk->told, GUESTS);
  find(desk, FINDING_CLEAR, "host-busy", "host:h1");
  assert_in_range(desk->told, GUESTS + 1, 2 * GUESTS - 1);
  assert_int_equal(n_symptoms(desk, GUESTS, GUESTS + 1), 2 * GUESTS - desk->told);
  trouble_guests(desk, GUESTS);
  assert_int_equal(desk->told, 2 * GUESTS);
  for (guint64 id = 1; id <= GUESTS; id++)
    assert_int_equal(cause_of(desk, id), 0);
  assert_int_equal(n_symptoms(desk, GUESTS, 0), GUESTS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_symptom_stands_under_the_cause_that_is_there),
      TEST(a_cause_that_comes_later_takes_its_symptoms),
      TEST(of_two_causes_the_one_that_the_policy_names_first_counts),
      TEST(a_symptom_is_on_its_own_when_its_cause_is_finished),
      TEST(a_tip_that_comes_back_is_a_symptom_again),
      TEST(a_test_is_a_symptom_and_no_cause),
      TEST(a_symptom_that_goes_elsewhere_leaves_its_cause),
      TEST(a_cause_that_is_a_symptom_hands_on_what_stands_under_it),
      TEST(declarations_in_a_circle_make_none),
      TEST(it_is_known_again_after_a_restart),
      TEST(a_cause_that_ended_as_the_core_did_is_none_after_its_start),
      TEST(what_no_policy_declares_is_not_looked_at),
      TEST(a_storm_costs_a_look_for_each_finding),
      TEST(very_many_symptoms_of_one_cause_follow_with_their_next_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
