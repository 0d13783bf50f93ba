/* Policies that shall not run: held.c. */
#include "pipeline/held.h"

#include "base/error.h"
#include "folder.h"
#include "unit.h"

#include <glib/gstdio.h>

static char *body(const struct held *held)
{
  g_autoptr(GVariant) list = g_variant_ref_sink(held_body(held));
  return g_variant_print(list, FALSE);
}

static void assert_body(const struct held *held, const char *expected)
{
  g_autofree char *text = body(held);
  assert_string_equal(text, expected);
}

static void say(struct held *held, const char *policy, enum policy_state state, const char *reason)
{
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a(sssssyysua(qu)a(sss)asas)"));
  g_variant_builder_add(&list, "(sssssyysua(qu)a(sss)asas)", policy, "p", "1", "", "/p/a.lua", 0, (guchar)state, reason, 0,
                        NULL, NULL, NULL, NULL);
  g_autoptr(GVariant) policies = g_variant_ref_sink(g_variant_builder_end(&list));
  held_take_policies(held, policies);
}

static void the_disabled_are_remembered_over_restarts(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-held-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "disabled", NULL);
  struct held *held = held_new(path);
  assert_true(held_disable(held, "a", "by operator x: too loud; [b]\n=c", NULL));
  assert_true(held_disable(held, "b", "by operator x", NULL));
  assert_true(held_release(held, "b", NULL));
  say(held, "s", POLICY_SUSPENDED, "it ran too long"); /* which is not */
  held_free(held);
  held = held_new(path);
  assert_body(held, "[('a', 0x03, 'by operator x: too loud; [b] =c')]");
  assert_true(held_has(held, "a"));
  assert_false(held_has(held, "b"));
  assert_true(held_release(held, "a", NULL));
  held_free(held);
  held = held_new(path);
  assert_body(held, "[]");
  held_free(held);
  folder_remove(folder);
}

static void what_cannot_be_remembered_is_not_done(void **state)
{
  (void)state;
  struct held *held = held_new("/proc/none/disabled");
  g_autoptr(GError) error = NULL;
  assert_false(held_disable(held, "a", "by operator x", &error));
  assert_int_equal(error->code, PROVOST_ERROR_STORAGE);
  assert_body(held, "[]");
  held_free(held);
}

static void a_file_that_makes_no_sense_holds_nobody(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-held-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "disabled", NULL);
  assert_true(g_file_set_contents(path, "nonsense", -1, NULL));
  g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*cannot be read, so policies that were disabled run again*");
  struct held *held = held_new(path);
  g_test_assert_expected_messages();
  assert_body(held, "[]");
  held_free(held);
  folder_remove(folder);
}

static void the_suspended_are_held_until_they_run_again(void **state)
{
  (void)state;
  struct held *held = held_new(NULL);
  say(held, "a", POLICY_SUSPENDED, "it ran too long");
  assert_body(held, "[('a', 0x02, 'it ran too long')]");
  say(held, "a", POLICY_REFUSED, "it is wrong"); /* a version that tells nothing */
  assert_true(held_has(held, "a"));
  say(held, "a", POLICY_ACTIVE, "");
  assert_body(held, "[]");
  say(held, "a", POLICY_SUSPENDED, "it ran too long");
  assert_true(held_release(held, "a", NULL));
  assert_false(held_has(held, "a"));
  held_free(held);
}

static void three_kills_suspend(void **state)
{
  (void)state;
  struct held *held = held_new(NULL);
  assert_int_equal(held_count_kill(held, "a"), 1);
  assert_int_equal(held_count_kill(held, "a"), 2);
  say(held, "a", POLICY_ACTIVE, ""); /* as it is after each restart */
  assert_false(held_has(held, "a"));
  assert_int_equal(held_count_kill(held, "a"), 3);
  assert_true(held_has(held, "a"));
  assert_true(held_release(held, "a", NULL)); /* by hand: it begins anew */
  assert_int_equal(held_count_kill(held, "a"), 1);
  assert_false(held_has(held, "a"));
  held_free(held);
}

static void only_so_many_can_be_disabled(void **state)
{
  (void)state;
  struct held *held = held_new(NULL);
  for (guint i = 0; i < HELD_MAX; i++) {
    g_autofree char *name = g_strdup_printf("p%u", i);
    assert_true(held_disable(held, name, "by operator x", NULL));
  }
  g_autoptr(GError) error = NULL;
  assert_false(held_disable(held, "more", "by operator x", &error));
  assert_int_equal(error->code, PROVOST_ERROR_LIMIT);
  assert_true(held_disable(held, "p0", "by operator y", NULL));
  held_free(held);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_disabled_are_remembered_over_restarts),
      cmocka_unit_test(what_cannot_be_remembered_is_not_done),
      cmocka_unit_test(a_file_that_makes_no_sense_holds_nobody),
      cmocka_unit_test(the_suspended_are_held_until_they_run_again),
      cmocka_unit_test(three_kills_suspend),
      cmocka_unit_test(only_so_many_can_be_disabled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
