#include "load.h"

/* 2,000 files that differ from the example by a few random changes: whatever they hold, the answer
 * is a configuration or errors, and never a crash. The seed is fixed, so that a failure comes
 * again. */
#define ROUNDS 2000
#define SEED   20081

static const char *const pieces[] = {
    "\t",
    "\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!str ",
    "'",
    "\"",
    "|\n",
    "---\n",
    "#",
    "%",
    ",",
    "\xff",
    "\xef\xbb\xbf",
    "~",
    "? ",
    "<<: ",
    "hosts:",
    "name:",
    "snmp:",
    "-1",
    "\\0",
    "clusters[].hosts[].name: x\n",
    "policies: {a: {settings: {b: c}}}\n",
    "\x01",
    "99999999999999999999",
};

static void mutate(GString *text, GRand *chance)
{
  gssize place = g_rand_int_range(chance, 0, (gint)text->len + 1);
  gssize length = g_rand_int_range(chance, 1, 40);
  length = MIN(length, (gssize)text->len - place);
  switch (g_rand_int_range(chance, 0, 5)) {
  case 0:
    g_string_erase(text, place, length);
    break;
  case 1:
    g_string_insert(text, place, pieces[g_rand_int_range(chance, 0, G_N_ELEMENTS(pieces))]);
    break;
  case 2:
    if (length > 0)
      text->str[place] = (char)g_rand_int_range(chance, 0, 256);
    break;
  case 3: {
    g_autofree char *copy = g_strndup(text->str + place, (gsize)length);
    g_string_insert(text, g_rand_int_range(chance, 0, (gint)text->len + 1), copy);
    break;
  }
  default: /* take a comment sign away: the lines behind it become configuration */
    for (gsize i = (gsize)place; i < text->len; i++)
      if (text->str[i] == '#') {
        g_string_erase(text, (gssize)i, 1);
        break;
      }
  }
}

static void no_change_of_the_example_crashes(void **state)
{
  (void)state;
  g_autofree char *example = NULL;
  assert_true(g_file_get_contents(TEST_SRCDIR "/etc/provost.yaml", &example, NULL, NULL));
  GRand *chance = g_rand_new_with_seed(SEED);
  guint accepted = 0;
  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr(GString) text = g_string_new(example);
    for (gint changes = g_rand_int_range(chance, 1, 12); changes > 0; changes--)
      mutate(text, chance);
    struct loaded loaded = load_bytes(text->str, text->len, 0600);
    accepted += loaded.config != NULL;
    loaded_done(&loaded);
  }
  g_rand_free(chance);
  /* Neither all nor none: the changes reach behind the syntax. */
  assert_in_range(accepted, 10, ROUNDS - 10);
}

int main(void)
{
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  const struct CMUnitTest tests[] = {cmocka_unit_test(no_change_of_the_example_crashes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
