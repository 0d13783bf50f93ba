/* Who of several instances of provost may have a host. */
#include "virt/claimant.h"
#include "unit.h"

#define OURS "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c00aa"
#define THEIRS "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c00bb"
#define SEC G_USEC_PER_SEC

static const struct claim_seen nothing = {NULL, NULL};

static struct claimant *claimant(void)
{
  return claimant_new(OURS, "provost 6f3c1a52 (/a) on machine m1", "2026-11-28 10:00:00 UTC", 60);
}

/* Lays the claim down, as libvirt then shows it. */
static struct claim_seen lay_down(struct claimant *claimant)
{
  const char *text = claimant_write(claimant);
  claimant_has_written(claimant, TRUE);
  return (struct claim_seen){OURS, text};
}

static void a_host_that_nobody_has_is_claimed_at_once(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  assert_int_equal(claimant_read(us, &nothing, 5 * SEC), CLAIM_STEP_DEFINE);
  assert_int_equal(us->state, CLAIM_UNKNOWN);
  lay_down(us);
  assert_int_equal(us->state, CLAIM_OURS);
  claimant_free(us);
}

static void what_is_ours_is_renewed_with_another_text(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  claimant_read(us, &nothing, 5 * SEC);
  struct claim_seen first = lay_down(us);
  g_autofree char *text = g_strdup(first.text);
  assert_int_equal(claimant_read(us, &first, 15 * SEC), CLAIM_STEP_DEFINE);
  assert_string_not_equal(claimant_write(us), text);
  claimant_free(us);
}

static void a_claim_of_an_earlier_life_here_is_ours_again(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  const struct claim_seen left = {OURS, "provost 6f3c1a52 (/a) on machine m1, since yesterday, renewed 812"};
  assert_int_equal(claimant_read(us, &left, 5 * SEC), CLAIM_STEP_DEFINE);
  claimant_free(us);
}

static void our_uuid_on_another_machine_is_another_s(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  const struct claim_seen copy = {OURS, "provost 6f3c1a52 (/a) on machine m2, since yesterday, renewed 812"};
  assert_int_equal(claimant_read(us, &copy, 5 * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(us->state, CLAIM_OTHER);
  claimant_free(us);
}

static void who_writes_over_our_claim_under_our_uuid_has_it(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  claimant_read(us, &nothing, 5 * SEC);
  lay_down(us);
  const struct claim_seen copy = {OURS, "provost 6f3c1a52 (/a) on machine m1, since today, renewed 1"};
  assert_int_equal(claimant_read(us, &copy, 15 * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(us->state, CLAIM_OTHER);
  claimant_free(us);
}

/* Whether the write came through is not known: the text that lies there may be the former or the new one. */
static void a_renewal_that_may_have_failed_leaves_it_ours(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  claimant_read(us, &nothing, 5 * SEC);
  g_autofree char *former = g_strdup(lay_down(us).text);
  const struct claim_seen before = {OURS, former}, after = {OURS, claimant_write(us)};
  claimant_has_written(us, FALSE);
  assert_int_equal(claimant_read(us, &before, 15 * SEC), CLAIM_STEP_DEFINE);
  assert_int_equal(claimant_read(us, &after, 16 * SEC), CLAIM_STEP_DEFINE);
  claimant_free(us);
}

static void another_s_claim_is_left_while_it_is_renewed(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  for (guint i = 0; i < 100; i++) {
    g_autofree char *text = g_strdup_printf("provost b on machine m2, since noon, renewed %u", i);
    const struct claim_seen theirs = {THEIRS, text};
    assert_int_equal(claimant_read(us, &theirs, (10 + 10 * (gint64)i) * SEC), CLAIM_STEP_LEAVE);
  }
  g_autofree char *who = claimant_other(us);
  assert_string_equal(who, "provost b on machine m2, since noon");
  claimant_free(us);
}

static void another_s_claim_is_taken_over_only_when_the_time_is_over(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  const struct claim_seen theirs = {THEIRS, "provost b on machine m2, since noon, renewed 7"};
  for (gint64 sec = 10; sec < 70; sec += 10)
    assert_int_equal(claimant_read(us, &theirs, sec * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(claimant_read(us, &theirs, 70 * SEC), CLAIM_STEP_REPLACE);
  assert_int_equal(us->state, CLAIM_OTHER);
  lay_down(us);
  assert_int_equal(us->state, CLAIM_OURS);
  claimant_free(us);
}

/* Its libvirtd may only have been started anew. */
static void a_claim_that_vanishes_is_waited_for_as_long(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  const struct claim_seen theirs = {THEIRS, "provost b on machine m2, since noon, renewed 7"};
  claimant_read(us, &theirs, 10 * SEC);
  for (gint64 sec = 20; sec < 70; sec += 10)
    assert_int_equal(claimant_read(us, &nothing, sec * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(us->state, CLAIM_OTHER);
  assert_int_equal(claimant_read(us, &nothing, 70 * SEC), CLAIM_STEP_DEFINE);
  claimant_free(us);
}

/* A libvirtd that hung, or a machine that slept: its owner could not renew it either. */
static void a_time_in_which_nobody_could_read_does_not_count(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  const struct claim_seen theirs = {THEIRS, "provost b on machine m2, since noon, renewed 7"};
  claimant_read(us, &theirs, 10 * SEC);
  assert_int_equal(claimant_read(us, &theirs, 600 * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(claimant_read(us, &theirs, 610 * SEC), CLAIM_STEP_LEAVE);
  claimant_free(us);
}

static void our_own_claim_that_vanished_is_laid_down_again_at_once(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  claimant_read(us, &nothing, 5 * SEC);
  lay_down(us);
  assert_int_equal(claimant_read(us, &nothing, 6 * SEC), CLAIM_STEP_DEFINE);
  claimant_free(us);
}

/* G03: stopped for longer than the takeover takes, and going on as if nothing had been. */
static void who_was_stopped_finds_that_another_has_taken_over(void **state)
{
  (void)state;
  struct claimant *us = claimant();
  claimant_read(us, &nothing, 5 * SEC);
  lay_down(us);
  const struct claim_seen theirs = {THEIRS, "provost b on machine m2, since noon, renewed 7"};
  assert_int_equal(claimant_read(us, &theirs, 605 * SEC), CLAIM_STEP_LEAVE);
  assert_int_equal(us->state, CLAIM_OTHER);
  claimant_free(us);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_host_that_nobody_has_is_claimed_at_once),
      cmocka_unit_test(what_is_ours_is_renewed_with_another_text),
      cmocka_unit_test(a_claim_of_an_earlier_life_here_is_ours_again),
      cmocka_unit_test(our_uuid_on_another_machine_is_another_s),
      cmocka_unit_test(who_writes_over_our_claim_under_our_uuid_has_it),
      cmocka_unit_test(a_renewal_that_may_have_failed_leaves_it_ours),
      cmocka_unit_test(another_s_claim_is_left_while_it_is_renewed),
      cmocka_unit_test(another_s_claim_is_taken_over_only_when_the_time_is_over),
      cmocka_unit_test(a_claim_that_vanishes_is_waited_for_as_long),
      cmocka_unit_test(a_time_in_which_nobody_could_read_does_not_count),
      cmocka_unit_test(our_own_claim_that_vanished_is_laid_down_again_at_once),
      cmocka_unit_test(who_was_stopped_finds_that_another_has_taken_over),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
