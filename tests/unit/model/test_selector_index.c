#include "model/rule.h"
#include "model/selector_index.h"

#include "unit.h"

static const char *const words[] = {"web", "WEB", "web1", "db", "db1", "w*", "?b", "*", "tier=db", "tier=web", "tier=*", "*=db",
                                    "t?er=web", "0a-1b", "0A-1B", "rack=1"};

struct subject {
  const char *name, *uuid;
  const char *const *labels;
};

static void assert_agrees(const struct selector_index *index, const guint *selectors, guint n, const struct subject *subject)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
  guint at = 0;
  selector_index_find(index, subject->name, subject->uuid, subject->labels, numbers);
  for (guint number = 0; number < n; number += 2) {
    if (selector_means(words[selectors[number]], subject->name, subject->uuid, subject->labels) ||
        selector_means(words[selectors[number + 1]], subject->name, subject->uuid, subject->labels)) {
      assert_true(at < numbers->len);
      assert_int_equal(g_array_index(numbers, guint, at), number);
      at++;
    }
  }
  assert_int_equal(numbers->len, at);
}

/* Two selectors stand for each number; numbers come in any order. */
static void it_finds_those_that_mean_it_by_themselves_each_once(void **state)
{
  (void)state;
  static const char *const none[] = {NULL}, *const one[] = {"tier=db", NULL}, *const two[] = {"rack=1", "tier=web", NULL};
  static const struct subject subjects[] = {{"web", "0a-1b", NULL}, {"db1", NULL, one},  {"WEB", "0A-1B", two},
                                            {"tier=db", NULL, none}, {"0a-1b", NULL, two}, {"x", "x", one}};
  enum { SELECTORS = 12 };
  g_autoptr(GRand) chance = g_rand_new_with_seed(7);
  for (guint round = 0; round < 2000; round++) {
    struct selector_index *index = selector_index_new();
    guint selectors[SELECTORS];
    for (guint i = 0; i < SELECTORS; i++)
      selectors[i] = (guint)g_rand_int_range(chance, 0, G_N_ELEMENTS(words));
    for (guint i = SELECTORS; i-- > 0;)
      selector_index_add(index, words[selectors[i]], i - i % 2);
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
      assert_agrees(index, selectors, SELECTORS, &subjects[i]);
    selector_index_free(index);
  }
}

static void an_empty_one_finds_nothing(void **state)
{
  (void)state;
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
  struct selector_index *index = selector_index_new();
  const guint left_over = 7;
  g_array_append_val(numbers, left_over);
  selector_index_find(index, "web", NULL, NULL, numbers);
  assert_int_equal(numbers->len, 0);
  selector_index_free(index);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_finds_those_that_mean_it_by_themselves_each_once),
      cmocka_unit_test(an_empty_one_finds_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
