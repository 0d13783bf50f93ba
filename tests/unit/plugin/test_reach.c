/* Where a plugin asks, and with which token. */
#include "plugin/reach.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_url(const char *host, char *ca_file, const char *url)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *named = g_strdup(host);
  struct client *client = reach_client(&(struct reach){.host = named, .ca_file = ca_file}, 1000, &error);
  assert_no_error(error);
  assert_string_equal(client_socket(client), url);
  client_free(client);
}

static void only_this_machine_is_asked_in_the_clear(void **state)
{
  (void)state;
  assert_url("kvm1", NULL, "https://kvm1:8480");
  assert_url("kvm1:9", NULL, "https://kvm1:9");
  assert_url("192.0.2.1:65535", NULL, "https://192.0.2.1:65535");
  assert_url("2001:db8::1", NULL, "https://[2001:db8::1]:8480");
  assert_url("[2001:db8::1]:9", NULL, "https://[2001:db8::1]:9");
  assert_url("127.0.0.1", NULL, "http://127.0.0.1:8480");
  assert_url("127.9.9.9:9", NULL, "http://127.9.9.9:9");
  assert_url("localhost:9", NULL, "http://localhost:9");
  assert_url("::1", NULL, "http://[::1]:8480");
  assert_url("[::1]", NULL, "http://[::1]:8480");
  assert_url("[::1]:9", "/ca.pem", "https://[::1]:9");
  assert_url("127.evil.example", NULL, "https://127.evil.example:8480");
  assert_url("localhost.evil.example", NULL, "https://localhost.evil.example:8480");
}

static void what_is_no_host_is_refused(void **state)
{
  (void)state;
  static const char *const wrong[] = {"", "kvm1:", "kvm1:0", "kvm1:65536", "kvm1:x", "[::1", "[::1]x", "::1]:9", "http://kvm1", "user@kvm1", "kvm1/x", "a b",
                                      "kvm1\r\nX: y", "[::1]:"};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *named = g_strdup(wrong[i]);
    if (reach_client(&(struct reach){.host = named}, 1000, &error))
      fail_msg("\"%s\" is taken for a host", wrong[i]);
    assert_error_says(error, "write kvm1, kvm1:8480 or [::1]:8480");
  }
}

static void assert_token(const char *bytes, mode_t mode, const char *says)
{
  g_autofree char *folder = g_dir_make_tmp("provost-plugin-XXXXXX", NULL), *path = g_build_filename(folder, "token", NULL);
  g_autoptr(GError) error = NULL;
  assert_true(g_file_set_contents(path, bytes, -1, NULL));
  assert_int_equal(chmod(path, mode), 0);
  struct client *client = reach_client(&(struct reach){.host = (char *)"kvm1", .token_file = path}, 1000, &error);
  if (says)
    assert_error_says(error, says);
  else
    assert_no_error(error);
  assert_true(!error || !strstr(error->message, "secret"));
  client_free(client);
  g_unlink(path);
  g_rmdir(folder);
}

static void a_token_is_the_first_line_of_a_file_closed_to_others(void **state)
{
  (void)state;
  g_autofree char *longest = g_strnfill(256, 'x'), *longer = g_strnfill(257, 'x');
  assert_token("secret-secret-secret\n", 0600, NULL);
  assert_token("secret-secret-secret\r\nmore\n", 0640, NULL);
  assert_token(longest, 0600, NULL);
  assert_token(longer, 0600, "1 to 256 bytes");
  assert_token("secret\n", 0604, "closed to others");
  assert_token("", 0600, "1 to 256 bytes");
  assert_token("secret secret", 0600, "a byte that no token has");
  assert_token("secret\tsecret", 0600, "a byte that no token has");
  g_autoptr(GError) error = NULL;
  assert_null(reach_client(&(struct reach){.host = (char *)"kvm1", .token_file = (char *)"/proc/none/token"}, 1000, &error));
  assert_error_says(error, "the token in /proc/none/token cannot be read: No such file");
  g_clear_error(&error);
  assert_null(reach_client(&(struct reach){.host = (char *)"kvm1", .token_file = (char *)"/"}, 1000, &error));
  assert_non_null(error);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_this_machine_is_asked_in_the_clear),
      cmocka_unit_test(what_is_no_host_is_refused),
      cmocka_unit_test(a_token_is_the_first_line_of_a_file_closed_to_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
