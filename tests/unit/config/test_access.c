/* Who may ask, as the file has it: api.* and the file with tokens. */
#include "config/compare.h"
#include "config/token_file.h"
#include "load.h"

#include <grp.h>
#include <unistd.h>

#define CLUSTERS "clusters: [{name: lab, hosts: [{name: h1, libvirt: 'test:///default'}]}]\n"
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

struct place {
  char *folder, *file;
};

static int place_open(void **state)
{
  struct place *place = g_new(struct place, 1);
  place->folder = g_dir_make_tmp("provost-tokens-XXXXXX", NULL);
  place->file = g_build_filename(place->folder, "tokens", NULL);
  *state = place;
  return 0;
}

static int place_close(void **state)
{
  struct place *place = *state;
  g_remove(place->file);
  assert_int_equal(g_rmdir(place->folder), 0);
  g_free(place->folder);
  g_free(place->file);
  g_free(place);
  return 0;
}

static void put(const struct place *place, const char *text, mode_t mode)
{
  assert_true(g_file_set_contents_full(place->file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_int_equal(g_chmod(place->file, mode), 0);
}

static void is_refused(const struct place *place, const char *text, const char *because)
{
  g_autoptr(GError) error = NULL;
  put(place, text, 0600);
  assert_null(token_file_read(place->file, &error));
  if (!strstr(error->message, because) || strstr(error->message, A64))
    fail_msg("%s", error->message);
}

static void tokens_are_read_with_their_roles(void **state)
{
  const struct place *place = *state;
  put(place, "# who may\n\n  ci\tviewer " A64 "\nboss  admin " B64, 0640);
  g_autoptr(GPtrArray) tokens = token_file_read(place->file, NULL);
  assert_int_equal(tokens->len, 2);
  const struct access_token *ci = tokens->pdata[0], *boss = tokens->pdata[1];
  assert_string_equal(ci->name, "ci");
  assert_int_equal(ci->access, ACCESS_VIEWER);
  assert_int_equal(ci->digest[0], 0xaa);
  assert_int_equal(boss->access, ACCESS_ADMIN);
  assert_int_equal(boss->digest[31], 0xbb);
}

static void an_empty_file_lets_nobody_in(void **state)
{
  const struct place *place = *state;
  put(place, "", 0600);
  g_autoptr(GPtrArray) tokens = token_file_read(place->file, NULL);
  assert_int_equal(tokens->len, 0);
}

static void a_line_that_is_wrong_is_named_by_its_number_and_not_shown(void **state)
{
  is_refused(*state, "\nci viewer\n", "line 2 of");
  is_refused(*state, "ci viewer " A64 " more\n", "line 1 of");
  is_refused(*state, "c/i viewer " A64 "\n", "has a name that is none");
  is_refused(*state, "ci root " A64 "\n", "not viewer, operator or admin");
  is_refused(*state, "ci none " A64 "\n", "not viewer, operator or admin");
  is_refused(*state, "ci viewer " A64 "a\n", "64 hexadecimal digits");
  is_refused(*state, "ci viewer xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "64 hexadecimal digits");
  is_refused(*state, "ci viewer " A64 "\nci admin " B64 "\n", "line 2 of");
  is_refused(*state, "ci viewer " A64 "\nboss admin " A64 "\n", "has the name or the token of one before it");
}

static void a_thousand_tokens_are_taken_and_no_more(void **state)
{
  const struct place *place = *state;
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < ACCESS_TOKENS_MAX; i++)
    g_string_append_printf(text, "t%u viewer %064x\n", i, i);
  put(place, text->str, 0600);
  g_autoptr(GPtrArray) tokens = token_file_read(place->file, NULL);
  assert_int_equal(tokens->len, ACCESS_TOKENS_MAX);
  g_string_append(text, "more viewer " A64 "\n");
  is_refused(place, text->str, "1000 tokens");
  g_autofree char *large = g_strnfill(262145, '#');
  is_refused(place, large, "holds more than 262144 bytes");
}

static void a_file_that_everybody_may_read_is_refused(void **state)
{
  const struct place *place = *state;
  g_autoptr(GError) error = NULL;
  put(place, "ci viewer " A64 "\n", 0644);
  assert_null(token_file_read(place->file, &error));
  assert_non_null(strstr(error->message, "is open to everybody"));
}

static void errors_are(const char *api, const char *words)
{
  g_autofree char *text = g_strconcat(CLUSTERS "api: ", api, "\n", NULL);
  struct loaded loaded = load_text(text);
  g_autofree char *errors = loaded_errors(&loaded);
  if (words ? !strstr(errors, words) : errors[0] != '\0')
    fail_msg("%s: %s", api, errors);
  loaded_done(&loaded);
}

static void only_loopback_is_listened_at_without_encryption(void **state)
{
  (void)state;
  errors_are("{listen: '127.0.0.1:8480'}", NULL);
  errors_are("{listen: '[::1]:8480'}", NULL);
  errors_are("{listen: '[::1]:80'}", NULL);
  errors_are("{listen: '0.0.0.0:8480'}", "so it must be encrypted: add tls");
  errors_are("{listen: '0.0.0.0:8480'}", "so it must be known who asks: add token_file");
  errors_are("{listen: '[::]:8480', tls: {certificate: /c, key: /k}}", "add token_file");
  errors_are("{listen: 'localhost:8480'}", "an address, not a name");
  errors_are("{listen: '127.0.0.1:0'}", "listen must be ADDRESS:PORT");
  errors_are("{tls: {certificate: /c}}", "TLS needs both");
  errors_are("{tls: {key: /k}}", "TLS needs both");
  errors_are("{token_file: /nowhere/tokens}", "token_file: the file cannot be opened");
  errors_are("{groups: {root: wheel}}", "unknown key \"root\"");
}

static void groups_are_found_by_their_names(void **state)
{
  (void)state;
  struct group *root = getgrgid(0);
  g_autofree char *text =
      g_strdup_printf(CLUSTERS "api: {groups: {operator: %s, admin: no-such-group-here}}\n", root->gr_name);
  struct loaded loaded = load_text(text);
  assert_non_null(loaded.config);
  const struct access_rules *rules = &loaded.config->access;
  assert_null(rules->groups[ACCESS_VIEWER]);
  assert_int_equal(rules->gids[ACCESS_VIEWER], ACCESS_NO_GID);
  assert_int_equal(rules->gids[ACCESS_OPERATOR], 0);
  assert_int_equal(rules->gids[ACCESS_ADMIN], ACCESS_NO_GID);
  assert_null(rules->tokens);
  loaded_done(&loaded);
}

static struct config *with_tokens(const struct place *place, const char *tokens)
{
  g_autofree char *text = g_strdup_printf(CLUSTERS "api: {listen: '127.0.0.1:8480', token_file: %s}\n", place->file);
  put(place, tokens, 0600);
  struct loaded loaded = load_text(text);
  assert_non_null(loaded.config);
  g_ptr_array_unref(loaded.errors);
  return loaded.config;
}

static void changed_tokens_are_a_change_that_shows_none(void **state)
{
  struct config *before = with_tokens(*state, "ci viewer " A64 "\n"), *same = with_tokens(*state, "ci viewer " A64 "\n# x\n");
  struct config *after = with_tokens(*state, "ci admin " A64 "\n");
  g_autoptr(GPtrArray) none = config_compare(before, same), one = config_compare(before, after);
  assert_int_equal(none->len, 0);
  assert_int_equal(one->len, 1);
  const struct config_change *change = one->pdata[0];
  assert_owned_string_equal(config_change_text(change), "api.token_file: changed, a secret");
  assert_int_equal(change->restarts, 0);
  assert_null(change->before);
  config_free(before);
  config_free(same);
  config_free(after);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(tokens_are_read_with_their_roles, place_open, place_close),
      cmocka_unit_test_setup_teardown(an_empty_file_lets_nobody_in, place_open, place_close),
      cmocka_unit_test_setup_teardown(a_line_that_is_wrong_is_named_by_its_number_and_not_shown, place_open, place_close),
      cmocka_unit_test_setup_teardown(a_thousand_tokens_are_taken_and_no_more, place_open, place_close),
      cmocka_unit_test_setup_teardown(a_file_that_everybody_may_read_is_refused, place_open, place_close),
      cmocka_unit_test(only_loopback_is_listened_at_without_encryption),
      cmocka_unit_test(groups_are_found_by_their_names),
      cmocka_unit_test_setup_teardown(changed_tokens_are_a_change_that_shows_none, place_open, place_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
