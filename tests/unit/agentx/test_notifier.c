/* Events on their way to targets; this test is the process of each target, too, which behaves as its address says. */
#include "agentx/notifier.h"

#include "agentx/sender.h"
#include "folder.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 20000

struct site {
  char *folder;
  struct rows *rows;
  struct notifier *notifier;
  guint64 taken;
};

/* ---- the process of a target --------------------------------------------------------------------- */

static int play_sender(void)
{
  guint8 packet[SENDER_PACKET_MAX];
  ssize_t n = recv(3, packet, sizeof packet, 0);
  g_autoptr(GVariant) settings = g_variant_ref_sink(
      g_variant_new_from_data(G_VARIANT_TYPE(SENDER_SETTINGS), packet, (gsize)MAX(n, 0), FALSE, NULL, NULL));
  g_autofree char *manners = NULL;
  g_variant_get_child(settings, 0, "s", &manners);
  while (recv(3, packet, sizeof packet, 0) > 0) {
    if (strcmp(manners, "dies") == 0)
      _exit(9);
    const char *said = strcmp(manners, "refuses") == 0 ? "it refused" : "";
    if (strcmp(manners, "hangs") != 0 && send(3, said, strlen(said) + 1, MSG_NOSIGNAL) < 0)
      return 1;
  }
  return 0;
}

/* ---- this test ----------------------------------------------------------------------------------- */

static void on_taken(guint64 number, gpointer user)
{
  struct site *site = user;
  assert_true(number > site->taken);
  site->taken = number;
}

static int setup(void **state)
{
  struct site *site = g_new0(struct site, 1);
  site->folder = g_dir_make_tmp("provost-notifier-XXXXXX", NULL);
  site->rows = rows_new();
  site->notifier = notifier_new(site->rows, on_taken, site);
  *state = site;
  return 0;
}

static int teardown(void **state)
{
  struct site *site = *state;
  notifier_free(site->notifier);
  rows_free(site->rows);
  folder_remove(site->folder);
  g_free(site->folder);
  g_free(site);
  return 0;
}

/* Targets with these manners, as "works dies". */
static void configure(struct site *site, const char *manners)
{
  GVariantBuilder targets;
  g_auto(GStrv) words = g_strsplit(manners, " ", -1);
  g_variant_builder_init(&targets, G_VARIANT_TYPE("a(sssuuba{ss})"));
  for (guint i = 0; words[i] && words[i][0]; i++)
    g_variant_builder_add(&targets, "(sssuub@a{ss})", words[i], words[i], "2c", 1000, 0, TRUE,
                          g_variant_new_array(G_VARIANT_TYPE("{ss}"), NULL, 0));
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_builder_end(&targets));
  notifier_configure(site->notifier, body, site->folder, 60000);
}

static void tell(struct site *site, guint64 from, guint64 to)
{
  for (guint64 number = from; number <= to; number++)
    notifier_take_event(site->notifier, number, "guest", "{\"what\": \"created\", \"guest\": {\"name\": \"g\", \"uuid\": \"u\"}}");
}

static gboolean on_late(gpointer late)
{
  *(gboolean *)late = TRUE;
  return G_SOURCE_REMOVE;
}

#define TURN_UNTIL(condition)                                                                              \
  do {                                                                                                     \
    gboolean late = FALSE;                                                                                 \
    guint limit = g_timeout_add(PATIENCE_MS, on_late, &late);                                              \
    while (!(condition) && !late)                                                                          \
      g_main_context_iteration(NULL, TRUE);                                                                \
    assert_false(late);                                                                                    \
    g_source_remove(limit);                                                                                \
  } while (0)

static void an_event_is_taken_when_each_target_has_it(void **state)
{
  struct site *site = *state;
  configure(site, "works fine");
  tell(site, 1, 100);
  assert_int_equal(site->taken, 0);
  TURN_UNTIL(site->taken == 100);
  assert_int_equal(notifier_counts(site->notifier).sent, 200);
  assert_false(notifier_is_busy(site->notifier));
}

static void an_event_of_which_nobody_is_notified_is_taken(void **state)
{
  struct site *site = *state;
  configure(site, "works");
  notifier_take_event(site->notifier, 5, "alert", "{}");
  assert_int_equal(site->taken, 5);
}

/* A target that refuses, dies or hangs keeps none of the others waiting, and the core neither. */
static void a_target_that_fails_holds_up_no_other(void **state)
{
  struct site *site = *state;
  configure(site, "works refuses dies");
  tell(site, 1, 20);
  TURN_UNTIL(site->taken == 20 && notifier_counts(site->notifier).failed > 20);
  assert_int_equal(notifier_failing(site->notifier), 2);
  assert_int_equal(notifier_counts(site->notifier).sent, 20);
}

/* B09 */
static void what_waits_for_a_target_is_bounded_and_the_oldest_goes(void **state)
{
  struct site *site = *state;
  configure(site, "hangs");
  tell(site, 1, TARGET_QUEUE_MAX + 7);
  struct target_counts counts = notifier_counts(site->notifier);
  assert_int_equal(counts.waiting, TARGET_QUEUE_MAX);
  assert_int_equal(counts.dropped, 7);
}

static void a_reload_keeps_what_waits_for_a_target_that_stays(void **state)
{
  struct site *site = *state;
  configure(site, "hangs");
  tell(site, 1, 5);
  configure(site, "works hangs");
  assert_int_equal(notifier_counts(site->notifier).waiting, 5);
  configure(site, "works");
  struct target_counts counts = notifier_counts(site->notifier);
  assert_int_equal(counts.waiting, 0);
  assert_int_equal(counts.dropped, 5);
  assert_int_equal(site->taken, 5);
}

static void heartbeats_go_out_when_they_are_due(void **state)
{
  struct site *site = *state;
  configure(site, "works");
  for (guint64 number = 1; number <= 10; number++)
    notifier_take_event(site->notifier, number, "provost", "{\"what\": \"heartbeat\"}");
  TURN_UNTIL(site->taken == 10);
  assert_int_equal(notifier_counts(site->notifier).sent, 1);
}

static void the_engine_stays_and_its_boots_rise(void **state)
{
  const struct site *site = *state;
  struct engine first, second, third;
  engine_begin(&first, site->folder);
  engine_begin(&second, site->folder);
  assert_memory_equal(first.id, second.id, ENGINE_ID_BYTES);
  assert_int_equal(first.boots, 1);
  assert_int_equal(second.boots, 2);
  g_autofree char *path = g_build_filename(site->folder, "snmp-engine", NULL);
  assert_true(g_file_set_contents(path, "80001f8805 nonsense", -1, NULL));
  engine_begin(&third, site->folder);
  assert_int_equal(third.boots, 1);
  assert_memory_not_equal(first.id, third.id, ENGINE_ID_BYTES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
  if (argc == 2 && strcmp(argv[1], SENDER_OPTION) == 0)
    return play_sender();
  const struct CMUnitTest tests[] = {
      TEST(an_event_is_taken_when_each_target_has_it),
      TEST(an_event_of_which_nobody_is_notified_is_taken),
      TEST(a_target_that_fails_holds_up_no_other),
      TEST(what_waits_for_a_target_is_bounded_and_the_oldest_goes),
      TEST(a_reload_keeps_what_waits_for_a_target_that_stays),
      TEST(heartbeats_go_out_when_they_are_due),
      TEST(the_engine_stays_and_its_boots_rise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
