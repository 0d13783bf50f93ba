/* Opening a host that wants a name and a password, as ESX does; nothing listens where it is looked for. */
#include "virt/endpoint.h"

#include "folder.h"
#include "unit.h"
#include "virt/library.h"

#define URI "esx://127.0.0.1:1/?no_verify=1"

/* The complaint about a host with this auth.conf; caller frees. */
static char *complaint(const char *folder, const char *auth)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(folder, "auth.conf", NULL);
  assert_true(g_file_set_contents(path, auth, -1, NULL));
  g_setenv("LIBVIRT_AUTH_FILE", path, TRUE);
  struct endpoint *endpoint = endpoint_new("host:h1", URI, FALSE);
  assert_null(endpoint_watch(endpoint, &error));
  endpoint_free(endpoint);
  return g_strdup(error->message);
}

static int setup(void **state)
{
  *state = g_dir_make_tmp("provost-test-XXXXXX", NULL);
  return *state ? 0 : -1;
}

static int teardown(void **state)
{
  folder_remove(*state);
  g_free(*state);
  return 0;
}

static void a_password_is_taken_from_auth_conf(void **state)
{
  g_autofree char *text = complaint(*state, "[credentials-vm]\nusername=root\npassword=secret\n"
                                            "[auth-esx-127.0.0.1]\ncredentials=vm\n");
  assert_non_null(strstr(text, "onnect"));
  assert_null(strstr(text, "auth.conf"));
}

static void one_that_is_missing_is_asked_for_in_the_complaint(void **state)
{
  g_autofree char *text = complaint(*state, "");
  assert_non_null(strstr(text, "give name and password in libvirt's auth.conf"));
}

/* A host that was switched off in the middle of its handshakes never ends them. */
static void a_host_whose_openings_hang_is_tried_again_now_and_then(void **state)
{
  (void)state;
  g_autoptr(GError) first = NULL, second = NULL;
  struct endpoint *endpoint = endpoint_new("host:h1", URI, FALSE);
  endpoint->openings = OPENINGS_MAX;
  endpoint->opened_us = g_get_monotonic_time();
  assert_null(endpoint_watch(endpoint, &first));
  assert_non_null(strstr(first->message, "connections begun earlier still wait"));
  endpoint->opened_us -= OPENING_RETRY_SEC * G_USEC_PER_SEC;
  assert_null(endpoint_watch(endpoint, &second));
  assert_null(strstr(second->message, "connections begun earlier"));
  assert_int_equal(endpoint->openings, OPENINGS_MAX);
  endpoint_free(endpoint);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_password_is_taken_from_auth_conf),
      TEST(one_that_is_missing_is_asked_for_in_the_complaint),
      TEST(a_host_whose_openings_hang_is_tried_again_now_and_then),
  };
  library_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
