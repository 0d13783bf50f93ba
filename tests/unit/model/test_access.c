#include "model/access.h"

#include "token.h"
#include "unit.h"

#include <string.h>

#define TOKEN "0123456789abcdefghij" /* of the least length */

static void the_highest_role_of_all_groups_counts(void **state)
{
  (void)state;
  const struct access_rules rules = {.groups = {NULL, "users", "vmops", "vmadmin"}, .gids = {0, 100, 200, 300}};
  assert_int_equal(access_of_groups(&rules, (guint[]){100}, 1), ACCESS_VIEWER);
  assert_int_equal(access_of_groups(&rules, (guint[]){7, 200, 100}, 3), ACCESS_OPERATOR);
  assert_int_equal(access_of_groups(&rules, (guint[]){100, 300, 200}, 3), ACCESS_ADMIN);
  assert_int_equal(access_of_groups(&rules, (guint[]){7, 0}, 2), ACCESS_NONE);
  assert_int_equal(access_of_groups(&rules, NULL, 0), ACCESS_NONE);
}

static void a_group_that_is_not_there_gives_nobody_a_role(void **state)
{
  (void)state;
  const struct access_rules rules = {.groups = {NULL, NULL, NULL, "gone"}, .gids = {0, 0, 0, ACCESS_NO_GID}};
  assert_true(access_has_groups(&rules));
  assert_int_equal(access_of_groups(&rules, (guint[]){ACCESS_NO_GID, 0}, 2), ACCESS_NONE);
  assert_false(access_has_groups(&(struct access_rules){0}));
}

static void a_token_is_known_by_its_digest(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)access_token_free);
  const struct access_rules rules = {.tokens = tokens};
  g_ptr_array_add(tokens, token_new("first", ACCESS_VIEWER, TOKEN));
  g_ptr_array_add(tokens, token_new("second", ACCESS_ADMIN, TOKEN "x"));
  assert_ptr_equal(access_of_token(&rules, TOKEN), tokens->pdata[0]);
  assert_ptr_equal(access_of_token(&rules, TOKEN "x"), tokens->pdata[1]);
  assert_null(access_of_token(&rules, TOKEN "y"));
  assert_null(access_of_token(&rules, ""));
  assert_null(access_of_token(&(struct access_rules){0}, TOKEN));
}

static void a_token_that_is_too_short_or_too_long_is_none(void **state)
{
  (void)state;
  g_autofree char *longest = g_strnfill(ACCESS_TOKEN_MAX, 'x'), *longer = g_strnfill(ACCESS_TOKEN_MAX + 1, 'x');
  g_autofree char *shorter = g_strndup(TOKEN, ACCESS_TOKEN_MIN - 1);
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)access_token_free);
  const struct access_rules rules = {.tokens = tokens};
  g_ptr_array_add(tokens, token_new("longest", ACCESS_VIEWER, longest));
  g_ptr_array_add(tokens, token_new("longer", ACCESS_VIEWER, longer));
  g_ptr_array_add(tokens, token_new("shorter", ACCESS_VIEWER, shorter));
  assert_non_null(access_of_token(&rules, longest));
  assert_null(access_of_token(&rules, longer));
  assert_null(access_of_token(&rules, shorter));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_highest_role_of_all_groups_counts),
      cmocka_unit_test(a_group_that_is_not_there_gives_nobody_a_role),
      cmocka_unit_test(a_token_is_known_by_its_digest),
      cmocka_unit_test(a_token_that_is_too_short_or_too_long_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
